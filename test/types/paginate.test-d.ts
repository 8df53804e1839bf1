import { describe, expectTypeOf, test } from "vitest";
import type { Client, Customer, Device, Event, PageCursor, Tariff } from "flatpeak";
import { isErrorFrom, paginate } from "flatpeak";

declare const flatpeak: Client;
declare const limit: number | undefined;
declare const signal: AbortSignal | undefined;
declare const thrown: unknown;

describe("a list that cannot be paginated does not compile", () => {
  test("paths without a list, with another response shape, or without GET", () => {
    // @ts-expect-error -- one device
    paginate(flatpeak, "/devices/{id}", { params: { path: { id: "dev_1" } } });
    // @ts-expect-error -- no cursor in the query
    paginate(flatpeak, "/connect/token");
    // @ts-expect-error -- POST alone
    paginate(flatpeak, "/costs/instant");
    // @ts-expect-error -- misspelled
    paginate(flatpeak, "/device");
  });

  test("both cursors at once", () => {
    const after = { starting_after: "dev_1" };
    paginate(flatpeak, "/devices", { params: { query: after } });
    // @ts-expect-error -- one direction
    paginate(flatpeak, "/devices", { params: { query: { ...after, ending_before: "dev_2" } } });
  });

  test("unknown, missing and mistyped parameters and options", () => {
    // @ts-expect-error -- limits
    paginate(flatpeak, "/devices", { params: { query: { limits: 5 } } });
    // @ts-expect-error -- a number as text
    paginate(flatpeak, "/devices", { params: { query: { limit: "5" } } });
    // @ts-expect-error -- location_id is required
    paginate(flatpeak, "/tariffs");
    // @ts-expect-error -- and so it is in the query
    paginate(flatpeak, "/tariffs", { params: { query: { limit: 5 } } });
    // @ts-expect-error -- preFetch
    paginate(flatpeak, "/devices", { preFetch: true });
    // @ts-expect-error -- a page is read as JSON
    paginate(flatpeak, "/devices", { parseAs: "text" });
    // @ts-expect-error -- a GET has no body
    paginate(flatpeak, "/devices", { body: {} });
  });

  test("toArray without a limit", () => {
    // @ts-expect-error -- no limit
    void paginate(flatpeak, "/devices").toArray();
    // @ts-expect-error -- no limit
    void paginate(flatpeak, "/devices").toArray({});
  });
});

describe("objects have the type of the path", () => {
  test("items, pages and arrays", async () => {
    const devices = paginate(flatpeak, "/devices", { params: { query: { limit: 100 } }, prefetch: true });
    for await (const device of devices) expectTypeOf(device).toEqualTypeOf<Device>();
    for await (const device of devices.items()) expectTypeOf(device).toEqualTypeOf<Device>();
    for await (const page of devices.pages()) {
      expectTypeOf(page.data).toEqualTypeOf<readonly Device[]>();
      expectTypeOf(page.next).toEqualTypeOf<PageCursor | undefined>();
    }
    expectTypeOf(await devices.toArray({ limit: 10 })).toEqualTypeOf<Device[]>();
  });

  test("every list of the contract", async () => {
    expectTypeOf(await paginate(flatpeak, "/customers").toArray({ limit: 1 })).toEqualTypeOf<Customer[]>();
    expectTypeOf(await paginate(flatpeak, "/events").toArray({ limit: 1 })).toEqualTypeOf<Event[]>();
    const tariffs = paginate(flatpeak, "/tariffs", { params: { query: { location_id: "loc_1" } } });
    expectTypeOf(await tariffs.toArray({ limit: 1 })).toEqualTypeOf<Tariff[]>();
  });

  test("either cursor, and what may be undefined", () => {
    paginate(flatpeak, "/devices", { params: { query: { ending_before: "dev_1", limit } }, signal });
    paginate(flatpeak, "/devices", {
      params: { query: { starting_after: "dev_1" } },
      timeout: 5,
      retries: 0,
    });
    paginate(flatpeak, "/devices", undefined);
  });

  test("an error has a cursor for the query, and narrows like the error of the call", () => {
    if (!isErrorFrom(thrown, "list-devices")) return;
    expectTypeOf(thrown.cursor).toEqualTypeOf<PageCursor | undefined>();
    paginate(flatpeak, "/devices", { params: { query: { limit: 5, ...thrown.cursor } } });
    void flatpeak.GET("/devices", { params: { query: { limit: 5, ...thrown.cursor } } });
    if (thrown.status === 403) expectTypeOf(thrown.body.type).toEqualTypeOf<string>();
  });
});

describe("a client over another contract", () => {
  interface Things {
    "/things": {
      get: {
        parameters: { query: { starting_after?: string; kind: "a" | "b" } };
        responses: { 200: { content: { "application/json": { has_more: boolean; data: { n: number }[] } } } };
      };
    };
    "/no-more": {
      get: {
        parameters: { query?: { starting_after?: string } };
        responses: { 200: { content: { "application/json": { data: string[] } } } };
      };
    };
    "/no-cursor": {
      get: {
        parameters: { query?: { page?: number } };
        responses: { 200: { content: { "application/json": { has_more: boolean; data: string[] } } } };
      };
    };
  }
  const things = {} as Client<Things>;

  test("is paginated by the same rules", async () => {
    const list = paginate(things, "/things", { params: { query: { kind: "a" } } });
    expectTypeOf(await list.toArray({ limit: 1 })).toEqualTypeOf<{ n: number }[]>();
    // @ts-expect-error -- kind is required
    paginate(things, "/things");
    // @ts-expect-error -- the operation has no such cursor
    paginate(things, "/things", { params: { query: { kind: "a", ending_before: "1" } } });
    // @ts-expect-error -- no has_more
    paginate(things, "/no-more");
    // @ts-expect-error -- no starting_after
    paginate(things, "/no-cursor");
  });
});
