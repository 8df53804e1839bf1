import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions } from "flatpeak";
import { SECOND, connect, defer, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("waiting for a login", () => {
  function connectToSlowLogin(options: ClientOptions = {}) {
    const { fake, flatpeak } = connect({}, options);
    const logins: ReturnType<typeof defer<Response>>[] = [];
    fake.fail("*", {
      respond: (_request, operationId) => {
        if (operationId !== "bearer-token") return Response.json({ data: [] });
        const login = defer<Response>();
        logins.push(login);
        return login.promise;
      },
    });
    return { fake, flatpeak, logins };
  }
  const token = (name: string) => Response.json({ bearer_token: name, expires_in: 3600, live_mode: false });

  test("one waiter's abort does not end the login for the others", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const controller = new AbortController();
    const first = flatpeak.GET("/devices", { signal: controller.signal });
    const second = flatpeak.GET("/devices");
    await settle();
    controller.abort("enough");
    expect((await first).error).toMatchObject({
      kind: "aborted",
      outcome: "not-sent",
      attempts: 0,
      cause: "enough",
    });
    logins[0]?.resolve(token("t"));
    expect((await second).error).toBeUndefined();
    expect(logins).toHaveLength(1);
  });

  test("one waiter's deadline does not end the login for the others, and its error has the phase login", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const first = flatpeak.GET("/devices", { timeout: 50 });
    const second = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(50);
    expect((await first).error).toMatchObject({ kind: "timeout", phase: "login", outcome: "not-sent" });
    logins[0]?.resolve(token("t"));
    expect((await second).error).toBeUndefined();
  });

  test("calls wait for a login until it is 10 s old; then one of them starts another", async () => {
    const { fake, flatpeak, logins } = connectToSlowLogin();
    const calls = Array.from({ length: 5 }, () => flatpeak.GET("/devices"));
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(logins).toHaveLength(2);
    logins[1]?.resolve(token("new"));
    expect((await Promise.all(calls)).filter(({ error }) => error)).toEqual([]);
    // A login cannot overwrite a newer token if it ends late.
    logins[0]?.resolve(token("old"));
    await settle();
    fake.fail("*", { respond: (request) => Response.json({ sent: request.headers.get("authorization") }) });
    expect((await flatpeak.GET("/devices")).data).toEqual({ sent: "Bearer new" });
  });

  test("an abandoned login serves the calls that wait for a newer one", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const first = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    const second = flatpeak.GET("/devices");
    expect(logins).toHaveLength(2);
    logins[0]?.resolve(token("late"));
    expect((await first).error).toBeUndefined();
    expect((await second).error).toBeUndefined();
  });

  test("an abandoned login that succeeds ends the cool-down after a newer one", async () => {
    const { fake, flatpeak, logins } = connectToSlowLogin({ retries: 0 });
    const first = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    logins[1]?.resolve(Response.json({}, { status: 403 }));
    expect((await first).error?.kind).toBe("authentication");
    logins[0]?.resolve(token("late"));
    await settle();
    fake.fail("*", {
      respond: (_request, operationId) =>
        operationId === "bearer-token" ? undefined : Response.json({}, { status: 401 }),
    });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 401, attempts: 2 });
  });

  test("a token whose lifetime is shorter than its login is tried once", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const call = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    logins[0]?.resolve(Response.json({ bearer_token: "t", expires_in: 1, live_mode: false }));
    expect((await call).error).toBeUndefined();
    expect(logins).toHaveLength(1);
  });

  test("a call without a deadline waits for three logins, 10 s each", async () => {
    const { flatpeak, logins } = connectToSlowLogin({ timeout: 0, retries: 0 });
    const call = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(logins).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect((await call).error).toMatchObject({
      kind: "timeout",
      phase: "login",
      outcome: "not-sent",
      message: "During login: No response from 3 logins",
    });
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(logins).toHaveLength(3);
  });

  test("each retry of a call without a deadline waits for three more logins", async () => {
    const { flatpeak, logins } = connectToSlowLogin({ timeout: 0, retries: 1 });
    const call = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(61 * SECOND);
    expect((await call).error).toMatchObject({ kind: "timeout", phase: "login" });
    expect(logins).toHaveLength(6);
  });

  test("a refusal after a newer login succeeded starts no cool-down", async () => {
    const { fake, flatpeak, logins } = connectToSlowLogin();
    const call = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    logins[1]?.resolve(token("new"));
    await call;
    logins[0]?.resolve(Response.json({}, { status: 403 }));
    await settle();
    fake.fail("*", {
      respond: (_request, operationId) =>
        operationId === "bearer-token" ? undefined : Response.json({}, { status: 401 }),
    });
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(3);
  });

  test("a login ends at its own deadline, and a call that joined late continues until its own", async () => {
    const { flatpeak, logins } = connectToSlowLogin({ timeout: 8 * SECOND });
    const first = flatpeak.GET("/devices", { timeout: 0 });
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    const second = flatpeak.GET("/devices", { timeout: 60 * SECOND });
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    expect((await first).error).toMatchObject({ kind: "timeout", phase: "login" });
    await settle();
    expect(logins).toHaveLength(2);
    logins[1]?.resolve(token("t"));
    expect((await second).error).toBeUndefined();
  });

  test("a login ends even if calls have no deadline", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch = (_url: string, init: RequestInit) => {
      signals.push(init.signal);
      return new Promise<never>(() => undefined);
    };
    const controller = new AbortController();
    const flatpeak = createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch, timeout: 0 });
    const call = flatpeak.GET("/devices", { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(signals[0]?.aborted).toBe(true);
    controller.abort();
    expect((await call).error?.kind).toBe("aborted");
  });

  test("waiting leaves no timer behind", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const first = flatpeak.GET("/devices", { timeout: 50 });
    await vi.advanceTimersByTimeAsync(50);
    await first;
    logins[0]?.resolve(token("t"));
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("an aborted signal starts no login", async () => {
    const { fake, flatpeak } = connectToSlowLogin();
    const { error } = await flatpeak.GET("/devices", { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ kind: "aborted", outcome: "not-sent" });
    expect(fake.requests).toEqual([]);
  });
});
