import process from "node:process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SECOND, connect, defer, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a token is refreshed before it expires", () => {
  test("from 80 % of its life on, in the background, with one login", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 79 * SECOND);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(1);
    vi.setSystemTime(Date.now() + 1 * SECOND);
    const login = defer<Response>();
    fake.fail("bearer-token", { respond: () => login.promise });
    // The login hangs; the calls do not wait for it.
    await Promise.all([flatpeak.GET("/devices"), flatpeak.GET("/devices")]);
    expect(fake.logins).toBe(2);
    login.resolve(Response.json({ bearer_token: "refreshed", expires_in: 100, live_mode: false }));
    await settle();
    fake.fail("*", { respond: (request) => Response.json({ sent: request.headers.get("authorization") }) });
    expect((await flatpeak.GET("/devices")).data).toEqual({ sent: "Bearer refreshed" });
  });

  test("without a timer: an idle client sends nothing", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000 * SECOND);
    expect(fake.logins).toBe(1);
  });

  test("a failed refresh does not affect calls, and is not retried at once", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    const end = fake.fail("bearer-token", { kind: "reset" });
    vi.setSystemTime(Date.now() + 85 * SECOND);
    for (let calls = 0; calls < 5; calls++) {
      expect((await flatpeak.GET("/devices")).error).toBeUndefined();
      await settle();
    }
    expect(fake.logins).toBe(2);
    end();
    vi.setSystemTime(Date.now() + 5 * SECOND);
    await flatpeak.GET("/devices");
    await settle();
    expect(fake.logins).toBe(3);
  });

  test("a token with a very long lifetime is kept, and not refreshed", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 1e12 });
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 1e9 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    await settle();
    expect(fake.logins).toBe(1);
  });

  test("a refresh respects the cool-down after refused credentials, as calls do", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 1000 });
    await flatpeak.GET("/devices");
    fake.fail("bearer-token", { status: 403 });
    vi.setSystemTime(Date.now() + 800 * SECOND);
    // Cool-downs of 1, 2 and 4 s are shorter than the pause between two refreshes, that of 8 s is longer.
    for (const [pause, logins] of [
      [0, 2],
      [5, 3],
      [5, 4],
      [5, 5],
      [7.999, 5],
      [0.001, 6],
    ] as const) {
      vi.setSystemTime(Date.now() + pause * SECOND);
      expect((await flatpeak.GET("/devices")).error).toBeUndefined();
      await settle();
      expect(fake.logins).toBe(logins);
    }
  });

  test("waitUntil is called for every login", async () => {
    const waitUntil = vi.fn();
    const { flatpeak } = connect({}, { waitUntil });
    await flatpeak.GET("/devices");
    expect(waitUntil).toHaveBeenCalledTimes(1);
    await expect(waitUntil.mock.calls[0]?.[0]).resolves.toBeUndefined();
  });
});

test("a waitUntil that rejects affects neither call nor login, and is not an unhandled rejection", async () => {
  const waitUntil = () => Promise.reject(new Error("the request is over"));
  const { fake, flatpeak } = connect({}, { waitUntil });
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  vi.useRealTimers();
  // Node checks for unhandled rejections between two turns of its loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(fake.logins).toBe(1);
});

test("a waitUntil that throws affects neither call nor login", async () => {
  const waitUntil = () => {
    throw new TypeError("Illegal invocation");
  };
  const { fake, flatpeak } = connect({}, { waitUntil });
  expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  expect(fake.logins).toBe(1);
});
