/**
 * Reads `Retry-After`: seconds, or a date, which is measured by the server's own clock if the response has a `Date`.
 *
 * @returns milliseconds to wait, at least 0; `undefined` if the header is missing or is neither
 */
export function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  const date = readDate(value);
  const now = readDate(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(now) ? Date.now() : now));
}

/** The three forms of RFC 9110, section 5.6.7; `Date.parse` alone also accepts `-5` and `retry-2030`. */
const HTTP_DATE =
  /^[A-Z][a-z]{2}(?:, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT|[a-z]+, \d\d-[A-Z][a-z]{2}-\d\d [\d:]{8} GMT| [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/;

/** The last form has no zone; it means GMT, as in the others. */
function readDate(value: string): number {
  return HTTP_DATE.test(value) ? Date.parse(value.replace(/\d$/, "$& GMT")) : NaN;
}
