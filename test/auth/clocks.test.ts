import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, SECOND, settle } from "../support/token-client.ts";

const HOUR = 3600 * SECOND;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sets the wall clock back or forward, as a time server does. The steady clock does not change. */
const setClock = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

describe("when the wall clock is set back", () => {
  test("refused credentials are tried again after their cool-down, not hours later", async () => {
    const { fake, flatpeak } = connect({}, { apiKey: "sk_test_wrong" });
    await flatpeak.GET("/devices");
    setClock(-3 * HOUR);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(1);
    vi.advanceTimersByTime(SECOND);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
  });

  test("an expired token is not sent", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    setClock(-3 * HOUR);
    vi.advanceTimersByTime(100 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });

  test("an old token does not count as young: a 403 replaces it", async () => {
    const { fake, flatpeak } = connect();
    await flatpeak.GET("/devices");
    setClock(-3 * HOUR);
    vi.advanceTimersByTime(60 * SECOND);
    fake.revokeTokens();
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });

  test("a call that is refused with every token costs one login a minute", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("list-devices", { status: 401 });
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
    setClock(-3 * HOUR);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
    vi.advanceTimersByTime(60 * SECOND);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(3);
  });

  test("a failed refresh is tried again after 5 s", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    vi.advanceTimersByTime(85 * SECOND);
    fake.fail("bearer-token", { kind: "reset", times: 1 });
    await flatpeak.GET("/devices");
    await settle();
    setClock(-3 * HOUR);
    vi.advanceTimersByTime(5 * SECOND);
    await flatpeak.GET("/devices");
    await settle();
    expect(fake.logins).toBe(3);
  });

  test("a login that hangs is abandoned after 10 s", async () => {
    const { fake, flatpeak } = connect({}, { timeout: 0 });
    fake.fail("bearer-token", { respond: () => new Promise(() => undefined), times: 1 });
    const first = flatpeak.GET("/devices");
    await settle();
    setClock(-3 * HOUR);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect((await first).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });
});

describe("when the machine sleeps, which may stop the steady clock", () => {
  test("a token that expired meanwhile is not sent", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    setClock(HOUR);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });
});
