import { UsageError } from "../errors/classes.ts";
import { encodable, isRecord, toText } from "./parameter.ts";

/** Texts of the query, their names encoded: openapi-fetch encodes values only. */
export type QueryTexts = Readonly<
  Record<string, string | readonly string[] | Readonly<Record<string, string>>>
>;

/**
 * Converts query parameters to texts. Absent values are omitted, dates become RFC 3339.
 *
 * @throws UsageError for values that openapi-fetch would drop or change
 */
export function readQuery(parameters: unknown): QueryTexts | undefined {
  if (parameters === undefined) return undefined;
  if (!isRecord(parameters)) throw new UsageError("params.query is not a plain object of names and values");
  const query: [string, string | readonly string[] | Readonly<Record<string, string>>][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    const label = `query parameter "${name}"`;
    const texts = readValue(value, label);
    // For an empty object, openapi-fetch would send a stray `&`.
    if (typeof texts === "object" && Object.keys(texts).length === 0) continue;
    query.push([encodeURIComponent(encodable(name, label)), texts]);
  }
  return Object.fromEntries(query);
}

function readValue(
  value: unknown,
  label: string,
): string | readonly string[] | Readonly<Record<string, string>> {
  if (Array.isArray(value)) return value.filter(isThere).map((item: unknown) => toText(item, label));
  if (!isRecord(value)) return toText(value, label);
  const members = Object.entries(value).filter(([, member]) => isThere(member));
  return Object.fromEntries(
    members.map(([key, member]) => [encodeURIComponent(encodable(key, label)), toText(member, label)]),
  );
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
