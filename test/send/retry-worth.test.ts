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

describe("an answer of 503 is asked for again by idempotent operations alone", () => {
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

describe("an answer that cannot be used", () => {
  test("in place of a success is asked for again by an idempotent operation", async () => {
    const { flatpeak, times } = play([page, ok]);
    expect((await settle(flatpeak.GET("/devices"))).data).toEqual(LIST);
    expect(times).toEqual([0, 150]);
  });

  test("in place of a success is not asked for again by another: it may have happened", async () => {
    const { flatpeak, times } = play([page, ok]);
    const { error } = await settle(flatpeak.POST("/devices", { body: {} }));
    expect(error).toMatchObject({ kind: "unexpected-response", outcome: "unknown", attempts: 1 });
    expect(times).toEqual([0]);
  });

  test("because it redirects stays one", async () => {
    const { flatpeak, times } = play([answer(302), ok]);
    expect((await settle(flatpeak.GET("/devices"))).error?.kind).toBe("unexpected-response");
    expect(times).toEqual([0]);
  });
});

describe("what ended a call, or kept it from beginning, is not tried again", () => {
  test("its deadline", async () => {
    const { flatpeak } = play([never], { timeout: 100, onEvent });
    expect((await settle(flatpeak.GET("/devices"))).error).toMatchObject({ kind: "timeout", attempts: 1 });
    expect(retries).toEqual([]);
  });

  test("its caller", async () => {
    const { flatpeak } = play([never], { onEvent });
    const call = flatpeak.GET("/devices", { signal: AbortSignal.abort() });
    expect((await settle(call)).error?.kind).toBe("aborted");
    expect(retries).toEqual([]);
  });

  test("a misuse that is only seen once the bearer is needed", async () => {
    const { flatpeak } = play([ok], { onEvent });
    const { error } = await settle(flatpeak.GET("/login"));
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(retries).toEqual([]);
  });
});

describe("a bearer that cannot be had", () => {
  const failing = (failures: number): ClientOptions => {
    let asked = 0;
    return {
      token: () => {
        if (asked++ < failures) throw new Error("the backend is down");
        return "bearer";
      },
    };
  };

  test("from a token function is asked for again, whatever the method", async () => {
    const { flatpeak, times } = play([ok], failing(2));
    expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
    expect(times).toEqual([450]);
  });

  test("from a token function is asked for as often as any other failure", async () => {
    const { flatpeak, times } = play([ok], failing(3));
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent", attempts: 0 });
    expect(times).toEqual([]);
  });

  test.each([408, 429, 500, 502, 503, 504])(
    "because the login answers %d is asked for again",
    async (status) => {
      const { flatpeak, times } = play([answer(status), login, ok], credentials);
      expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
      expect(times).toEqual([0, 150, 150]);
    },
  );

  test("because no connection to the login comes about is asked for again", async () => {
    const { flatpeak, times } = play([refused, login, ok], credentials);
    expect((await settle(flatpeak.POST("/devices", { body: {} }))).data).toEqual(LIST);
    expect(times).toEqual([0, 150, 150]);
  });

  test("is not asked for any more once the caller is gone", async () => {
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

describe("a wait that the API asks for", () => {
  test("is measured against what is left of the deadline, not against all of it", async () => {
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

  test("is waited for however long it is where there is no deadline", async () => {
    const { flatpeak, times } = play([answer(429, { "retry-after": "3600" }), ok], { timeout: 0 });
    expect((await settle(flatpeak.GET("/devices"))).data).toEqual(LIST);
    expect(times).toEqual([0, 3_600_000]);
  });

  test("is not waited for beyond the deadline after other failures either", async () => {
    const { flatpeak, times } = play([reset, answer(429, { "retry-after": "60" })], { timeout: 30_000 });
    const { error } = await settle(flatpeak.GET("/devices"));
    expect(error).toMatchObject({ status: 429, outcome: "unknown", retryAfter: 60_000 });
    expect(times).toHaveLength(2);
  });
});
