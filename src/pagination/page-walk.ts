import { cursorAt, idOf } from "./page-cursor.ts";
import type { PageCursor } from "../errors/page-cursor.ts";
import type { Direction } from "./page-cursor.ts";
import type { Page } from "./pagination-types.ts";
import { DONE, iterateInTurn } from "./sequential-iterator.ts";

/** Page that has been requested. */
export interface PendingPage {
  readonly page: Promise<Page<unknown>>;
  /** Cancels the request and releases the connection. */
  readonly cancel: () => void;
}

/** List to paginate. */
export interface Walk {
  readonly direction: Direction;
  /** `undefined` for the beginning of the list. */
  readonly start: PageCursor | undefined;
  readonly prefetch: boolean;
  readonly signal: AbortSignal | undefined;
  /** Requests a page. `visited` has the IDs of the cursors requested so far. */
  readonly request: (cursor: PageCursor | undefined, visited: ReadonlySet<string>) => PendingPage;
}

/** Iterates page by page. If a page failed, the next step requests it again. */
export function walkPages(walk: Walk): AsyncIterableIterator<Page<unknown>, undefined> {
  const visited = new Set(walk.start && [idOf(walk.start)]);
  let cursor = walk.start;
  let ended = false;
  let ahead: PendingPage | undefined;

  const requestNext = (): PendingPage => {
    const requested = walk.request(cursor, visited);
    // Nothing awaits the page yet: a failure must not become an unhandled rejection.
    requested.page.catch(() => undefined);
    return requested;
  };

  return iterateInTurn(
    async () => {
      if (ended) return DONE;
      // After an abort, not even a loaded page is returned. The call creates the error; it sends nothing.
      if (walk.signal?.aborted === true) ahead = undefined;
      const requested = (ahead ??= requestNext());
      try {
        const page = await requested.page;
        // The iterator was closed meanwhile: ignore page and error.
        if (ahead !== requested) return DONE;
        ahead = undefined;
        cursor = page.next;
        if (cursor === undefined) ended = true;
        else {
          visited.add(idOf(cursor));
          if (walk.prefetch) ahead = requestNext();
        }
        return { done: false, value: page };
      } catch (thrown) {
        if (ahead !== requested) return DONE;
        ahead = undefined;
        throw thrown;
      }
    },
    () => {
      ended = true;
      ahead?.cancel();
      ahead = undefined;
    },
  );
}

/** Iterates object by object, starting at the cursor: backwards, the last object of a page comes first. */
export function walkItems(walk: Walk): AsyncIterableIterator<unknown, undefined> {
  const pages = walkPages(walk);
  let cursor = walk.start;
  let items: IterableIterator<unknown, undefined> = [].values();
  let ended = false;

  return iterateInTurn(
    async () => {
      for (;;) {
        if (ended) return DONE;
        // After an abort, not even loaded objects are returned. The call creates the error; it sends nothing.
        if (walk.signal?.aborted === true) await walk.request(cursor, new Set()).page;
        const item = items.next();
        if (item.done !== true) {
          cursor = cursorAt(item.value, walk.direction) ?? cursor;
          return item;
        }
        const page = await pages.next();
        if (page.done === true) return DONE;
        const { data } = page.value;
        items = (walk.direction === "ending_before" ? [...data].reverse() : data).values();
      }
    },
    () => {
      ended = true;
      void pages.return?.();
    },
  );
}
