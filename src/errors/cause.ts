import { toLine } from "../text/line.ts";
import { memberOf } from "../text/member.ts";
import { hide } from "./brand.ts";
import type { Redact } from "./redaction.ts";

/**
 * Maximum depth of causes: enough for `fetch failed` -> `connect ECONNREFUSED` -> its cause, and a limit for circular
 * causes.
 */
const MAX_CAUSES = 4;

/** Longer messages are cut: an error may quote a whole page. */
const MAX_READ = 10_000;
const MAX_CAUSE_TEXT = 300;

/**
 * Reduces an error from other code to its name, message, code and cause. A custom `fetch` may attach the request, and
 * with it the bearer token, to its errors.
 *
 * @param redact cuts the client's secrets out of the texts
 */
export function reduceCause(
  thrown: unknown,
  redact: Redact = (text) => text,
  depth: number = MAX_CAUSES,
): Error | undefined {
  if (depth === 0 || thrown === undefined || thrown === null) return undefined;
  const clean = (text: string): string =>
    toLine(redact(text.slice(0, MAX_READ), text.length > MAX_READ)).slice(0, MAX_CAUSE_TEXT);
  const name = clean(textMemberOf(thrown, "name") ?? "Error");
  const message = clean(textMemberOf(thrown, "message") ?? (typeof thrown === "string" ? thrown : ""));
  const reduced: Error & { code?: string } = new Error(message);
  hide(reduced, "name", name);
  // The stack of `new Error` shows only this function.
  hide(reduced, "stack", `${name}: ${message}`);
  const code = textMemberOf(thrown, "code");
  if (code !== undefined) reduced.code = clean(code);
  const cause = reduceCause(memberOf(thrown, "cause"), redact, depth - 1);
  if (cause !== undefined) hide(reduced, "cause", cause);
  return reduced;
}

/** Returns the message of an error from other code, or says that it has none: `new Error()` has an empty message. */
export function reasonOf(thrown: unknown, redact?: Redact): string {
  const message = reduceCause(thrown, redact)?.message ?? "";
  return message || "no reason was given";
}

/** Lists the codes of a cause from {@link reduceCause} and of its own causes, outermost first. */
export function codesOf(cause: Error | undefined): string[] {
  const codes: string[] = [];
  for (let next: unknown = cause; next instanceof Error; next = next.cause) {
    const code = textMemberOf(next, "code");
    if (code !== undefined) codes.push(code);
  }
  return codes;
}

function textMemberOf(thrown: unknown, key: "name" | "message" | "code"): string | undefined {
  const value = memberOf(thrown, key);
  return typeof value === "string" ? value : undefined;
}
