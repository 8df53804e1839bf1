import type { ContractOperation } from "../../contract/document.ts";
import { isErrorStatus } from "../../contract/error-responses.ts";

/** Documented error statuses of an operation; ranges in upper case. */
export function errorStatuses({ responses }: ContractOperation): readonly string[] {
  return responses
    .map(({ status }) => status)
    .filter(isErrorStatus)
    .map((status) => (status === "default" ? status : status.toUpperCase()));
}

/**
 * Returns a status for each documented error, with its key in the contract. Also returns statuses that are new in the
 * other contract, if a range or `default` contained them.
 */
export function sampleStatuses(
  from: ContractOperation,
  to: ContractOperation | undefined,
): readonly (readonly [number, string])[] {
  const documented = errorStatuses(from);
  const numbers = new Set(documented.filter((status) => /^\d+$/.test(status)).map(Number));
  const added = (to === undefined ? [] : errorStatuses(to))
    .filter((status) => /^\d+$/.test(status))
    .map(Number);
  const candidates = [...added, 499, 599, 498, 598].filter((status) => !numbers.has(status));
  const holderOf = (status: number): string | undefined =>
    [String(status), `${Math.floor(status / 100)}XX`, "default"].find((name) => documented.includes(name));
  const samples = new Map<number, string>([...numbers].map((status) => [status, String(status)]));
  const represented = new Set<string>();
  for (const status of candidates) {
    const holder = holderOf(status);
    const isAdded = added.includes(status);
    if (holder === undefined || (represented.has(holder) && !isAdded)) continue;
    // An added status represents only its own entry, not the range that contained it.
    if (!isAdded) represented.add(holder);
    samples.set(status, isAdded ? String(status) : holder);
  }
  return [...samples];
}
