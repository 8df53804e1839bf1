import type { Client, InitOf } from "../types/calls.ts";
import type { CallOptions } from "../types/call-options.ts";
import type { DataOf, QueryOf } from "../types/operations.ts";
import type { PageCursor } from "../errors/page-cursor.ts";

type GetAt<Paths, Path extends keyof Paths> = Paths[Path] extends { get: infer Operation }
  ? Operation
  : never;

/** Page as contracts declare it; some require neither field. */
interface PageOf<Item> {
  readonly has_more?: boolean | undefined;
  readonly data?: readonly Item[] | undefined;
}

/** Objects of a page; `never` for any other response. */
type ItemIn<Data> = keyof PageOf<unknown> extends keyof Data
  ? Data extends PageOf<infer Item>
    ? Item
    : never
  : never;

/** Paths that can be paginated: their GET accepts `starting_after` and returns `has_more` and `data`. */
export type PaginatedPath<Paths> = {
  [Path in keyof Paths]: "starting_after" extends keyof QueryOf<GetAt<Paths, Path>>
    ? [ItemIn<DataOf<GetAt<Paths, Path>>>] extends [never]
      ? never
      : Path
    : never;
}[keyof Paths];

/** Object in the pages of a path. */
export type PageItem<Paths, Path extends PaginatedPath<Paths>> = ItemIn<DataOf<GetAt<Paths, Path>>>;

/** At most one cursor, `starting_after` or `ending_before`. It also decides the direction. */
type OneCursor<Query> = "ending_before" extends keyof Query
  ? {
      params?:
        | {
            query?:
              | { starting_after?: string | undefined; ending_before?: undefined }
              | { starting_after?: undefined; ending_before: string }
              | undefined;
          }
        | undefined;
    }
  : unknown;

/** Last argument of `paginate`: that of the list call without `parseAs`, plus `prefetch`. */
export type PaginateInit<Paths, Path extends PaginatedPath<Paths>> = InitOf<GetAt<Paths, Path>> &
  OneCursor<QueryOf<GetAt<Paths, Path>>> &
  PaginateOptions;

/** Options of `paginate`. Options of a call apply to each page. */
export interface PaginateOptions extends Omit<CallOptions, "parseAs"> {
  /** Fetches the next page while you use the current one, at most one page ahead. Default: false. */
  prefetch?: boolean | undefined;
}

/** Last argument of `paginate`, optional if none of its fields is required. */
export type PaginateArguments<Paths, Path extends PaginatedPath<Paths>> =
  object extends PaginateInit<Paths, Path>
    ? [init?: PaginateInit<Paths, Path> | undefined]
    : [init: PaginateInit<Paths, Path>];

/** One page of a list. */
export interface Page<Item> {
  /** Objects in the order of the response: newest first in both directions. */
  readonly data: readonly Item[];
  /** Cursor of this page; `undefined` if it was requested without a cursor. */
  readonly cursor: PageCursor | undefined;
  /** Cursor of the next page; `undefined` on the last page. */
  readonly next: PageCursor | undefined;
  /** The response; its body has been read. */
  readonly response: Response;
}

/**
 * List that is fetched page by page during iteration. Each iteration starts again at the cursor in the query, or at
 * the beginning of the list.
 */
export interface Pagination<Item> extends AsyncIterable<Item> {
  /**
   * Iterates the objects, newest first. With `ending_before`, oldest first. Same order as `for await` over the list.
   * After an error, the iterator continues where it stopped.
   */
  items(): AsyncIterableIterator<Item>;
  /** Iterates the pages, each with its cursors. After an error, the iterator continues with the page that failed. */
  pages(): AsyncIterableIterator<Page<Item>>;
  /**
   * Collects the objects into an array, in the order of {@link Pagination.items}.
   *
   * @param options `limit` is the maximum number of objects; `Infinity` for the whole list
   * @throws the same errors as iteration; `cursor` is then where reading began, since no object was returned
   * @throws UsageError if `limit` is neither a whole number nor `Infinity`
   */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** Any client that can GET. */
export type ListClient<Paths> = Pick<Client<Paths>, "GET">;
