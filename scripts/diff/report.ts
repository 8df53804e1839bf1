/** What a change is to the code of the SDK's users: it stops compiling, it may use more, or it stays as it is. */
export type ChangeClass = "breaking" | "addition" | "documentation";

/** One change, told to users of the SDK. */
export interface Change {
  readonly class: ChangeClass;
  /** The operation or the shared part of the contract, and the place in code. */
  readonly where: string;
  readonly what: string;
  /** The reason in terms of code, such as "`data.average` may now be undefined". */
  readonly why: string;
}

/** What the changes ask of a version by themselves: see `nextVersion` for what that means below 1.0.0. */
export type Verdict = "major" | "minor" | "patch" | "none";

/** Programs of one kind. */
export interface ProgramCount {
  /** What each of them does, as in "read a response". */
  readonly what: string;
  readonly count: number;
  /** The operations or types that they are about. */
  readonly of: readonly string[];
}

/** What changed between two contracts, breaking changes first. */
export interface Report {
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
  /** The programs that were compiled to reach the verdict. */
  readonly programs: readonly ProgramCount[];
  /** Places at which programs failed on the old types already, so that they say nothing; each once. */
  readonly unjudged: readonly string[];
}

/** The classes, the gravest first. */
export const CLASSES: readonly ChangeClass[] = ["breaking", "addition", "documentation"];

const VERDICTS: Readonly<Record<ChangeClass, Verdict>> = {
  breaking: "major",
  addition: "minor",
  documentation: "patch",
};

/** What the gravest of some changes asks for. */
export function judge(changes: readonly Change[]): Verdict {
  const gravest = CLASSES.find((name) => changes.some((change) => change.class === name));
  return gravest === undefined ? "none" : VERDICTS[gravest];
}
