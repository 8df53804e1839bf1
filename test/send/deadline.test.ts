import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client, Fetch } from "flatpeak";

/** A fetch that settles only when its signal aborts, as the real one does. */
const stall: Fetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    });
  });
/** A response whose body begins and then stalls. */
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
/** A fetch that ignores its signal. */
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

describe("a call ends at its deadline, and the error has the phase", () => {
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

    test("started by the call", async () => {
      const call = login(stall).GET("/devices");
      await vi.advanceTimersByTimeAsync(500);
      expect((await call).error).toMatchObject(timeout);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("started by another call", async () => {
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

    test("that continues after the caller's signal has ended the call", async () => {
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
      // The login continues for later calls, with its own deadline.
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

  test("a signal that aborts after the deadline does not change the error", async () => {
    const controller = new AbortController();
    const call = connect(stall, 100).GET("/devices", { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 100);
    vi.advanceTimersByTime(100); // the deadline and then the abort, in the same turn
    expect((await call).error?.kind).toBe("timeout");
  });

  test("a call's timeout overrides the client's, and 0 means none", async () => {
    const flatpeak = connect(stall, 500);
    const short = flatpeak.GET("/devices", { timeout: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect((await short).error?.kind).toBe("timeout");
    void flatpeak.GET("/devices", { timeout: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a deadline beyond the limit of timers is refused, the longest possible one is not", async () => {
  const { error } = await connect(stall).GET("/devices", { timeout: 2 ** 31 });
  expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
  void connect(stall, 2 ** 31 - 1).GET("/devices");
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(1);
});

describe("the caller's signal ends a call in every phase", () => {
  test.each([
    ["before it begins", stall, true],
    ["while it waits for the response", stall, false],
    ["while it waits for a fetch that ignores the signal", deaf, false],
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
    expect(error?.message).toBe("Aborted by the caller's signal (POST /devices)");
    expect(error?.cause).toBe(reason);
  });

  test("an aborted signal sends nothing", async () => {
    const fetch = vi.fn(stall);
    await connect(fetch).GET("/devices", { signal: AbortSignal.abort() });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("a signal that aborts while the body is serialized sends nothing", async () => {
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

  test("an event listener that aborts on the request event prevents sending", async () => {
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

  test("the signal of fetch aborts, so that it releases the socket", async () => {
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

describe("a finished call leaves nothing behind", () => {
  const answer: Fetch = () => Promise.resolve(Response.json({}));

  test("no timer after a success, a failure or a refusal", async () => {
    await connect(answer).GET("/devices");
    await connect(() => Promise.reject(new Error("down"))).GET("/devices");
    await connect(answer).GET("/devices/{id}", { params: { path: { id: "" } } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("many calls that share a signal add one listener, and none remains when they are done", async () => {
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
