/** Effect of a change on users' code: it breaks, it can use something new, or nothing changes. */
export type ChangeClass = "breaking" | "addition" | "documentation";

/** One change, described for users of the SDK. */
export interface Change {
  readonly class: ChangeClass;
  /** The operation or the shared part of the contract, and the place in code. */
  readonly where: string;
  readonly what: string;
  /** The reason in terms of code, such as "`data.average` may now be undefined". */
  readonly why: string;
}

/** Version bump that the changes need from 1.0.0 on; see `bumpFor` for versions below. */
export type Verdict = "major" | "minor" | "patch" | "none";

/** Programs of one kind. */
export interface ProgramCount {
  /** Action of each program, such as "read a response". */
  readonly what: string;
  readonly count: number;
  /** Their operations or types. */
  readonly of: readonly string[];
}

/** The changes between two contracts, breaking changes first. */
export interface Report {
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
  /** The programs that were compiled to reach the verdict. */
  readonly programs: readonly ProgramCount[];
  /** Places whose programs fail against the old types, so that they show nothing; each listed once. */
  readonly unjudged: readonly string[];
}

/** The classes, the most serious first. */
export const CLASSES: readonly ChangeClass[] = ["breaking", "addition", "documentation"];

const VERDICTS: Readonly<Record<ChangeClass, Verdict>> = {
  breaking: "major",
  addition: "minor",
  documentation: "patch",
};

/** Version bump that the most serious change needs. */
export function judge(changes: readonly Change[]): Verdict {
  const gravest = CLASSES.find((name) => changes.some((change) => change.class === name));
  return gravest === undefined ? "none" : VERDICTS[gravest];
}
