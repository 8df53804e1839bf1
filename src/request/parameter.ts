import { UsageError } from "../errors/classes.ts";

/**
 * Converts a single value of a parameter to text: a date becomes RFC 3339 in UTC.
 *
 * @param name of the parameter, for the message
 * @throws UsageError for values without a sensible text
 */
export function toText(value: unknown, name: string): string {
  switch (typeof value) {
    case "string":
      return encodable(value, name);
    case "number":
      if (!Number.isFinite(value)) throw new UsageError(`${name} is ${value}`);
      return String(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      return isDate(value) ? toDate(value, name) : refuseObject(value, name);
    default:
      throw new UsageError(`${name} is a ${typeof value}`);
  }
}

/** Also true for a date of another realm, such as those of Node's modules in a sandbox. */
export function isDate(value: unknown): value is Date {
  return tagOf(value) === "Date";
}

function toDate(date: Date, name: string): string {
  const year = date.getUTCFullYear();
  if (Number.isNaN(year)) throw new UsageError(`${name} is an invalid date`);
  // RFC 3339 has no form for other years; ISO 8601 writes them with a sign and six digits.
  if (year < 0 || year > 9999) throw new UsageError(`${name} is a date outside the years 0 to 9999`);
  return date.toISOString();
}

function refuseObject(value: unknown, name: string): never {
  const what = isRecord(value) || Array.isArray(value) ? "nested too deep" : `a ${tagOf(value)}`;
  throw new UsageError(`${name} is ${what}`);
}

/**
 * True for a plain object of names and values. A `Map` or a `URL` has no own properties and would be sent as nothing.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return tagOf(value) === "Object";
}

/** Returns the name of a built-in class, such as `Map`, for values of any realm. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/**
 * Returns the text if it can be percent-encoded.
 *
 * @throws UsageError if it cannot
 */
export function encodable(text: string, name: string): string {
  if (!isWellFormed(text)) throw new UsageError(`${name} has a lone surrogate, which has no encoding`);
  return text;
}

/**
 * True if a text can be percent-encoded: a lone surrogate cannot. It uses the result, because the bundler of the package
 * drops a call whose result is unused.
 */
export function isWellFormed(text: string): boolean {
  try {
    return decodeURIComponent(encodeURIComponent(text)) === text;
  } catch {
    return false;
  }
}
