import { getEventListeners } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  AbortedError,
  ApiError,
  createClient,
  isErrorFrom,
  paginate,
  TimeoutError,
  UsageError,
} from "flatpeak";
import type { Client, FlatpeakError, PageCursor } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { closeOf } from "../support/server.ts";
import { listOf, sendJson, startListServer } from "../support/list-server.ts";
import type { ListServer } from "../support/list-server.ts";

let server: ListServer;
let flatpeak: Client;

beforeAll(async () => {
  server = await startListServer();
  flatpeak = createClient({ token: "bearer", baseUrl: server.origin, retries: 0 });
});
beforeEach(() => {
  server.setItems(listOf(7));
});
afterAll(() => server.close());

const limit = (size: number) => ({ params: { query: { limit: size } } });

async function idsOf(items: AsyncIterable<{ readonly id: string }>, into: string[] = []): Promise<string[]> {
  for await (const { id } of items) into.push(id);
  return into;
}

async function failureOf(work: Promise<unknown>): Promise<FlatpeakError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Error && "cursor" in thrown) return thrown as FlatpeakError;
  throw new Error("It did not fail with a cursor", { cause: thrown });
}

describe("a list is read to its end, page by page", () => {
  test("forwards, newest first", async () => {
    expect(await idsOf(paginate(flatpeak, "/devices", limit(3)))).toEqual(server.ids());
    expect(server.queries.map(({ after }) => after)).toEqual([undefined, "dev_5", "dev_2"]);
    expect(server.queries.every((query) => query.limit === 3)).toBe(true);
  });

  test("from a cursor", async () => {
    const query = { starting_after: "dev_5", limit: 3 };
    expect(await idsOf(paginate(flatpeak, "/devices", { params: { query } }))).toEqual([
      "dev_4",
      "dev_3",
      "dev_2",
      "dev_1",
    ]);
  });

  test("backwards, oldest first, although each page has the newest first", async () => {
    const devices = paginate(flatpeak, "/devices", {
      params: { query: { ending_before: "dev_2", limit: 2 } },
    });
    expect(await idsOf(devices)).toEqual(["dev_3", "dev_4", "dev_5", "dev_6", "dev_7"]);
    const pages = [];
    for await (const page of devices.pages()) pages.push(page.data.map(({ id }) => id));
    expect(pages).toEqual([["dev_4", "dev_3"], ["dev_6", "dev_5"], ["dev_7"]]);
  });

  test("in pages, each with its cursor and the cursor of the next page", async () => {
    const cursors: (PageCursor | undefined)[][] = [];
    for await (const page of paginate(flatpeak, "/devices", limit(3)).pages()) {
      cursors.push([page.cursor, page.next]);
      expect(page.response.status).toBe(200);
    }
    expect(cursors).toEqual([
      [undefined, { starting_after: "dev_5" }],
      [{ starting_after: "dev_5" }, { starting_after: "dev_2" }],
      [{ starting_after: "dev_2" }, undefined],
    ]);
  });

  test("that is empty", async () => {
    server.setItems([]);
    expect(await idsOf(paginate(flatpeak, "/devices"))).toEqual([]);
  });

  test("from the start at each iteration", async () => {
    const devices = paginate(flatpeak, "/devices", limit(4));
    expect(await idsOf(devices)).toEqual(server.ids());
    expect(await idsOf(devices)).toEqual(server.ids());
  });

  test("with all other parameters and options in every call", async () => {
    const init = { params: { query: { limit: 4, reference_id: "DEV 1" } }, headers: { "x-trace": "1" } };
    const before = server.requests.length;
    await idsOf(paginate(flatpeak, "/devices", init));
    const requests = server.requests.slice(before);
    expect(requests).toHaveLength(2);
    for (const { url, headers } of requests) {
      expect(url).toContain("reference_id=DEV%201");
      expect(headers["x-trace"]).toBe("1");
    }
  });

  test("when all steps are requested at once", async () => {
    const items = paginate(flatpeak, "/devices", limit(2)).items();
    const results = await Promise.all(Array.from({ length: 9 }, () => items.next()));
    expect(results.map((result) => (result.done === true ? undefined : result.value.id))).toEqual([
      ...server.ids(),
      undefined,
      undefined,
    ]);
    expect(server.queries).toHaveLength(4);
  });
});

