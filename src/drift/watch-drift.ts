import { event, responses, version, versionHeader } from "../../generated/validators.js";
import type { Validator } from "../../generated/validators.js";
import { UsageError } from "../errors/classes.ts";
import { findByStatus } from "../errors/status.ts";
import type { Watch, WatchedBody } from "../send/watch.ts";
import { compareBody } from "./compare-body.ts";
import type { Deviation } from "./compare-body.ts";
import type { CountedFinding, DriftFinding } from "./finding.ts";

/** Options of {@link watchDrift}. */
export interface DriftOptions {
  /**
   * Number of different findings that are kept. When it is reached, further ones are neither reported nor counted.
   * Default: 1000.
   */
  readonly maxFindings?: number | undefined;
  /**
   * Compares the body of one in this many responses, after the first 100 of a kind of body; 1 compares all. Status
   * and headers are always compared, and so are webhooks. Default: 10, which keeps the cost of a call below 10 %.
   */
  readonly every?: number | undefined;
}

/** Compares responses and webhooks with the contract; see {@link watchDrift}. */
export interface DriftWatch extends Watch {
  /** Returns all findings so far with their counts. */
  readonly findings: () => readonly CountedFinding[];
}

/** Responses of which every body is compared. */
const ALWAYS_FIRST = 100;
/** Unknown names of one place that are reported by name: an object with more is a map. */
const MOST_NAMES = 20;

/**
 * Compares every response and webhook with the contract, and reports where they deviate. Each finding is reported once. It
 * holds no value of a response. The watch never changes a response and never throws.
 *
 * One watch may serve several clients and webhook handlers. It knows Flatpeak's contract alone: responses of other contracts
 * are ignored.
 *
 * @param onFinding called with each finding when it first occurs; exceptions and rejections are ignored
 * @throws UsageError if `onFinding` is no function, or an option no whole number above 0
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
      throw new UsageError(`${name} is ${number}; it must be a whole number above 0`);
  }
  const found = new Map<string, { readonly finding: DriftFinding; count: number; latest: number }>();
  const names = new Map<string, number>();
  const seen = new Map<Validator, number>();
  let bodies = 0;

  /** True if the body is due for comparison. */
  const isDue = (validate: Validator): boolean => {
    const before = seen.get(validate) ?? 0;
    seen.set(validate, before + 1);
    return before < ALWAYS_FIRST || before % every === 0;
  };

  const report = async (finding: DriftFinding): Promise<void> => {
    await onFinding(finding);
  };

  const add = (deviation: Deviation, operationId: string, status: number | null): void => {
    const { kind, pointer, expected, received } = deviation;
    const key = `${operationId} ${status} ${kind} ${pointer} ${received}`;
    const known = found.get(key);
    if (known !== undefined) {
      // A list may deviate in many items but is one response.
      if (known.latest !== bodies) known.count += 1;
      known.latest = bodies;
      return;
    }
    if (kind === "unknown-property" && !pointer.endsWith("/*")) {
      const parent = pointer.slice(0, pointer.lastIndexOf("/"));
      const place = `${operationId} ${status} ${parent}`;
      const count = names.get(place) ?? 0;
      if (count >= MOST_NAMES) {
        add({ ...deviation, pointer: `${parent}/*` }, operationId, status);
        return;
      }
      if (found.size < maxFindings) names.set(place, count + 1);
    }
    if (found.size >= maxFindings) return;
    const firstSeen = new Date().toISOString();
    const finding = { kind, operationId, status, pointer, expected, received, contract: version, firstSeen };
    found.set(key, { finding, count: 1, latest: bodies });
    report({ ...finding }).catch(() => undefined);
  };

  const watch = (watched: WatchedBody): void => {
    try {
      bodies += 1;
      const { operationId, status = null } = watched;
      for (const deviation of compare(watched, isDue)) add(deviation, operationId, status);
    } catch {
      // The body cannot be traversed, for example because it is nested too deeply.
    }
  };
  const findings = (): readonly CountedFinding[] =>
    [...found.values()].map(({ finding, count }) => ({ ...finding, count }));
  return Object.assign(watch, { findings });
}

function compare(
  { operationId, status, headers, body }: WatchedBody,
  isDue: (validate: Validator) => boolean,
): readonly Deviation[] {
  if (status === undefined)
    return operationId === "webhook" && event !== null ? compareBody(event, body) : [];
  const documented = Object.hasOwn(responses, operationId) ? responses[operationId] : undefined;
  if (documented === undefined) return [];
  const validate = findByStatus(documented, status);
  const found = headers === undefined ? [] : compareHeaders(headers);
  if (validate === undefined) {
    found.push({
      kind: "undocumented-status",
      pointer: "",
      expected: Object.keys(documented).join(", "),
      received: String(status),
    });
  }
  // A response without JSON is an error of the call, or of a gateway.
  return validate && body !== undefined && isDue(validate)
    ? [...found, ...compareBody(validate, body)]
    : found;
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
