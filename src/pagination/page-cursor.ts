import type { PageCursor } from "../errors/page-cursor.ts";
import { isJsonObject } from "../text/json.ts";

/** Query parameter for a cursor; it decides the direction of the pagination. */
export type Direction = "starting_after" | "ending_before";

/** Returns the cursor after an object, or before it when paginating backwards; `undefined` without an ID. */
export function cursorAt(item: unknown, direction: Direction): PageCursor | undefined {
  const id = isJsonObject(item) ? item["id"] : undefined;
  if (typeof id !== "string" || id === "") return undefined;
  return direction === "ending_before" ? { ending_before: id } : { starting_after: id };
}

/** Returns the ID in a cursor. */
export function idOf(cursor: PageCursor): string {
  return cursor.starting_after ?? cursor.ending_before;
}