describe("toArray", () => {
  test("returns at most limit objects, and requests no page more", async () => {
    const devices = paginate(flatpeak, "/devices", limit(3));
    expect(await devices.toArray({ limit: 3 })).toEqual(listOf(7).slice(0, 3));
    expect(server.queries).toHaveLength(1);
    expect(await devices.toArray({ limit: 4 })).toHaveLength(4);
    expect(await devices.toArray({ limit: Infinity })).toHaveLength(7);
  });

  test("requests nothing with limit 0", async () => {
    expect(await paginate(flatpeak, "/devices").toArray({ limit: 0 })).toEqual([]);
    expect(server.queries).toEqual([]);
  });

  test.each([{ limit: -1 }, { limit: 1.5 }, { limit: NaN }, { limit: "3" }, {}, undefined])(
    "refuses %o",
    async (bad) => {
      const options = bad as { limit: number };
      await expect(paginate(flatpeak, "/devices").toArray(options)).rejects.toThrow(/limit is .* Infinity/);
      await expect(paginate(flatpeak, "/devices").toArray(options)).rejects.toBeInstanceOf(UsageError);
      expect(server.queries).toEqual([]);
    },
  );

  test("fails with its first cursor, since no object was returned", async () => {
    server.onCall(({ after }, outgoing) => {
      if (after !== "dev_3") return false;
      sendJson(outgoing, {}, 500);
      return true;
    });
    const query = { starting_after: "dev_6", limit: 3 };
    const error = await failureOf(
      paginate(flatpeak, "/devices", { params: { query } }).toArray({ limit: 9 }),
    );
    expect(error.cursor).toEqual({ starting_after: "dev_6" });
  });
});

describe("invalid input is refused before anything is sent", () => {
  test("both cursors", () => {
    const query = { starting_after: "dev_1", ending_before: "dev_2" } as { starting_after: string };
    expect(() => paginate(flatpeak, "/devices", { params: { query } })).toThrow(UsageError);
    expect(() => paginate(flatpeak, "/devices", { params: { query } })).toThrow(
      /starting_after and ending_before cannot be combined/,
    );
  });

  test("except a cursor that is null, which counts as absent", async () => {
    const query = { starting_after: null, ending_before: "dev_6" } as { ending_before: string };
    expect(await idsOf(paginate(flatpeak, "/devices", { params: { query } }))).toEqual(["dev_7"]);
  });

  test("an invalid signal", () => {
    const connect = () => paginate(flatpeak, "/devices", { signal: {} as AbortSignal });
    expect(connect).toThrow(UsageError);
    expect(connect).toThrow(/signal must be an AbortSignal/);
  });

  test("a query that is not a plain object", async () => {
    const query = new URLSearchParams({ reference_id: "DEV1" }) as object;
    const error = await failureOf(idsOf(paginate(flatpeak, "/devices", { params: { query } })));
    expect(error).toMatchObject({
      kind: "usage",
      message: expect.stringContaining("params.query") as string,
    });
    expect(server.queries).toEqual([]);
  });
});

