import { cursorAt, idOf } from "./page-cursor.ts";
import type { PageCursor } from "../errors/page-cursor.ts";
import type { Direction } from "./page-cursor.ts";
import type { Page } from "./pagination-types.ts";
import { DONE, iterateInTurn } from "./sequential-iterator.ts";

/** A page that has been asked for. */
export interface PendingPage {
  readonly page: Promise<Page<unknown>>;
  /** Gives the page up; the socket is let go of. */
  readonly cancel: () => void;
}

/** A list that can be walked. */
export interface Walk {
  readonly direction: Direction;
  /** `undefined` for the beginning of the list. */
  readonly start: PageCursor | undefined;
  readonly prefetch: boolean;
  readonly signal: AbortSignal | undefined;
  /** Asks for a page. `visited` are the IDs that pages were asked for with so far. */
  readonly request: (cursor: PageCursor | undefined, visited: ReadonlySet<string>) => PendingPage;
}

/** Walks page by page. A page that cannot be had is asked for again in the next step. */
export function walkPages(walk: Walk): AsyncIterableIterator<Page<unknown>, undefined> {
  const visited = new Set(walk.start && [idOf(walk.start)]);
  let cursor = walk.start;
  let ended = false;
  let ahead: PendingPage | undefined;

  const ask = (): PendingPage => {
    const asked = walk.request(cursor, visited);
    // Until the page is wanted nobody looks at it, and its failure must not count as unhandled.
    asked.page.catch(() => undefined);
    return asked;
  };

  return iterateInTurn(
    async () => {
      if (ended) return DONE;
      const asked = (ahead ??= ask());
      try {
        const page = await asked.page;
        // Left meanwhile: what came, page or error, is nobody's any more.
        if (ahead !== asked) return DONE;
        ahead = undefined;
        cursor = page.next;
        if (cursor === undefined) ended = true;
        else {
          visited.add(idOf(cursor));
          if (walk.prefetch) ahead = ask();
        }
        return { done: false, value: page };
      } catch (thrown) {
        if (ahead !== asked) return DONE;
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

/** Walks object by object, away from the beginning of the walk: backwards, the last of a page comes first. */
export function walkItems(walk: Walk): AsyncIterableIterator<unknown, undefined> {
  const pages = walkPages(walk);
  let cursor = walk.start;
  let items: IterableIterator<unknown, undefined> = [].values();
  let ended = false;

  return iterateInTurn(
    async () => {
      for (;;) {
        if (ended) return DONE;
        // Not even the objects at hand are given out any more. Nothing is sent: it is the call that makes the error.
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
