import { hasMethods, memberOf } from "../text/member.ts";
import { UsageError } from "./classes.ts";

/** @throws UsageError for a value that is no AbortSignal. Checked by shape: a polyfill has its own class. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const listens = hasMethods(signal, "addEventListener", "removeEventListener");
  if (typeof memberOf(signal, "aborted") !== "boolean" || !listens)
    throw new UsageError("signal must be an AbortSignal, such as the signal of an AbortController");
}
