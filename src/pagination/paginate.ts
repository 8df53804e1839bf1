import type { CallResult } from "../call.ts";
import { onAbort } from "../send/deadline.ts";
import { checkSignal } from "../errors/check-signal.ts";
import { UsageError } from "../errors/classes.ts";
import type { PageCursor } from "../errors/page-cursor.ts";
import { describeValue } from "../text/describe-value.ts";
import { locate, unusablePage } from "./page-error.ts";
import { readPage } from "./page-reader.ts";
import { walkItems, walkPages } from "./page-walk.ts";
import type { Walk } from "./page-walk.ts";
import type {
  ListClient,
  Page,
  PageItem,
  PaginateArguments,
  PaginatedPath,
  PaginateOptions,
  Pagination,
} from "./pagination-types.ts";

/** `init` without the types of the operation. */
interface ListInit extends PaginateOptions {
  readonly params?: { readonly query?: Readonly<Record<string, unknown>> | undefined } | undefined;
}

/** `client.GET` without the types of the contract. */
type Get = (path: string, init: ListInit) => Promise<CallResult>;

/**
 * Iterates a list of any length and fetches pages as needed.
 *
 * Objects come newest first. With `ending_before` in the query, the list has only the objects newer than that one,
 * oldest first.
 *
 * Iteration throws the `error` of the call that failed. To continue, use the iterator again, or pass the error's
 * `cursor` in the query of another `paginate`.
 *
 * A page that would end the list early or never is an `UnexpectedResponseError`. Such a page lacks `data` or
 * `has_more`, is empty with `has_more`, has no ID to continue from, or leads back to an earlier page.
 *
 * @param init as for the list call; `timeout` and `retries` apply to each page
 * @throws UsageError immediately if both `starting_after` and `ending_before` are given
 * @example
 * ```ts
 * import { createClient, paginate } from "flatpeak";
 *
 * const flatpeak = createClient();
 * for await (const device of paginate(flatpeak, "/devices", { params: { query: { limit: 100 } } })) {
 *   console.log(device.reference_id);
 * }
 * ```
 */
export function paginate<Paths, Path extends PaginatedPath<Paths>>(
  client: ListClient<Paths>,
  path: Path,
  ...init: PaginateArguments<Paths, Path>
): Pagination<PageItem<Paths, Path>>;
export function paginate(
  client: { readonly GET: Get },
  path: string,
  { prefetch = false, ...init }: ListInit = {},
): Pagination<unknown> {
  const { params, signal } = init;
  const start = readCursor(params?.query ?? {});
  checkSignal(signal);

  const fetchPage = async (
    cursor: PageCursor | undefined,
    visited: ReadonlySet<string>,
    ending: AbortSignal,
  ): Promise<Page<unknown>> => {
    const query = { ...params?.query, ...cursor };
    // The first page uses the caller's query unchanged, so that its errors are reported.
    const ask = cursor === start ? init : { ...init, params: { ...params, query } };
    const result = await client.GET(path, { ...ask, signal: ending });
    if (result.error !== undefined) throw result.error;
    const page = readPage(result, cursor, visited, walk.direction);
    if (typeof page !== "string") return page;
    throw unusablePage(page, result.operation, result.response);
  };

  const walk: Walk = {
    start,
    direction: start?.ending_before === undefined ? "starting_after" : "ending_before",
    prefetch,
    signal,
    request(cursor, visited) {
      const controller = new AbortController();
      const cancel = (): void => {
        controller.abort(signal?.reason);
      };
      const forget = signal && onAbort(signal, cancel);
      const page = fetchPage(cursor, visited, controller.signal).finally(forget);
      return { page: locate(page, cursor), cancel };
    },
  };

  return {
    items: () => walkItems(walk),
    pages: () => walkPages(walk),
    [Symbol.asyncIterator]: () => walkItems(walk),
    toArray: (options?: { readonly limit?: unknown }) =>
      locate(collect(walkItems(walk), options?.limit), start),
  };
}

function readCursor(query: Readonly<Record<string, unknown>>): PageCursor | undefined {
  const { starting_after: after, ending_before: before } = query;
  if (typeof before !== "string") return typeof after === "string" ? { starting_after: after } : undefined;
  if (after === undefined || after === null) return { ending_before: before };
  throw new UsageError(
    "starting_after and ending_before cannot be combined: a list is read in one direction; pass one of them",
  );
}

async function collect(items: AsyncIterable<unknown>, limit: unknown): Promise<unknown[]> {
  if (limit !== Infinity && !(Number.isInteger(limit) && Number(limit) >= 0)) {
    throw new UsageError(
      `limit is ${describeValue(limit)}; it must be a whole number, or Infinity for the whole list`,
    );
  }
  const found: unknown[] = [];
  if (limit === 0) return found;
  for await (const item of items) if (found.push(item) === limit) break;
  return found;
}
