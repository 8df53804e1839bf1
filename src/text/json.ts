/** An object as JSON carries it: neither `null` nor an array. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True if a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text as JSON; `undefined`, which JSON cannot say, if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than any body of an API, and shallow enough for everything that walks a value by recursion, such as JSON.stringify. */
const MAX_DEPTH = 100;

/**
 * A copy of a JSON value with its texts, the names of fields among them, and its numbers changed. Levels beyond a hundred are
 * left out.
 */
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

/** Messages go into logs: a body that puts a page into its `message` must not. */
const MAX_TEXT = 200;

/** A text that says something, cut short. */
export function shortTextOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT) : undefined;
}
