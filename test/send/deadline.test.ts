import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client, Fetch } from "flatpeak";

/** A fetch that answers only when its signal ends it, as the real one does. */
const stall: Fetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    });
  });
/** An answer whose body begins and does not go on. */
const stallBody: Fetch = () =>
  Promise.resolve(
    new Response(
      new ReadableStream({
        start: (body) => {
          body.enqueue(new TextEncoder().encode("{"));
        },
      }),
    ),
  );
/** A fetch that does not look at its signal at all. */
const deaf: Fetch = () => new Promise(() => undefined);

function connect(fetch: Fetch, timeout?: number): Client {
  return createClient({ token: "bearer", fetch, timeout, retries: 0 });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a call ends on its deadline, and says in which phase", () => {
  test.each([
    ["request", stall],
    ["request", deaf],
    ["response", stallBody],
  ])("%s", async (phase, fetch) => {
    const call = connect(fetch, 500).GET("/devices");
    await vi.advanceTimersByTimeAsync(500);
    const { error } = await call;
    expect(error).toMatchObject({ kind: "timeout", phase, outcome: "unknown", attempts: 1 });
    expect(error?.message).toBe(`No result within 500 ms; time ran out in the ${phase} phase (GET /devices)`);
  });

  describe("login", () => {
    const login = (fetch: Fetch) =>
      createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch, timeout: 500, retries: 0 });
    const timeout = { kind: "timeout", phase: "login", outcome: "not-sent", attempts: 0 };

    test("of its own", async () => {
      const call = login(stall).GET("/devices");
      await vi.advanceTimersByTimeAsync(500);
      expect((await call).error).toMatchObject(timeout);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("of another call, which it queues behind", async () => {
      const flatpeak = login(stall);
      const first = flatpeak.GET("/devices");
      await vi.advanceTimersByTimeAsync(100);
      const second = flatpeak.GET("/devices", { timeout: 300 });
      await vi.advanceTimersByTimeAsync(300);
      expect((await second).error).toMatchObject(timeout);
      await vi.advanceTimersByTimeAsync(100);
      expect((await first).error).toMatchObject(timeout);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("that the caller's signal ends", async () => {
      const controller = new AbortController();
      const call = login(stall).GET("/devices", { signal: controller.signal });
      await vi.advanceTimersByTimeAsync(100);
      controller.abort("enough");
      expect((await call).error).toMatchObject({
        kind: "aborted",
        cause: "enough",
        outcome: "not-sent",
        attempts: 0,
      });
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
      // The login goes on for whoever comes next, under a deadline of its own.
      await vi.advanceTimersByTimeAsync(400);
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  test("30 s by default", async () => {
    const call = connect(stall).GET("/devices");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await call).error?.kind).toBe("timeout");
  });

  test("what ended it first stays the reason", async () => {
    const controller = new AbortController();
    const call = connect(stall, 100).GET("/devices", { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 100);
    vi.advanceTimersByTime(100); // both in one turn
    expect((await call).error?.kind).toBe("timeout");
  });

  test("a call's own timeout wins over the client's, 0 means none", async () => {
    const flatpeak = connect(stall, 500);
    const short = flatpeak.GET("/devices", { timeout: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect((await short).error?.kind).toBe("timeout");
    void flatpeak.GET("/devices", { timeout: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a deadline that a timer cannot count is refused, the longest that it can is not", async () => {
  const { error } = await connect(stall).GET("/devices", { timeout: 2 ** 31 });
  expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
  void connect(stall, 2 ** 31 - 1).GET("/devices");
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(1);
});

describe("the caller's signal ends a call in every phase", () => {
  test.each([
    ["before it begins", stall, true],
    ["while it waits for the answer", stall, false],
    ["while a deaf fetch is waited for", deaf, false],
    ["while the body is read", stallBody, false],
  ])("%s", async (_name, fetch, early) => {
    const controller = new AbortController();
    const reason = { why: "the user left" };
    if (early) controller.abort(reason);
    const call = connect(fetch).POST("/devices", { body: {}, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(0);
    controller.abort(reason);
    const { error } = await call;
    expect(error).toMatchObject({
      kind: "aborted",
      outcome: early ? "not-sent" : "unknown",
      attempts: early ? 0 : 1,
    });
    expect(error?.cause).toBe(reason);
  });

  test("an aborted signal sends nothing", async () => {
    const fetch = vi.fn(stall);
    await connect(fetch).GET("/devices", { signal: AbortSignal.abort() });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("a signal that aborts while the body is serialised sends nothing either", async () => {
    const fetch = vi.fn(stall);
    const controller = new AbortController();
    const toJSON = () => {
      controller.abort();
      return {};
    };
    const body: object = { toJSON };
    const { error } = await connect(fetch).POST("/devices", { body, signal: controller.signal });
    expect(error).toMatchObject({ kind: "aborted", outcome: "not-sent", attempts: 0 });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("a listener that aborts when it is told of the request keeps it from being sent", async () => {
    const controller = new AbortController();
    const fetch = vi.fn<Fetch>(() => Promise.resolve(Response.json({ data: [] })));
    const onEvent = () => {
      controller.abort();
    };
    const flatpeak = createClient({ token: "bearer", fetch, onEvent });
    const { error } = await flatpeak.GET("/devices", { signal: controller.signal });
    expect(error?.kind).toBe("aborted");
    expect(fetch).not.toHaveBeenCalled();
  });

  test("fetch is told, so that it lets go of the socket", async () => {
    let told = false;
    const fetch: Fetch = (url, init) => {
      init.signal.addEventListener("abort", () => {
        told = true;
      });
      return deaf(url, init);
    };
    const call = connect(fetch, 10).GET("/devices");
    await vi.advanceTimersByTimeAsync(10);
    await call;
    expect(told).toBe(true);
  });
});

describe("nothing is left behind", () => {
  const answer: Fetch = () => Promise.resolve(Response.json({}));

  test("no timer after a success, a failure or a refusal", async () => {
    await connect(answer).GET("/devices");
    await connect(() => Promise.reject(new Error("down"))).GET("/devices");
    await connect(answer).GET("/devices/{id}", { params: { path: { id: "" } } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("however many calls share a signal, it has one listener, and none once they are done", async () => {
    const { signal } = new AbortController();
    const calls = Array.from({ length: 100 }, () => connect(answer).GET("/devices", { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await Promise.all(calls);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("a signal that many calls share ends them all", async () => {
    const controller = new AbortController();
    const flatpeak = connect(stall);
    const calls = Array.from({ length: 20 }, () => flatpeak.GET("/devices", { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    expect((await Promise.all(calls)).map(({ error }) => error?.kind)).toEqual(Array(20).fill("aborted"));
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a call's deadline does not end with that of another", async () => {
    const { signal } = new AbortController();
    const flatpeak = connect(stall);
    const short = flatpeak.GET("/devices", { signal, timeout: 10 });
    const long = flatpeak.GET("/devices", { signal, timeout: 20 });
    await vi.advanceTimersByTimeAsync(10);
    expect((await short).error?.kind).toBe("timeout");
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    expect((await long).error?.kind).toBe("timeout");
  });
});
