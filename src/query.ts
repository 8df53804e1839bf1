import { isWellFormed } from "./path.ts";

/** The query parameters of a call, fit to be serialised, or what is wrong with them. */
export type CheckedQuery =
  | { readonly query: Readonly<Record<string, unknown>>; readonly complaint?: undefined }
  | { readonly complaint: string };

/**
 * Makes query parameters say what the caller means: dates become RFC 3339 in UTC, absent items are left out.
 * What has no sensible text (`NaN`, an invalid date) is refused rather than sent.
 */
export function checkQuery(parameters: Readonly<Record<string, unknown>>): CheckedQuery {
  const query: [string, unknown][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    const present = items.filter((item) => item !== undefined && item !== null);
    for (const item of present) {
      const complaint = checkValue(item) ?? checkNesting(item, Array.isArray(value));
      if (complaint !== undefined) return { complaint: `query parameter "${name}" ${complaint}` };
    }
    const texts = present.map((item) => (item instanceof Date ? item.toISOString() : item));
    query.push([name, Array.isArray(value) ? texts : texts[0]]);
  }
  return { query: Object.fromEntries(query) };
}

function checkValue(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return `is ${value}, which has no place in a URL`;
  if (typeof value === "string" && !isWellFormed(value)) return "has a lone surrogate, which has no encoding";
  if (value instanceof Date && Number.isNaN(value.getTime())) return "is an invalid date";
  if (typeof value === "function" || typeof value === "symbol") return `is a ${typeof value}`;
  return undefined;
}

/** Lists of primitives and objects of primitives have a place in a query; what lies deeper has none. */
function checkNesting(item: unknown, inList: boolean): string | undefined {
  if (!isNested(item)) return undefined;
  return inList || Object.values(item).some((value) => typeof value === "object" && value !== null)
    ? "is nested too deep for a URL"
    : undefined;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}
