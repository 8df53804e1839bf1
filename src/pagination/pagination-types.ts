import type { CallOptions, Client, Init } from "../types/calls.ts";
import type { DataOf, QueryOf } from "../types/operations.ts";
import type { PageCursor } from "../errors/page-cursor.ts";

type GetAt<Paths, Path extends keyof Paths> = Paths[Path] extends { get: infer Operation }
  ? Operation
  : never;

/** A page as contracts declare it; some promise neither field. */
interface PageOf<Item> {
  readonly has_more?: boolean | undefined;
  readonly data?: readonly Item[] | undefined;
}

/** The objects of a page; `never` for a response that is no page. */
type ItemIn<Data> = keyof PageOf<unknown> extends keyof Data
  ? Data extends PageOf<infer Item>
    ? Item
    : never
  : never;

/** The paths that can be paginated: those with a GET that takes `starting_after` and answers `has_more` and `data`. */
export type PaginatedPath<Paths> = {
  [Path in keyof Paths]: "starting_after" extends keyof QueryOf<GetAt<Paths, Path>>
    ? [ItemIn<DataOf<GetAt<Paths, Path>>>] extends [never]
      ? never
      : Path
    : never;
}[keyof Paths];

/** What the pages of a path hold. */
export type PageItem<Paths, Path extends PaginatedPath<Paths>> = ItemIn<DataOf<GetAt<Paths, Path>>>;

/** One cursor at most; which of the two also says in which direction the list is walked. */
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

/** The last argument of `paginate`: that of the list call, but for `parseAs`, and `prefetch`. */
export type PaginateInit<Paths, Path extends PaginatedPath<Paths>> = Omit<
  Init<Paths, Path, "get", "json">,
  keyof CallOptions
> &
  OneCursor<QueryOf<GetAt<Paths, Path>>> &
  PaginateOptions;

/** What `paginate` takes, whatever the list. The options of a call hold for each page by itself. */
export interface PaginateOptions extends Omit<CallOptions, "parseAs"> {
  /** Fetches the page that follows while the one at hand is used; one page ahead and no further. Default: false. */
  prefetch?: boolean | undefined;
}

/** `init` may be left out exactly when nothing in it is required. */
export type PaginateArguments<Paths, Path extends PaginatedPath<Paths>> =
  object extends PaginateInit<Paths, Path>
    ? [init?: PaginateInit<Paths, Path> | undefined]
    : [init: PaginateInit<Paths, Path>];

/** One page of a list. */
export interface Page<Item> {
  /** The objects in the order of the answer, newest first in either direction. */
  readonly data: readonly Item[];
  /** Where this page begins; `undefined` if it was asked for without a cursor. */
  readonly cursor: PageCursor | undefined;
  /** Where the page that follows begins; `undefined` on the last one. */
  readonly next: PageCursor | undefined;
  /** The answer; its body is read. */
  readonly response: Response;
}

/**
 * A list that is fetched page by page while it is read. Every reading starts anew, from the cursor in the query or from the
 * beginning of the list.
 */
export interface Pagination<Item> extends AsyncIterable<Item> {
  /**
   * The objects one by one, away from where the walk begins: newest first, and with `ending_before` oldest first. The same as
   * `for await` over the list itself, as an iterator to hold on to: one that has thrown goes on where it stopped.
   */
  items(): AsyncIterableIterator<Item>;
  /** The list page by page, each with its cursors. One that has thrown goes on with the page that failed. */
  pages(): AsyncIterableIterator<Page<Item>>;
  /**
   * All objects, in the order of {@link Pagination.items}.
   *
   * @param options `limit` is how many at most; `Infinity` for however many there are
   * @throws as iterating does; then nothing has been handed out, so `cursor` says where the walk began
   */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** Any client that can GET. */
export type ListClient<Paths> = Pick<Client<Paths>, "GET">;
