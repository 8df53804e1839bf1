import type { PageCursor } from "../errors/page-cursor.ts";
import { isJsonObject } from "../text/json.ts";

/** The query parameter that names a place; it says in which direction the list is walked. */
export type Direction = "starting_after" | "ending_before";

/** The place behind (or, backwards, before) an object; `undefined` for one without an ID. */
export function cursorAt(item: unknown, direction: Direction): PageCursor | undefined {
  const id = isJsonObject(item) ? item["id"] : undefined;
  if (typeof id !== "string" || id === "") return undefined;
  return direction === "ending_before" ? { ending_before: id } : { starting_after: id };
}

/** The ID that a cursor names. */
export function idOf(cursor: PageCursor): string {
  return cursor.starting_after ?? cursor.ending_before;
}
