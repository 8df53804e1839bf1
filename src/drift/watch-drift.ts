import { event, responses, version, versionHeader } from "../../generated/validators.js";
import type { Validator } from "../../generated/validators.js";
import { UsageError } from "../errors/classes.ts";
import { findByStatus } from "../errors/status.ts";
import { describeValue } from "../text/describe-value.ts";
import type { Watch, WatchedBody } from "../send/watch.ts";
import { compareBody } from "./compare-body.ts";
import type { Deviation } from "./compare-body.ts";
import type { CountedFinding, DriftFinding } from "./finding.ts";

/** Options of {@link watchDrift}. */
export interface DriftOptions {
  /**
   * Maximum number of different findings. When it is reached, further ones are neither reported nor counted. Default:
   * 1000.
   */
  readonly maxFindings?: number | undefined;
  /**
   * Compares the first 100 bodies of each schema, and then one in `every`. After a body whose deviations are all known,
   * the watch waits ten times as long. 1 compares all. Status, headers and webhooks are always compared. Default: 10,
   * which adds less than 10 % to the cost of a call.
   */
  readonly every?: number | undefined;
}

/** Compares responses and webhooks with the contract; see {@link watchDrift}. */
export interface DriftWatch extends Watch {
  /** Returns all findings so far with their counts. */
  readonly findings: () => readonly CountedFinding[];
}

/** Number of bodies of a kind that are all compared. */
const ALWAYS_FIRST = 100;
/** Comparing a body that deviates costs ten times as much as one that does not. */
const KNOWN_PAUSE = 10;
/** Maximum number of unknown properties of one object that are reported by name. An object with more is a map. */
const MOST_NAMES = 20;

/**
 * Compares responses and webhooks with the contract, and reports where they deviate. Each finding is reported
 * once, and contains no value of a body. The watch never changes a response and never throws.
 *
 * One watch may serve several clients and webhook handlers. It knows only Flatpeak's contract; operations that this
 * contract lacks are ignored.
 *
 * @param onFinding called with each finding when it first occurs; exceptions and rejections are ignored
 * @throws UsageError if `onFinding` is not a function, or an option is not a whole number above 0
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { watchDrift } from "flatpeak/drift";
 *
 * const flatpeak = createClient({
 *   drift: watchDrift((finding) => console.warn(JSON.stringify(finding))),
 * });
 * ```
 */
export function watchDrift(
  onFinding: (finding: DriftFinding) => unknown,
  options: DriftOptions = {},
): DriftWatch {
  const { maxFindings = 1000, every = 10 } = options;
  if (typeof onFinding !== "function") throw new UsageError("onFinding must be a function");
  for (const [name, number] of Object.entries({ maxFindings, every })) {
    if (!(Number.isInteger(number) && number > 0))
      throw new UsageError(`${name} is ${describeValue(number)}; it must be a whole number above 0`);
  }
  const found = new Map<string, { readonly finding: DriftFinding; count: number; latest: number }>();
  const names = new Map<string, number>();
  const turns = new Map<Validator, Turn>();
  let bodies = 0;

  /** Compares a body if it is due. */
  const compareInTurn = (validate: Validator, body: unknown, report: Report): void => {
    const turn = turns.get(validate) ?? { seen: 0, next: 0 };
    turns.set(validate, turn);
    turn.seen += 1;
    if (turn.seen > ALWAYS_FIRST && turn.seen < turn.next) return;
    const deviations = compareBody(validate, body);
    const areNew = deviations.map(report);
    const isKnown = deviations.length > 0 && !areNew.includes(true);
    turn.next = turn.seen + (isKnown && every > 1 ? every * KNOWN_PAUSE : every);
  };

  const report = async (finding: DriftFinding): Promise<void> => {
    await onFinding(finding);
  };

  /** @returns true if the finding is new */
  const add = (deviation: Deviation, operationId: string, status: number | null): boolean => {
    const { kind, pointer, expected, received } = deviation;
    const key = `${operationId} ${status} ${kind} ${pointer} ${received}`;
    const known = found.get(key);
    if (known !== undefined) {
      // A list may deviate in many items but is one response.
      if (known.latest !== bodies) known.count += 1;
      known.latest = bodies;
      return false;
    }
    if (kind === "unknown-property" && !pointer.endsWith("/*")) {
      const parent = pointer.slice(0, pointer.lastIndexOf("/"));
      const place = `${operationId} ${status} ${parent}`;
      const count = names.get(place) ?? 0;
      if (count >= MOST_NAMES) {
        return add({ ...deviation, pointer: `${parent}/*` }, operationId, status);
      }
      if (found.size < maxFindings) names.set(place, count + 1);
    }
    if (found.size >= maxFindings) return false;
    const firstSeen = new Date().toISOString();
    const finding = { kind, operationId, status, pointer, expected, received, contract: version, firstSeen };
    found.set(key, { finding, count: 1, latest: bodies });
    report({ ...finding }).catch(() => undefined);
    return true;
  };

  const watch = (watched: WatchedBody): void => {
    try {
      bodies += 1;
      const { operationId, status = null } = watched;
      compare(watched, compareInTurn, (deviation) => add(deviation, operationId, status));
    } catch {
      // The body cannot be traversed, for example because it is nested too deeply.
    }
  };
  const findings = (): readonly CountedFinding[] =>
    [...found.values()].map(({ finding, count }) => ({ ...finding, count }));
  return Object.assign(watch, { findings });
}

/** Count of one kind of body. */
interface Turn {
  seen: number;
  /** Number of the next body to compare. */
  next: number;
}

/** Reports a deviation. Returns true if it is new. */
type Report = (deviation: Deviation) => boolean;

function compare(
  { operationId, status, headers, body }: WatchedBody,
  compareInTurn: (validate: Validator, body: unknown, report: Report) => void,
  report: Report,
): void {
  if (status === undefined) {
    if (operationId === "webhook" && event !== null) compareBody(event, body).forEach(report);
    return;
  }
  const documented = Object.hasOwn(responses, operationId) ? responses[operationId] : undefined;
  if (documented === undefined) return;
  const validate = findByStatus(documented, status);
  if (headers !== undefined) compareHeaders(headers).forEach(report);
  if (validate === undefined) {
    report({
      kind: "undocumented-status",
      pointer: "",
      expected: Object.keys(documented).join(", "),
      received: String(status),
    });
  }
  // A response without JSON is a failed call, not drift.
  if (validate && body !== undefined) compareInTurn(validate, body, report);
}

const VERSION = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]{1,20})?$/;

function compareHeaders(headers: Pick<Headers, "get">): Deviation[] {
  const found: Deviation[] = [];
  const sent = versionHeader === undefined ? null : headers.get(versionHeader);
  if (sent !== null && sent !== version) {
    const received = VERSION.test(sent) ? sent : "another version";
    found.push({ kind: "other-version", pointer: "", expected: version, received });
  }
  for (const [kind, name] of [
    ["deprecated", "deprecation"],
    ["sunset", "sunset"],
  ] as const) {
    if (headers.get(name) !== null)
      found.push({ kind, pointer: "", expected: "nothing", received: "a header" });
  }
  return found;
}
