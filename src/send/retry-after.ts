/**
 * Reads `Retry-After`: seconds, or a date, which is measured by the server's own clock if it sent its time.
 *
 * @returns milliseconds to wait, at least 0; `undefined` if the header is missing or says nothing
 */
export function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Every HTTP date begins with the name of a day; Date.parse would make a date of "-5".
  const date = /^[A-Za-z]/.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(date)) return undefined;
  const now = Date.parse(headers.get("date") ?? "");
  return Math.max(0, date - (Number.isNaN(now) ? Date.now() : now));
}
