import type { Success } from "../types/calls.ts";
import { isJsonObject } from "../text/json.ts";
import { cursorAt, idOf } from "./page-cursor.ts";
import type { PageCursor } from "../errors/page-cursor.ts";
import type { Direction } from "./page-cursor.ts";
import type { Page } from "./pagination-types.ts";

/**
 * Reads a page from a response, or describes why pagination cannot continue from it. Such a page would otherwise end
 * the list early or never.
 *
 * @param cursor cursor with which the page was requested
 * @param visited IDs of the cursors requested so far
 */
export function readPage(
  { data: body, response }: Success<unknown>,
  cursor: PageCursor | undefined,
  visited: ReadonlySet<string>,
  direction: Direction,
): Page<unknown> | string {
  const data: unknown = isJsonObject(body) ? body["data"] : undefined;
  const hasMore = isJsonObject(body) ? body["has_more"] : undefined;
  if (!Array.isArray(data) || typeof hasMore !== "boolean") return "a page without data or has_more";
  if (!hasMore) return { data, cursor, next: undefined, response };
  if (data.length === 0) return "an empty page with has_more";
  // The newest object always comes first, so backwards pagination continues from the beginning of the page.
  const next = cursorAt(data.at(direction === "ending_before" ? 0 : -1), direction);
  if (next === undefined) return "a page with has_more whose objects have no id to continue from";
  if (visited.has(idOf(next))) return `a page that leads back to ${idOf(next)}, which was requested before`;
  return { data, cursor, next, response };
}
