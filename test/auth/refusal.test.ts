import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SECOND, connect, defer, sentOperations, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a refused token is replaced once", () => {
  test("after a 401, one login and one replay follow, for any method, with the same body", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
    expect(error).toBeUndefined();
    expect(data?.reference_id).toBe("DEV1");
    expect(sentOperations(fake)).toEqual([
      "bearer-token",
      "list-devices",
      "create-device",
      "bearer-token",
      "create-device",
    ]);
  });

  test("50 calls refused at once share one login", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    const results = await Promise.all(Array.from({ length: 50 }, () => flatpeak.GET("/devices")));
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(fake.logins).toBe(2);
  });

  test("a 403 access_denied replaces a token older than 60 s", async () => {
    const { fake, flatpeak } = connect();
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    vi.setSystemTime(Date.now() + 60 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });

  test("a 403 for a younger token concerns the call, and is returned", async () => {
    const { fake, flatpeak } = connect();
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    vi.setSystemTime(Date.now() + 59 * SECOND);
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ status: 403, code: "access_denied", attempts: 1, outcome: "rejected" });
    expect(fake.logins).toBe(1);
  });

  test("a 403 of another code replaces nothing", async () => {
    const { fake, flatpeak } = connect();
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 100 * SECOND);
    fake.fail("*", { respond: () => Response.json({ code: "account_disabled" }, { status: 403 }) });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 403, attempts: 1 });
    expect(fake.logins).toBe(1);
  });

  test("a second refusal is returned, and the attempts are counted", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("*", {
      respond: (_request, operationId) =>
        operationId === "bearer-token" ? undefined : Response.json({}, { status: 401 }),
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ status: 401, documented: false, attempts: 2 });
    expect(sentOperations(fake)).toEqual(["bearer-token", "list-devices", "bearer-token", "list-devices"]);
  });

  test("a call that is refused with new tokens, too, costs one login a minute, not one for each call", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("get-event", { status: 401 });
    const refused = () => flatpeak.GET("/events/{id}", { params: { path: { id: "evt_1" } } });
    expect((await refused()).error).toMatchObject({ status: 401, attempts: 2 });
    for (let calls = 0; calls < 3; calls++) {
      expect((await refused()).error).toMatchObject({ status: 401, attempts: 1 });
      expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    }
    expect(fake.logins).toBe(2);
    vi.setSystemTime(Date.now() + 60 * SECOND);
    expect((await refused()).error).toMatchObject({ status: 401, attempts: 2 });
    expect(fake.logins).toBe(3);
  });

  test("a login that returns the same token again costs one login a minute, not one for each refused call", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("*", {
      respond: (_request, operationId) =>
        operationId === "bearer-token"
          ? Response.json({ bearer_token: "same", expires_in: 3600, live_mode: false })
          : Response.json({}, { status: 401 }),
    });
    const refused = () => flatpeak.GET("/devices");
    for (let calls = 0; calls < 100; calls++)
      expect((await refused()).error).toMatchObject({ status: 401, attempts: 1 });
    expect(fake.logins).toBe(2);
    vi.advanceTimersByTime(60 * SECOND);
    await Promise.all(Array.from({ length: 20 }, refused));
    expect(fake.logins).toBe(3);
  });

  test("late refusals of a token that a login returned again cost no further login", async () => {
    const { fake, flatpeak } = connect();
    const late = defer<Response>();
    fake.fail("bearer-token", {
      respond: () => Response.json({ bearer_token: "same", expires_in: 3600, live_mode: false }),
    });
    fake.fail("list-devices", { status: 401, times: 1 });
    fake.fail("get-event", { respond: () => late.promise, times: 1 });
    const slow = flatpeak.GET("/events/{id}", { params: { path: { id: "evt_1" } } });
    await settle();
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
    late.resolve(Response.json({}, { status: 401 }));
    expect((await slow).error).toMatchObject({ status: 401, attempts: 1 });
    expect(fake.logins).toBe(2);
  });

  test("a stale refusal does not discard a fresh token", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    const late = defer<Response>();
    fake.fail("list-events", { respond: () => late.promise, times: 1 });
    const slow = flatpeak.GET("/events");
    await settle();
    fake.revokeTokens();
    await flatpeak.GET("/devices"); // refused, logs in again
    expect(fake.logins).toBe(2);
    late.resolve(Response.json({}, { status: 401 }));
    expect((await slow).error).toBeUndefined(); // replayed with the token that is there
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
  });

  test("a replay that cannot log in reports that, and that the API processed nothing", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    fake.fail("bearer-token", { kind: "reset" });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ kind: "connection", attempts: 1, outcome: "rejected" });
  });
});