describe("a failure is thrown as the error of the call, with a cursor to continue", () => {
  const failOnce = (after: string | undefined, status = 500) => {
    let failed = false;
    server.onCall((query, outgoing) => {
      if (failed || query.after !== after) return false;
      failed = true;
      sendJson(outgoing, { object: "error", type: "t", code: "access_denied" }, status);
      return true;
    });
  };

  test("narrows like the call's error, and its cursor stays out of logs", async () => {
    failOnce("dev_5", 403);
    const error = await failureOf(idsOf(paginate(flatpeak, "/devices", limit(3))));
    expect(error).toBeInstanceOf(ApiError);
    expect(isErrorFrom(error, "list-devices") && error.status === 403 && error.body.code).toBe(
      "access_denied",
    );
    expect(error.cursor).toEqual({ starting_after: "dev_5" });
    expect(JSON.stringify(error)).not.toContain("dev_5");
  });

  test("an iterator of objects continues where it stopped", async () => {
    failOnce("dev_5");
    const items = paginate(flatpeak, "/devices", limit(3)).items();
    const seen: string[] = [];
    const error = await failureOf(idsOf(items, seen));
    expect(seen).toEqual(["dev_7", "dev_6", "dev_5"]);
    expect(error.cursor).toEqual({ starting_after: "dev_5" });
    expect(await idsOf(items, seen)).toEqual(server.ids());
  });

  test("an iterator of pages continues, too, also at its first page", async () => {
    failOnce(undefined);
    const pages = paginate(flatpeak, "/devices", limit(4)).pages();
    const error = await failureOf(pages.next());
    expect(error.cursor).toBeUndefined();
    expect((await pages.next()).value).toMatchObject({
      cursor: undefined,
      next: { starting_after: "dev_4" },
    });
  });

  test("another paginate continues at its cursor, in both directions", async () => {
    let broken = true;
    server.onCall(({ before }, outgoing) => {
      if (!broken || before !== "dev_4") return false;
      broken = false;
      outgoing.destroy();
      return true;
    });
    const query = { ending_before: "dev_1", limit: 3 };
    const seen: string[] = [];
    const error = await failureOf(idsOf(paginate(flatpeak, "/devices", { params: { query } }), seen));
    expect(error).toMatchObject({ kind: "connection", cursor: { ending_before: "dev_4" } });
    const rest = paginate(flatpeak, "/devices", { params: { query: { limit: 3, ...error.cursor } } });
    expect(await idsOf(rest, seen)).toEqual(server.ids().slice(0, -1).reverse());
  });
});

describe("a page that cannot be continued is an error", () => {
  const page = (data: unknown, hasMore: unknown = true) => ({ object: "list", has_more: hasMore, data });
  const answerWith = (...answers: unknown[]) => {
    server.onCall((_query, outgoing) => {
      sendJson(outgoing, answers.length > 1 ? answers.shift() : answers[0]);
      return true;
    });
  };

  test.each<[string, unknown[], RegExp]>([
    ["a repeated page", [page([{ id: "a" }])], /leads back to a/],
    ["circular pages", [page([{ id: "a" }]), page([{ id: "b" }]), page([{ id: "a" }])], /leads back to a/],
    ["objects without IDs", [page([{ name: "a" }])], /have no id/],
    ["an empty ID", [page([{ id: "" }])], /have no id/],
    ["values that are not objects", [page(["a"])], /have no id/],
    ["an empty page with has_more", [page([])], /empty page with has_more/],
    ["a page without has_more", [{ data: [{ id: "a" }] }], /without data or has_more/],
    ["a has_more that is not a boolean", [page([{ id: "a" }], "false")], /without data or has_more/],
    ["a page without data", [{ has_more: false }], /without data or has_more/],
  ])("%s", async (_name, answers, message) => {
    answerWith(...answers);
    const error = await failureOf(idsOf(paginate(flatpeak, "/devices")));
    expect(error).toMatchObject({ kind: "unexpected-response", response: { status: 200 } });
    expect(error.message).toMatch(message);
    expect(isErrorFrom(error, "list-devices")).toBe(true);
    expect(server.queries.length).toBeLessThanOrEqual(answers.length + 1);
  });

  test("a page that leads back to the first cursor", async () => {
    answerWith(page([{ id: "a" }]));
    const query = { starting_after: "a" };
    const error = await failureOf(idsOf(paginate(flatpeak, "/devices", { params: { query } })));
    expect(error).toMatchObject({ kind: "unexpected-response", cursor: query });
    expect(server.queries).toHaveLength(1);
  });

  test("backwards, where the first object is the next cursor", async () => {
    answerWith(page([{ id: "b" }, { name: "a" }]), page([{ name: "c" }, { id: "d" }]));
    const error = await failureOf(
      idsOf(paginate(flatpeak, "/devices", { params: { query: { ending_before: "z" } } })),
    );
    expect(error).toMatchObject({ kind: "unexpected-response", cursor: { ending_before: "b" } });
  });

  test("the iterator continues once the API returns a valid page", async () => {
    answerWith(page([{ id: "b" }]), page([]), page([{ id: "a" }], false));
    const items = paginate(flatpeak, "/devices").items();
    const seen: string[] = [];
    await failureOf(idsOf(items, seen));
    expect(await idsOf(items, seen)).toEqual(["b", "a"]);
  });

  test("names the operation of the page, without another call", async () => {
    answerWith(page([]));
    const paths: string[] = [];
    const GET: Client["GET"] = (path, ...init) => {
      paths.push(path);
      return flatpeak.GET(path, ...init);
    };
    const error = await failureOf(idsOf(paginate({ GET }, "/devices")));
    expect(error.operation).toEqual({ operationId: "list-devices", method: "GET", path: "/devices" });
    expect(paths).toEqual(["/devices"]);
  });
});

