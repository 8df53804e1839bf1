import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "../../src/index.ts";
import type { FlatpeakEvent } from "../../src/index.ts";
import { answer, LIST, ok, play, refused, reset, settle } from "../support/script.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("backoff", () => {
  test("doubles from 300 ms to 5 s, with full jitter", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(0.999_999);
    const { flatpeak, times } = play([answer(503)], { retries: 7, timeout: 0 });
    await settle(flatpeak.GET("/devices"));
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(pauses).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000].map((longest) => longest - 1));
    random.mockReturnValue(0);
    const next = play([answer(503), ok]);
    await settle(next.flatpeak.GET("/devices"));
    expect(next.times).toEqual([0, 0]);
  });

  test("is part of the deadline: a timeout in it has the phase backoff and the earlier failure", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    const { flatpeak, times } = play([answer(503)], { timeout: 100 });
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ kind: "timeout", phase: "backoff", outcome: "unknown", attempts: 1 });
    expect(error?.cause).toMatchObject({ status: 503 });
    expect(times).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends at once when the caller aborts", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    const controller = new AbortController();
    const { flatpeak, times } = play([answer(503)]);
    const call = flatpeak.GET("/devices", { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(10);
    controller.abort("enough");
    const { error } = await call;
    expect(error).toMatchObject({ kind: "aborted", cause: "enough", outcome: "unknown", attempts: 1 });
    expect(times).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("Retry-After", () => {
  test.each([
    ["2", 2000],
    ["0", 0],
    [" 1 ", 1000],
  ])("of %j is respected exactly", async (value, pause) => {
    const { flatpeak, times } = play([answer(429, { "retry-after": value }), ok]);
    await settle(flatpeak.GET("/devices"));
    expect(times).toEqual([0, pause]);
  });

  test("as a date is measured by the server's clock, if the response has a Date", async () => {
    const date = new Date("2030-01-01T00:00:00Z").toUTCString();
    const later = new Date("2030-01-01T00:00:03Z").toUTCString();
    const { flatpeak, times } = play([answer(429, { date, "retry-after": later }), ok]);
    await settle(flatpeak.GET("/devices"));
    expect(times).toEqual([0, 3000]);
  });

  test("as a date is otherwise measured by the local clock; a past date means no wait", async () => {
    vi.setSystemTime(new Date("2030-01-01T00:00:00Z"));
    const later = play([answer(429, { "retry-after": "Tue, 01 Jan 2030 00:00:04 GMT" }), ok]);
    await settle(later.flatpeak.GET("/devices"));
    expect(later.times).toEqual([0, 4000]);
    const over = play([answer(429, { "retry-after": "Tue, 01 Jan 2019 00:00:04 GMT" }), ok]);
    await settle(over.flatpeak.GET("/devices"));
    expect(over.times).toEqual([0, 0]);
  });

  test.each(["-5", "soon", "1.5", "", "2030-01-01"])("of %j is ignored: backoff applies", async (value) => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { flatpeak, times } = play([answer(429, { "retry-after": value }), ok]);
    await settle(flatpeak.GET("/devices"));
    expect(times).toEqual([0, 150]);
  });

  test("that does not fit into the deadline ends the call at once, and the error has the requested wait", async () => {
    const { flatpeak, times } = play([answer(429, { "retry-after": "60" })], { timeout: 60_000 });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ status: 429, attempts: 1, retryAfter: 60_000 });
    expect(error?.message).toBe("429 error; retry after 60 s (GET /devices)");
    expect(times).toEqual([0]);
  });

  test("beyond the limit of timers ends a call without deadline, too", async () => {
    const { flatpeak } = play([answer(429, { "retry-after": "99999999" })], { timeout: 0 });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ status: 429, retryAfter: 99_999_999_000 });
  });
});

describe("the number of retries", () => {
  test.each([
    ["twice by default", {}, undefined, 3],
    ["as the client says", { retries: 4 }, undefined, 5],
    ["never with 0", { retries: 0 }, undefined, 1],
    ["as the call says", { retries: 4 }, 1, 2],
    ["not at all as the call says", {}, 0, 1],
  ])("%s", async (_, options, retries, attempts) => {
    const { flatpeak, times } = play([answer(503)], options);
    const { error } = await settle(flatpeak.GET("/devices", { retries }));
    expect(error?.attempts).toBe(attempts);
    expect(times).toHaveLength(attempts);
  });

  test.each([-1, 1.5, NaN, Infinity])("%d is refused, of a client and of a call", async (retries) => {
    const complaint = `retries is ${retries}; it must be a whole number, 0 for none`;
    expect(() => play([ok], { retries })).toThrow(complaint);
    const { error } = await play([ok]).flatpeak.GET("/devices", { retries });
    expect(error).toMatchObject({ kind: "usage", message: `GET /devices was not sent: ${complaint}` });
  });
});

