import type { OperationQuery } from "../types/operations.ts";
import type { IntegerBounds } from "./examples.ts";

/** Page that a list call requests. */
export interface PageRequest {
  readonly limit: number;
  /** ID of the last object before the page. */
  readonly startingAfter: string | undefined;
  /** ID of the first object after the page. */
  readonly endingBefore: string | undefined;
}

export interface ListPage<Item> {
  readonly data: readonly Item[];
  /**
   * True if there are more objects in the direction of the pagination: older with `starting_after`, newer with
   * `ending_before`.
   */
  readonly hasMore: boolean;
}

/** The paging parameters; all lists of the contract have the same. */
type ListQuery = OperationQuery<"list-devices">;

/**
 * Reads the paging parameters of a query, or describes what is wrong with them.
 *
 * @param integers bounds and default of the page size
 */
export function readPageRequest(
  query: URLSearchParams,
  integers: { readonly [Name in keyof ListQuery]?: IntegerBounds } = {},
): PageRequest | { readonly problem: string } {
  const read = (name: keyof ListQuery): string | undefined => query.get(name) ?? undefined;
  const { minimum = 1, maximum = Infinity, default: whole = Infinity } = integers.limit ?? {};
  const given = read("limit");
  const limit = given === undefined ? whole : Number(given);
  if (given !== undefined && (!/^\d+$/.test(given) || limit < minimum || limit > maximum)) {
    return { problem: `limit must be a whole number from ${minimum} to ${maximum}, not ${given}` };
  }
  const startingAfter = read("starting_after");
  const endingBefore = read("ending_before");
  if (startingAfter !== undefined && endingBefore !== undefined) {
    return { problem: "starting_after and ending_before cannot be combined" };
  }
  return { limit, startingAfter, endingBefore };
}

/**
 * Cuts a page of matching objects out of a list, newest first. The cursor marks a place in the whole list and need
 * not match; a cursor that is not in the list is returned as `missing`.
 */
export function cutPage<Item extends { readonly id: string }>(
  list: readonly Item[],
  { limit, startingAfter, endingBefore }: PageRequest,
  matches: (item: Item) => boolean,
): ListPage<Item> | { readonly missing: string } {
  const cursor = startingAfter ?? endingBefore;
  const place = list.findIndex((item) => item.id === cursor);
  if (cursor !== undefined && place < 0) return { missing: cursor };
  if (endingBefore !== undefined) {
    const newer = list.slice(0, place).filter(matches);
    return { data: newer.slice(-limit), hasMore: newer.length > limit };
  }
  const older = list.slice(place + 1).filter(matches);
  return { data: older.slice(0, limit), hasMore: older.length > limit };
}