describe("prefetch fetches at most one page ahead", () => {
  const ahead = { ...limit(2), prefetch: true };

  test("as soon as the page before has arrived", async () => {
    const items = paginate(flatpeak, "/devices", ahead).items();
    await items.next();
    await expect.poll(() => server.queries.map(({ after }) => after)).toEqual([undefined, "dev_6"]);
    expect(await idsOf(items)).toEqual(server.ids().slice(1));
    expect(server.queries).toHaveLength(4);
  });

  test("only if it is set: otherwise, no page is requested before it is needed", async () => {
    for await (const { id } of paginate(flatpeak, "/devices", limit(2))) if (id === "dev_6") break;
    expect(server.queries).toHaveLength(1);
  });

  test("whose failure is thrown after the loaded objects, and only once", async () => {
    let failures = 0;
    server.onCall(({ after }, outgoing) => {
      if (after !== "dev_6" || failures++ > 0) return false;
      sendJson(outgoing, {}, 500);
      return true;
    });
    const items = paginate(flatpeak, "/devices", ahead).items();
    const seen: string[] = [];
    const error = await failureOf(idsOf(items, seen));
    expect(seen).toEqual(["dev_7", "dev_6"]);
    expect(error.cursor).toEqual({ starting_after: "dev_6" });
    expect(await idsOf(items, seen)).toEqual(server.ids());
  });

  test("whose failure is not an unhandled rejection, even if nothing awaits it", async () => {
    const failed = vi.fn();
    server.onCall(({ after }, outgoing) => {
      if (after === undefined) return false;
      outgoing.on("close", failed);
      sendJson(outgoing, {}, 500);
      return true;
    });
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const items = paginate(flatpeak, "/devices", ahead).items();
    await items.next();
    await expect.poll(() => failed).toHaveBeenCalled();
    // A separate call, after which a rejection of the other would have been reported.
    await flatpeak.GET("/customers");
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
  });
});

