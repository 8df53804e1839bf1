import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions, FlatpeakEvent } from "flatpeak";
import { answer, LIST, ok, play, refused, reset, settle } from "../support/script.ts";
import { KINDS, manifest, pathOf } from "../support/things.ts";
import type { ThingPaths } from "../support/things.ts";

const page = () => new Response("<html>", { status: 200 });
const credentials = { token: undefined, accountId: "acc_1", apiKey: "sk_test_1" };
const login = () => Response.json({ bearer_token: "bearer", expires_in: 3600, live_mode: false });
const never = () => new Promise<Response>(() => undefined);

let retries: FlatpeakEvent[];
const onEvent = (event: FlatpeakEvent): void => {
  if (event.type === "retry") retries.push(event);
};

beforeEach(() => {
  retries = [];
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("only idempotent operations retry a 503", () => {
  test.each(KINDS.map((kind) => [kind.name, kind] as const))("%s", async (_name, kind) => {
    const methods: string[] = [];
    const fetch = (_url: string, { method = "" }: RequestInit): Promise<Response> => {
      methods.push(method);
      return Promise.resolve(Response.json({}, { status: methods.length === 1 ? 503 : 200 }));
    };
    const things = createClient<ThingPaths>({ manifest, baseUrl: "https://api.test", fetch });
    await settle(things[kind.method](pathOf(kind)));
    expect(methods).toEqual(kind.idempotent ? [kind.method, kind.method] : [kind.method]);
  });
});

describe("an unusable response", () => {
  test("instead of a success is retried by an idempotent operation", async () => {
    const { flatpeak, times } = play([page, ok]);
    expect((await settle(flatpeak.GET("/devices"))).data).toEqual(LIST);
    expect(times).toEqual([0, 150]);
  });

  test("instead of a success is not retried by another operation: it may have been processed", async () => {
    const { flatpeak, times } = play([page, ok]);
    const { error } = await settle(flatpeak.POST("/devices", { body: {} }));
    expect(error).toMatchObject({ kind: "unexpected-response", outcome: "unknown", attempts: 1 });
    expect(times).toEqual([0]);
  });

  test("because of a redirect is not retried", async () => {
    const { flatpeak, times } = play([answer(302), ok]);
    expect((await settle(flatpeak.GET("/devices"))).error?.kind).toBe("unexpected-response");
    expect(times).toEqual([0]);
  });
});

describe("a call that was ended or could not start is not retried", () => {
  test("by its deadline", async () => {
    const { flatpeak } = play([never], { timeout: 100, onEvent });
    expect((await settle(flatpeak.GET("/devices"))).error).toMatchObject({ kind: "timeout", attempts: 1 });
    expect(retries).toEqual([]);
  });

  test("by its caller", async () => {
    const { flatpeak } = play([never], { onEvent });
    const call = flatpeak.GET("/devices", { signal: AbortSignal.abort() });
    expect((await settle(call)).error?.kind).toBe("aborted");
    expect(retries).toEqual([]);
  });

  test("by invalid usage that shows only when the bearer token is needed", async () => {
    const { flatpeak } = play([ok], { onEvent });
    const { error } = await settle(flatpeak.GET("/login"));
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(retries).toEqual([]);
  });
});

describe("a failure to get a bearer token", () => {
  const failing = (failures: number): ClientOptions => {
    let asked = 0;
    return {
      token: () => {
        if (asked++ < failures) throw new Error("the backend is down");
        return "bearer";
      },
    };
  };

  test("from a token function is retried, whatever the method", async () => {
    const { flatpeak, times } = play([ok], failing(2));
    expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
    expect(times).toEqual([450]);
  });

  test("from a token function is retried as often as any other failure", async () => {
    const { flatpeak, times } = play([ok], failing(3));
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent", attempts: 0 });
    expect(times).toEqual([]);
  });

  test.each([408, 429, 500, 502, 503, 504])("because the login returns %d is retried", async (status) => {
    const { flatpeak, times } = play([answer(status), login, ok], credentials);
    expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
    expect(times).toEqual([0, 150, 150]);
  });

  test("because the login has no connection is retried", async () => {
    const { flatpeak, times } = play([refused, login, ok], credentials);
    expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
    expect(times).toEqual([0, 150, 150]);
  });

  test("because the login takes too long is retried, if the call may take longer", async () => {
    const { flatpeak, times } = play([never, login, ok], { ...credentials, timeout: 1000 });
    expect((await settle(flatpeak.GET("/devices", { timeout: 5000 }))).data).toEqual(LIST);
    expect(times).toEqual([0, 1150, 1150]);
  });

  test("is not retried after the caller aborts", async () => {
    const { flatpeak, times } = play([answer(503)], credentials);
    const controller = new AbortController();
    const call = flatpeak.GET("/devices", { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect((await settle(call)).error).toMatchObject({ kind: "aborted", outcome: "not-sent" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times).toEqual([0]);
  });
});

describe("a wait that the API requests", () => {
  test("is compared with the remaining time of the deadline, not with all of it", async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    const { flatpeak, times } = play(
      [answer(429, { "retry-after": "1" }), answer(429, { "retry-after": "5" })],
      {
        timeout: 6000,
      },
    );
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ status: 429, attempts: 2, retryAfter: 5000 });
    expect(times).toEqual([0, 1000]);
  });

  test("is respected at any length if there is no deadline", async () => {
    const { flatpeak, times } = play([answer(429, { "retry-after": "3600" }), ok], { timeout: 0 });
    expect((await settle(flatpeak.GET("/devices"))).data).toEqual(LIST);
    expect(times).toEqual([0, 3_600_000]);
  });

  test("after other failures ends at the deadline, too", async () => {
    const { flatpeak, times } = play([reset, answer(429, { "retry-after": "60" })], { timeout: 30_000 });
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ status: 429, outcome: "unknown", retryAfter: 60_000 });
    expect(times).toHaveLength(2);
  });
});
