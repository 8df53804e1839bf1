/** A value of a query or header parameter as text, or what is wrong with it. */
export type ParameterText =
  | { readonly text: string; readonly complaint?: undefined }
  | { readonly text?: undefined; readonly complaint: string };

/** Makes text of a single value: a date becomes RFC 3339 in UTC; what has no sensible text is refused rather than sent. */
export function readText(value: unknown): ParameterText {
  switch (typeof value) {
    case "string":
      return isWellFormed(value) ? { text: value } : LONE_SURROGATE;
    case "number":
      return Number.isFinite(value) ? { text: String(value) } : { complaint: `is ${value}` };
    case "boolean":
    case "bigint":
      return { text: String(value) };
    case "object":
      return value instanceof Date ? readDate(value) : { complaint: complainOf(value) };
    default:
      return { complaint: `is a ${typeof value}` };
  }
}

function readDate(date: Date): ParameterText {
  const year = date.getUTCFullYear();
  if (Number.isNaN(year)) return { complaint: "is an invalid date" };
  // Other years have a sign and six digits in ISO 8601, and no form at all in RFC 3339.
  return year >= 0 && year <= 9999
    ? { text: date.toISOString() }
    : { complaint: "is a date outside the years 0 to 9999" };
}

function complainOf(value: unknown): string {
  return isRecord(value) || Array.isArray(value) ? "is nested too deep" : `is a ${tagOf(value)}`;
}

/** An object of names and values, unlike a `Map` or a `URL`, which have none of their own and would be sent as nothing. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return tagOf(value) === "Object";
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** What is wrong with a text that {@link isWellFormed} turns down. */
export const LONE_SURROGATE = { text: undefined, complaint: "has a lone surrogate, which has no encoding" };

/** Whether a text can be percent-encoded: a surrogate without its other half cannot. */
export function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