describe("iteration ends when the loop stops, the signal aborts or the timeout passes", () => {
  /** Does not respond to calls with a cursor, and records their open and closed connections. */
  const stall = (cursor: string | undefined) => {
    const calls = { opened: 0, closed: 0 };
    server.onCall(({ after }, { socket }) => {
      if (after !== cursor || socket === null) return false;
      calls.opened += 1;
      void closeOf(socket).then(() => (calls.closed += 1));
      return true;
    });
    const reach = (expected: typeof calls) => expect.poll(() => calls).toEqual(expected);
    return { opened: () => reach({ opened: 1, closed: 0 }), closed: () => reach({ opened: 1, closed: 1 }) };
  };

  test("break cancels the prefetched page", async () => {
    const call = stall("dev_6");
    for await (const device of paginate(flatpeak, "/devices", { ...limit(2), prefetch: true })) {
      expect(device.id).toBe("dev_7");
      await call.opened();
      break;
    }
    await call.closed();
  });

  test("return of an iterator cancels the pending page, and ends the iterator", async () => {
    const call = stall(undefined);
    const items = paginate(flatpeak, "/devices").items();
    const waiting = items.next();
    await call.opened();
    await items.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await call.closed();
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(server.queries).toHaveLength(1);
  });

  test("an iterator returns no loaded objects after its return", async () => {
    const items = paginate(flatpeak, "/devices").items();
    await items.next();
    await items.return?.();
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  test("an iterator of pages requests none after its return, and ignores a page that still arrives", async () => {
    let answer: (page: object) => void = () => undefined;
    const GET = vi.fn(
      () =>
        new Promise((resolve) => {
          answer = (data) => {
            resolve({ data, response: Response.json({}) });
          };
        }),
    );
    // A client that ignores the signal.
    const pages = paginate({ GET } as unknown as Client, "/devices", { prefetch: true }).pages();
    const waiting = pages.next();
    await expect.poll(() => GET).toHaveBeenCalled();
    await pages.return?.();
    answer({ has_more: true, data: [{ id: "dev_1" }] });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await pages.next()).toEqual({ done: true, value: undefined });
    expect(GET).toHaveBeenCalledTimes(1);
  });

  test("the signal aborts the pending page", async () => {
    const call = stall("dev_6");
    const controller = new AbortController();
    const items = paginate(flatpeak, "/devices", { ...limit(2), signal: controller.signal }).items();
    const failure = failureOf(idsOf(items));
    await call.opened();
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await failure;
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.cause).toBe(reason);
    expect(error.cursor).toEqual({ starting_after: "dev_6" });
    await call.closed();
  });

  test("the signal also ends iteration within a page, with a cursor, and sends nothing", async () => {
    const controller = new AbortController();
    const items = paginate(flatpeak, "/devices", { signal: controller.signal }).items();
    await items.next();
    controller.abort();
    const error = await failureOf(items.next());
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ outcome: "not-sent", cursor: { starting_after: "dev_7" } });
    expect(server.queries).toHaveLength(1);
  });

  test("the signal also ends iteration by pages, whose prefetched page is not returned", async () => {
    const controller = new AbortController();
    const init = { ...limit(2), prefetch: true, signal: controller.signal };
    const pages = paginate(flatpeak, "/devices", init).pages();
    await pages.next();
    // A page that has arrived removes its listener.
    await expect.poll(() => getEventListeners(controller.signal, "abort")).toEqual([]);
    controller.abort();
    const error = await failureOf(pages.next());
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.cursor).toEqual({ starting_after: "dev_6" });
    expect(server.queries).toHaveLength(2);
  });

  test("many concurrent iterations add one listener to a signal, and none between pages", async () => {
    const { signal } = new AbortController();
    const listeners: number[] = [];
    server.onCall(() => {
      listeners.push(getEventListeners(signal, "abort").length);
      return false;
    });
    const walks = Array.from({ length: 20 }, () =>
      paginate(flatpeak, "/devices", { ...limit(1), signal }).items(),
    );
    await Promise.all(walks.map((walk) => walk.next()));
    expect(listeners).toEqual(Array.from({ length: 20 }, () => 1));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  describe("the timeout", () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Returns each page after 20 s, but never the third. */
    const slow = (times: number) => {
      let calls = 0;
      const fetch = async () => {
        calls += 1;
        await new Promise((resolve) => setTimeout(resolve, calls > times ? 100_000 : 20_000));
        return Response.json({ has_more: calls < 4, data: [{ id: `dev_${calls}` }] });
      };
      return createClient({ token: "bearer", fetch, retries: 0, timeout: 30_000 });
    };

    test("applies to each page separately", async () => {
      const all = idsOf(paginate(slow(4), "/devices"));
      await vi.advanceTimersByTimeAsync(80_000);
      expect(await all).toEqual(["dev_1", "dev_2", "dev_3", "dev_4"]);
    });

    test("ends the page that takes longer", async () => {
      const failure = failureOf(idsOf(paginate(slow(2), "/devices")));
      await vi.advanceTimersByTimeAsync(70_000);
      const error = await failure;
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error.cursor).toEqual({ starting_after: "dev_2" });
    });
  });
});

test("the local Flatpeak is paginated in both directions", async () => {
  const fake = createFakeFlatpeak();
  const { accountId, apiKey, fetch } = fake;
  const client = createClient({ accountId, apiKey, fetch });
  const created: string[] = [];
  for (let index = 0; index < 5; index++) {
    const { data } = await client.POST("/devices", { body: { reference_id: `DEV${index}` } });
    created.push(data?.id ?? "");
  }
  const [oldest = ""] = created;
  expect(await idsOf(paginate(client, "/devices", limit(2)))).toEqual([...created].reverse());
  const newer = paginate(client, "/devices", { params: { query: { ending_before: oldest, limit: 2 } } });
  expect(await idsOf(newer)).toEqual(created.slice(1));
});
