import { isRecord, isWellFormed, LONE_SURROGATE, readText } from "./parameter.ts";

/** The query parameters of a call, fit to be serialised, or what is wrong with them. */
export type CheckedQuery =
  | { readonly query: Readonly<Record<string, readonly string[]>>; readonly complaint?: undefined }
  | { readonly complaint: string };

/**
 * Makes query parameters say what the caller means: a list is its name repeated, an object `name[key]`; absent items are
 * left out, and what openapi-fetch would drop or mangle is refused.
 *
 * @returns the texts by encoded name: openapi-fetch encodes values only
 */
export function checkQuery(parameters: Readonly<Record<string, unknown>>): CheckedQuery {
  if (!isRecord(parameters)) return { complaint: "params.query is no plain object of names and values" };
  const query = new Map<string, string[]>();
  for (const [name, value] of Object.entries(parameters)) {
    for (const [keys, item] of listItems(name, value)) {
      if (item === undefined || item === null) continue;
      const { text, complaint } = keys.every(isWellFormed) ? readText(item) : LONE_SURROGATE;
      if (complaint !== undefined) return { complaint: `query parameter "${name}" ${complaint}` };
      const [key = "", ...inner] = keys.map((part) => encodeURIComponent(part));
      const fullKey = key + inner.map((part) => `[${part}]`).join("");
      const texts = query.get(fullKey) ?? [];
      texts.push(text);
      query.set(fullKey, texts);
    }
  }
  return { query: Object.fromEntries(query) };
}

/** The single values of a parameter, and the keys that lead to each. */
function listItems(name: string, value: unknown): [keys: string[], item: unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown) => [[name], item]);
  if (isRecord(value)) return Object.entries(value).map(([key, item]) => [[name, key], item]);
  return [[[name], value]];
}
