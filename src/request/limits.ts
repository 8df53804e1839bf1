import { UsageError } from "../errors/classes.ts";
import { describeValue } from "../text/describe-value.ts";

/** Longer timers fire at once: `setTimeout` counts in 32 bits. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export function checkTimeout(timeout: unknown): void {
  if (timeout === undefined) return;
  if (typeof timeout === "number" && timeout >= 0 && timeout <= MAX_TIMEOUT_MS) return;
  throw new UsageError(
    `timeout is ${describeValue(timeout)}; it must be milliseconds from 0 (no deadline) to ${MAX_TIMEOUT_MS}`,
  );
}

export function checkCount(name: "retries" | "maxBodyBytes", count: unknown): void {
  if (count === undefined || (typeof count === "number" && Number.isInteger(count) && count >= 0)) return;
  throw new UsageError(`${name} is ${describeValue(count)}; it must be a whole number, 0 for none`);
}

export function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") throw new UsageError(`${name} must be a function`);
}
