import type { Success } from "../types/calls.ts";
import { isJsonObject } from "../text/json.ts";
import { cursorAt, idOf } from "./page-cursor.ts";
import type { PageCursor } from "../errors/page-cursor.ts";
import type { Direction } from "./page-cursor.ts";
import type { Page } from "./pagination-types.ts";

/**
 * Reads a page off an answer, or says why the walk cannot go on from it: followed blindly, such a page would end the list early
 * or never.
 *
 * @param cursor what the page was asked for with
 * @param visited the IDs that pages were asked for with so far
 */
export function readPage(
  { data: answer, response }: Success<unknown>,
  cursor: PageCursor | undefined,
  visited: ReadonlySet<string>,
  direction: Direction,
): Page<unknown> | string {
  const data: unknown = isJsonObject(answer) ? answer["data"] : undefined;
  const hasMore = isJsonObject(answer) ? answer["has_more"] : undefined;
  if (!Array.isArray(data) || typeof hasMore !== "boolean") return "a page without data or has_more";
  if (!hasMore) return { data, cursor, next: undefined, response };
  if (data.length === 0) return "an empty page that says has_more";
  // Either way the newest comes first, so backwards the walk goes on from the beginning of the page.
  const next = cursorAt(data.at(direction === "ending_before" ? 0 : -1), direction);
  if (next === undefined) return "a page that says has_more and whose objects have no id to go on from";
  if (visited.has(idOf(next))) return `a page that leads back to ${idOf(next)}, from where the walk has come`;
  return { data, cursor, next, response };
}