describe("a call with several attempts", () => {
  test("has the outcome unknown after a lost response, whatever follows", async () => {
    for (const later of [refused, answer(409)]) {
      const { flatpeak } = play([reset, later], { retries: 1 });
      const { error } = await settle(flatpeak.GET("/devices"));
      expect(error).toMatchObject({ outcome: "unknown", attempts: 2 });
    }
  });

  test("has the outcome not-sent if no attempt reached the API", async () => {
    const { flatpeak } = play([refused]);
    const { error } = await settle(flatpeak.POST("/devices", { body: {} }));
    expect(error).toMatchObject({ kind: "connection", outcome: "not-sent", attempts: 3 });
  });

  test("is not retried again if it is a POST that was rejected and then lost", async () => {
    const { flatpeak } = play([answer(429), reset, ok], { retries: 5 });
    const { error } = await settle(flatpeak.POST("/devices", { body: {} }));
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 2 });
  });

  test("succeeds if it is a retried DELETE that returns 404", async () => {
    const init = { params: { path: { id: "dev_1" } } };
    const lost = play([reset, answer(404)]);
    const { data, error, response } = await settle(lost.flatpeak.DELETE("/devices/{id}", init));
    expect([data, error, response?.status]).toEqual([undefined, undefined, 404]);
    const other = play([reset, answer(409)]);
    expect((await settle(other.flatpeak.DELETE("/devices/{id}", init))).error?.status).toBe(409);
    for (const first of [answer(429), refused]) {
      const { flatpeak } = play([first, answer(404)]);
      expect((await settle(flatpeak.DELETE("/devices/{id}", init))).error?.status).toBe(404);
    }
  });

  test("sends the same request each time", async () => {
    const bodies: unknown[] = [];
    const flatpeak = createClient({
      token: "bearer",
      fetch: (url, init) => {
        bodies.push([url, init.method, init.body, [...new Headers(init.headers)]]);
        return Promise.resolve(answer(429)());
      },
    });
    await settle(flatpeak.POST("/devices", { body: { reference_id: "DEV1" } }));
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });
});

describe("a login", () => {
  const credentials = { token: undefined, accountId: "acc_1", apiKey: "sk_test_1" };
  const login = () => Response.json({ bearer_token: "bearer", expires_in: 3600, live_mode: false });

  test("that fails temporarily is retried by the call, after its Retry-After", async () => {
    const { flatpeak, times } = play([answer(503, { "retry-after": "2" }), reset, login, ok], credentials);
    const { data } = await settle(flatpeak.POST("/devices", { body: {} }));
    expect(data).toEqual(LIST);
    expect(times).toHaveLength(4);
    expect(times[1]).toBe(2000);
  });

  test.each([400, 401, 403, 404])("that is refused with %d is not", async (status) => {
    const { flatpeak, times } = play([answer(status)], credentials);
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ kind: "authentication", attempts: 0, outcome: "not-sent" });
    expect(times).toHaveLength(1);
  });
});

describe("onEvent", () => {
  test("receives a call's requests, responses and retries", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const events: unknown[] = [];
    const { flatpeak } = play([answer(503), reset, ok], { onEvent: (event) => events.push(event) });
    await settle(flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_secret" } } }));
    const attributes = {
      "http.request.method": "GET",
      "url.template": "/devices/{id}",
      "server.address": "api.flatpeak.com",
      "server.port": 443,
    };
    const event = (rest: object, more: object = {}) => ({
      call: expect.any(Number) as number,
      operationId: "get-device",
      ...rest,
      attributes: { ...attributes, ...more },
    });
    const second = { "http.request.resend_count": 1 };
    const third = { "http.request.resend_count": 2 };
    // Strictly, since absent attributes must not be there.
    expect(events).toStrictEqual([
      event({ type: "request" }),
      event({ type: "response", duration: 0 }, { "http.response.status_code": 503, "error.type": "503" }),
      event({ type: "retry", delay: 150 }, { "http.response.status_code": 503, "error.type": "503" }),
      event({ type: "request" }, second),
      event({ type: "response", duration: 0 }, { ...second, "error.type": "connection" }),
      event({ type: "retry", delay: 300 }, { "error.type": "connection" }),
      event({ type: "request" }, third),
      event({ type: "response", duration: 0 }, { ...third, "http.response.status_code": 200 }),
    ]);
    expect(new Set(events.map((told) => (told as { call: number }).call)).size).toBe(1);
  });

  test("receives the status of every response from 400 on as the type of its error", async () => {
    const events: FlatpeakEvent[] = [];
    const { flatpeak } = play([answer(400)], { onEvent: (event) => events.push(event) });
    await flatpeak.GET("/devices");
    expect(events.at(-1)?.attributes).toMatchObject({
      "http.response.status_code": 400,
      "error.type": "400",
    });
  });

  test.each([
    ["https://api.test", "api.test", 443],
    ["http://127.0.0.1", "127.0.0.1", 80],
    ["https://api.test:8443/v1", "api.test", 8443],
  ])("receives address and port of %s", async (baseUrl, address, port) => {
    const events: FlatpeakEvent[] = [];
    const { flatpeak } = play([ok], { baseUrl, onEvent: (event) => events.push(event) });
    await flatpeak.GET("/devices");
    expect(events[0]?.attributes).toMatchObject({ "server.address": address, "server.port": port });
  });

  test("receives numbers that count up from call to call", async () => {
    const calls: number[] = [];
    const { flatpeak } = play([ok], { onEvent: ({ call }) => calls.push(call) });
    await flatpeak.GET("/devices");
    await flatpeak.GET("/devices");
    const [first = 0] = calls;
    expect(first).toBeGreaterThan(0);
    expect(calls).toEqual([first, first, first + 1, first + 1]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("listener");
      },
    ],
    ["rejects", () => Promise.reject(new Error("listener"))],
  ])("that %s does not affect the call", async (_, onEvent) => {
    const { flatpeak } = play([ok], { onEvent });
    expect((await flatpeak.GET("/devices")).data).toEqual(LIST);
  });

  test("must be a function", () => {
    // @ts-expect-error: invalid usage that the compiler detects, too
    expect(() => play([ok], { onEvent: "log" })).toThrow("onEvent must be a function");
  });
});
