import { UsageError } from "../errors/classes.ts";
import { encodable, isRecord, toText } from "./parameter.ts";

/**
 * Makes query parameters say what the caller means: a list is its name repeated, an object `name[key]`; absent items are
 * left out.
 *
 * @returns the texts by encoded name: openapi-fetch encodes values only
 * @throws UsageError for what openapi-fetch would drop or mangle
 */
export function readQuery(
  parameters: Readonly<Record<string, unknown>> | undefined,
): Record<string, string[]> {
  if (parameters === undefined) return {};
  if (!isRecord(parameters)) throw new UsageError("params.query is no plain object of names and values");
  const query = new Map<string, string[]>();
  for (const [name, value] of Object.entries(parameters)) {
    const label = `query parameter "${name}"`;
    for (const [keys, item] of listItems(name, value)) {
      if (item === undefined || item === null) continue;
      const [first = "", ...inner] = keys.map((key) => encodeURIComponent(encodable(key, label)));
      const fullName = first + inner.map((key) => `[${key}]`).join("");
      const text = toText(item, label);
      const texts = query.get(fullName);
      if (texts === undefined) query.set(fullName, [text]);
      else texts.push(text);
    }
  }
  return Object.fromEntries(query);
}

/** The single values of a parameter, and the keys that lead to each. */
function listItems(name: string, value: unknown): [keys: string[], item: unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown) => [[name], item]);
  if (isRecord(value)) return Object.entries(value).map(([key, item]) => [[name, key], item]);
  return [[[name], value]];
}
