/** An object in JSON: neither `null` nor an array. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True if a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses JSON; `undefined`, which is never JSON, for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than any body of an API, but not too deep for recursive functions such as `JSON.stringify`. */
const MAX_DEPTH = 100;

/** Copies a JSON value and changes its texts, field names and numbers. Omits levels beyond a hundred. */
export function mapJson(
  value: unknown,
  changeText: (text: string) => string,
  changeNumber: (number: number) => unknown,
  depth: number = MAX_DEPTH,
): unknown {
  if (typeof value === "string") return changeText(value);
  if (typeof value === "number") return changeNumber(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "[nested too deeply]";
  const inner = (item: unknown): unknown => mapJson(item, changeText, changeNumber, depth - 1);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [changeText(name), inner(item)]));
}

/** Messages go into logs, and the `message` of a body may be a whole page. */
const MAX_TEXT = 200;

/** Returns a text cut to `MAX_TEXT` characters; `undefined` if it is empty or not a text. */
export function shortTextOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT) : undefined;
}
