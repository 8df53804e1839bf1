import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions, Fetch } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { defer, SECOND, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

const SHORT = { timeout: 200 };

/** A client whose logins get a response from the test, and the signals of these logins. */
function connectToSlowLogin(options: ClientOptions = {}) {
  const fake = createFakeFlatpeak({ tokenLifetime: 100 });
  const { accountId, apiKey } = fake;
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch: Fetch = (url, init) => {
    if (url.endsWith("/login")) signals.push(init.signal);
    return fake.fetch(url, init);
  };
  const flatpeak = createClient({ accountId, apiKey, fetch, retries: 0, ...options });
  const login = defer<Response>();
  const answer = () => {
    login.resolve(Response.json({ bearer_token: fake.issueToken(), expires_in: 100, live_mode: false }));
  };
  const hang = () => fake.fail("bearer-token", { respond: () => login.promise });
  return { flatpeak, signals, answer, hang };
}

test("a login that no call waits for is aborted after a second", async () => {
  const { flatpeak, signals, hang } = connectToSlowLogin();
  hang();
  const call = flatpeak.GET("/devices", SHORT);
  await vi.advanceTimersByTimeAsync(200);
  expect((await call).error?.kind).toBe("timeout");
  await vi.advanceTimersByTimeAsync(999);
  expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  await vi.advanceTimersByTimeAsync(1);
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  expect(vi.getTimerCount()).toBe(0);
});

test("the next call after an aborted login logs in at once", async () => {
  const { flatpeak, signals, hang } = connectToSlowLogin();
  const end = hang();
  await Promise.all([flatpeak.GET("/devices", SHORT), vi.advanceTimersByTimeAsync(2 * SECOND)]);
  end();
  expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  expect(signals).toHaveLength(2);
});

test("calls with short deadlines that follow each other share one login", async () => {
  const { flatpeak, signals, hang, answer } = connectToSlowLogin();
  hang();
  for (let calls = 0; calls < 5; calls++) {
    const call = flatpeak.GET("/devices", SHORT);
    await vi.advanceTimersByTimeAsync(900);
    expect((await call).error?.kind).toBe("timeout");
  }
  answer();
  expect((await flatpeak.GET("/devices", SHORT)).error).toBeUndefined();
  expect(signals).toHaveLength(1);
});

test("a refresh continues while the client is in use, and is aborted a second later", async () => {
  const { flatpeak, signals, hang } = connectToSlowLogin();
  await flatpeak.GET("/devices");
  hang();
  vi.advanceTimersByTime(85 * SECOND);
  for (let calls = 0; calls < 4; calls++) {
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(900);
  }
  expect(signals.map((signal) => signal?.aborted)).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(100);
  expect(signals.map((signal) => signal?.aborted)).toEqual([false, true]);
});

test("with waitUntil, a login continues until its deadline", async () => {
  const { flatpeak, signals, hang } = connectToSlowLogin({ waitUntil: () => undefined });
  hang();
  await Promise.all([flatpeak.GET("/devices", SHORT), vi.advanceTimersByTimeAsync(29 * SECOND)]);
  expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  await vi.advanceTimersByTimeAsync(SECOND);
  await settle();
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});
