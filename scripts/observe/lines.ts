import { ContractError } from "../contract/contract-error.ts";
import { isNode } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/** A line of a file of findings: a deviation, or a response that conforms. */
export interface Observation {
  readonly kind: string;
  readonly operationId: string;
  /** `null` for a webhook. */
  readonly status: number | null;
  /** JSON pointer into the body; `""` for the whole. */
  readonly pointer: string;
  readonly received: string;
  /** The contract's version. */
  readonly contract: string;
  /** Day, such as `2026-11-27`. */
  readonly date: string;
  readonly count: number;
}

/** Contents of the files. */
export interface Observations {
  readonly observed: readonly Observation[];
  /** Answers to open questions, as `question: answer`. */
  readonly settled: readonly string[];
}

const KINDS = new Set([
  ...["missing-property", "wrong-type", "unlisted-value", "unknown-property"],
  ...["undocumented-status", "other-version", "deprecated", "sunset", "conforms"],
]);
/** Only words of contracts, types and status codes: values of responses are refused. */
const FORMS: Readonly<Record<string, RegExp>> = {
  operationId: /^[\w.-]{1,100}$/,
  pointer: /^(?:\/(?:\*|[A-Za-z_][\w-]{0,39})){0,32}$/,
  received:
    /^(?:null|boolean|number|string|array|object|nothing|a header|another version|\d{3}|\d{4}-\d\d-\d\d(?:\.[a-z]{1,20})?)$/,
  contract: /^[\w.-]{1,40}$/,
  firstSeen: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/,
  question: /^[\w -]{1,60}$/,
  answer: /^[\w ,;()-]{1,500}$/,
};

/**
 * Reads files of findings, one JSON object per line.
 *
 * @throws ContractError with file and line of every invalid finding
 */
export function readObservations(
  files: readonly { readonly name: string; readonly text: string }[],
): Observations {
  const observed: Observation[] = [];
  const settled: string[] = [];
  const problems: string[] = [];
  for (const { name, text } of files) {
    for (const [index, line] of text.split("\n").entries()) {
      if (line.trim() === "") continue;
      const read = readLine(line);
      if (typeof read === "string") problems.push(`${name}:${index + 1}: ${read}`);
      else if ("answer" in read) settled.push(read.answer);
      else observed.push(read);
    }
  }
  if (problems.length > 0) throw new ContractError(problems, "nothing was written");
  return { observed: mergeEqual(observed), settled: [...new Set(settled)] };
}

/** @returns the fault of a line that is not a finding, without quoting the line */
function readLine(line: string): Observation | { readonly answer: string } | string {
  const value = parse(line);
  if (!isNode(value)) return "not a JSON object";
  const wrong = (name: string): boolean => !(FORMS[name]?.test(textAt(value, name)) ?? false);
  if (value["kind"] === "settled") {
    const bad = ["question", "answer", "contract", "firstSeen"].find(wrong);
    return bad === undefined
      ? { answer: `${textAt(value, "question")}: ${textAt(value, "answer")}` }
      : `not a finding: ${bad} is missing or invalid`;
  }
  const kind = textAt(value, "kind");
  if (!KINDS.has(kind)) return "not a finding: kind is missing or unknown";
  const places = kind === "conforms" ? [] : ["pointer", "received"];
  const bad = ["operationId", ...places, "contract", "firstSeen"].find(wrong);
  if (bad !== undefined) return `not a finding: ${bad} is missing or invalid`;
  const { status, count = 1 } = value;
  if (status !== null && !(isWhole(status) && status >= 100 && status <= 999))
    return "not a finding: status is missing or invalid";
  if (!isWhole(count)) return "not a finding: count is not a whole number above 0";
  return {
    kind,
    operationId: textAt(value, "operationId"),
    status,
    pointer: textAt(value, "pointer"),
    received: textAt(value, "received"),
    contract: textAt(value, "contract"),
    date: textAt(value, "firstSeen").slice(0, 10),
    count,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function textAt(value: Node, name: string): string {
  const text = value[name];
  return typeof text === "string" ? text : name === "pointer" ? "\n" : "";
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** Several files, processes and days may contain the same observation. */
function mergeEqual(observed: readonly Observation[]): readonly Observation[] {
  const merged = new Map<string, Observation>();
  for (const next of observed) {
    const { kind, operationId, status, pointer, received, contract } = next;
    const key = JSON.stringify([kind, operationId, status, pointer, received, contract]);
    const known = merged.get(key);
    const date = known !== undefined && known.date > next.date ? known.date : next.date;
    merged.set(key, { ...next, date, count: next.count + (known?.count ?? 0) });
  }
  return [...merged.values()];
}
