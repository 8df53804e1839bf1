import type { ServerResponse } from "node:http";
import { startServer } from "./server.ts";
import type { RawServer } from "./server.ts";

/** An object of a list. */
export interface Listed {
  readonly id: string;
}

/** The query of a list call, as it arrived. */
export interface ListQuery {
  readonly limit: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** A server with the same list under every path. Responds by the contract, or as a test sets it. */
export interface ListServer extends RawServer {
  /** The list, newest first. A removed object keeps its place as a cursor. */
  setItems: (items: readonly Listed[]) => void;
  /** Called first for every request. May change the list, or respond itself and return true. */
  onCall: (handler: (query: ListQuery, outgoing: ServerResponse) => boolean) => void;
  readonly create: (item: Listed) => void;
  readonly remove: (id: string) => void;
  /** The IDs in the list, newest first. */
  readonly ids: () => readonly string[];
  /** The queries since the items were set. */
  readonly queries: readonly ListQuery[];
}

/** Responds with JSON. */
export function sendJson(outgoing: ServerResponse, body: unknown, status = 200): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify(body));
}

/** Starts the server; `limit` is the maximum size of a page, 30 by default. */
export async function startListServer(): Promise<ListServer> {
  let places: { item: Listed; removed: boolean }[] = [];
  let handler: (query: ListQuery, outgoing: ServerResponse) => boolean = () => false;
  let queries: ListQuery[] = [];

  const server = await startServer(({ url }, _incoming, outgoing) => {
    const { searchParams } = new URL(url, "http://list");
    const query = {
      limit: Number(searchParams.get("limit") ?? 30),
      after: searchParams.get("starting_after") ?? undefined,
      before: searchParams.get("ending_before") ?? undefined,
    };
    queries.push(query);
    if (handler(query, outgoing)) return;
    const cursor = query.after ?? query.before;
    const place = places.findIndex(({ item }) => item.id === cursor);
    if (cursor !== undefined && place < 0) {
      sendJson(outgoing, { object: "error", message: `No such object: ${cursor}` }, 404);
      return;
    }
    const side = query.before === undefined ? places.slice(place + 1) : places.slice(0, place);
    const rest = side.filter(({ removed }) => !removed).map(({ item }) => item);
    const data =
      query.before === undefined
        ? rest.slice(0, query.limit)
        : rest.slice(Math.max(0, rest.length - query.limit));
    sendJson(outgoing, { object: "list", url: "/devices", has_more: data.length < rest.length, data });
  });

  return {
    ...server,
    setItems(items) {
      places = items.map((item) => ({ item, removed: false }));
      handler = () => false;
      queries = [];
    },
    onCall(given) {
      handler = given;
    },
    create(item) {
      places.unshift({ item, removed: false });
    },
    remove(id) {
      for (const place of places) if (place.item.id === id) place.removed = true;
    },
    ids: () => places.filter(({ removed }) => !removed).map(({ item }) => item.id),
    get queries() {
      return queries;
    },
  };
}

/** That many objects, newest first. */
export function listOf(count: number): Listed[] {
  return Array.from({ length: count }, (_, index) => ({ id: `dev_${count - index}` }));
}
