import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client, ClientOptions, FlatpeakEvent } from "flatpeak";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { FakeFlatpeak, FakeFlatpeakOptions } from "../../src/testing/index.ts";

const SECOND = 1000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

function connect(
  fakeOptions: FakeFlatpeakOptions = {},
  options: ClientOptions = {},
): { fake: FakeFlatpeak; flatpeak: Client } {
  const fake = createFakeFlatpeak(fakeOptions);
  const { accountId, apiKey, fetch } = fake;
  return { fake, flatpeak: createClient({ accountId, apiKey, fetch, retries: 0, ...options }) };
}

const sentOperations = (fake: FakeFlatpeak) => fake.requests.map(({ operationId }) => operationId);

/** A promise to be settled by hand. */
function defer<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Lets everything run that needs no time to pass. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a token is had once and used until it is old", () => {
  test("50 concurrent first calls make one login", async () => {
    const { fake, flatpeak } = connect();
    const results = await Promise.all(Array.from({ length: 50 }, () => flatpeak.GET("/devices")));
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(fake.logins).toBe(1);
  });

  test("later calls use the token at hand", async () => {
    const { fake, flatpeak } = connect();
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 2000 * SECOND);
    await flatpeak.GET("/devices");
    expect(sentOperations(fake)).toEqual(["bearer-token", "list-devices", "list-devices"]);
  });

  test("nothing is sent before the first call", () => {
    expect(connect().fake.requests).toEqual([]);
  });

  test("an expired token is never sent: the call waits for a new one", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 100 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(sentOperations(fake)).toEqual(["bearer-token", "list-devices", "bearer-token", "list-devices"]);
  });

  test("credentials beyond Latin-1 are sent as UTF-8", async () => {
    const { flatpeak } = connect({ accountId: "acc_ünï", apiKey: "sk_test_ключ:🔑" });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  });

  test("GET /login called by the user answers with a token of its own", async () => {
    const { fake, flatpeak } = connect();
    const { data } = await flatpeak.GET("/login");
    expect(data).toMatchObject({ expires_in: 3600, live_mode: false });
    expect(fake.logins).toBe(1);
  });
});

describe("a token is refreshed before it expires", () => {
  test("from 80 % of its life on, in the background, by one login", async () => {
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

  test("no timer does it: an idle client sends nothing", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 100 });
    await flatpeak.GET("/devices");
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000 * SECOND);
    expect(fake.logins).toBe(1);
  });

  test("a refresh that fails harms no call, and is not tried again at once", async () => {
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

  test("a token that lives for ages is kept, and not refreshed", async () => {
    const { fake, flatpeak } = connect({ tokenLifetime: 1e12 });
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 1e9 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    await settle();
    expect(fake.logins).toBe(1);
  });

  test("a refresh leaves refused credentials alone as long as a call would", async () => {
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

  test("waitUntil is told of every login", async () => {
    const waitUntil = vi.fn();
    const { flatpeak } = connect({}, { waitUntil });
    await flatpeak.GET("/devices");
    expect(waitUntil).toHaveBeenCalledTimes(1);
    await expect(waitUntil.mock.calls[0]?.[0]).resolves.toBeUndefined();
  });
});

test("a waitUntil that throws harms neither call nor login", async () => {
  const waitUntil = () => {
    throw new TypeError("Illegal invocation");
  };
  const { fake, flatpeak } = connect({}, { waitUntil });
  expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  expect(fake.logins).toBe(1);
});

describe("a refused token is replaced once", () => {
  test("a 401 is answered by one new login and one replay, for any method, body intact", async () => {
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

  test("a 403 on a younger token is about the call, and is surfaced", async () => {
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

  test("a second refusal is surfaced, and the attempts are counted", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("*", {
      respond: (_request, operationId) =>
        operationId === "bearer-token" ? undefined : Response.json({}, { status: 401 }),
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ status: 401, documented: false, attempts: 2 });
    expect(sentOperations(fake)).toEqual(["bearer-token", "list-devices", "bearer-token", "list-devices"]);
  });

  test("a call that is refused with new tokens too costs a login a minute, not one each time", async () => {
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

  test("a stale refusal does not discard a fresh token", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    const late = defer<Response>();
    fake.fail("get-event", { respond: () => late.promise, times: 1 });
    const slow = flatpeak.GET("/events/{id}", { params: { path: { id: "evt_1" } } });
    await settle();
    fake.revokeTokens();
    await flatpeak.GET("/devices"); // refused, logs in again
    expect(fake.logins).toBe(2);
    late.resolve(Response.json({}, { status: 401 }));
    expect((await slow).error).toBeUndefined(); // replayed with the token that is there
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(2);
  });

  test("a replay that cannot log in says so, and that nothing happened", async () => {
    const { fake, flatpeak } = connect({ refusalStatus: 401 });
    await flatpeak.GET("/devices");
    fake.revokeTokens();
    fake.fail("bearer-token", { kind: "reset" });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ kind: "connection", attempts: 1, outcome: "rejected" });
  });
});

describe("refused credentials", () => {
  test("are an authentication error whose cause is the refusal; the call was not sent", async () => {
    const { fake, flatpeak } = connect({}, { apiKey: "sk_test_wrong" });
    const { error, response } = await flatpeak.GET("/devices");
    expect(response).toBeUndefined();
    expect(error).toMatchObject({
      kind: "authentication",
      outcome: "not-sent",
      attempts: 0,
      operation: { operationId: "list-devices", method: "GET", path: "/devices" },
      cause: { kind: "api", status: 403, operation: { operationId: "bearer-token" } },
    });
    expect(error?.message).toMatch(/^The login was refused: 403 access_denied.*Check accountId and apiKey/);
    expect(sentOperations(fake)).toEqual(["bearer-token"]);
  });

  test("are shared by all who waited, each with an error of its own operation", async () => {
    const { fake, flatpeak } = connect({}, { apiKey: "sk_test_wrong" });
    const [devices, customers] = await Promise.all([flatpeak.GET("/devices"), flatpeak.GET("/customers")]);
    expect(devices.error?.operation?.operationId).toBe("list-devices");
    expect(customers.error?.operation?.operationId).toBe("list-customers");
    expect(fake.logins).toBe(1);
  });

  test("are not tried again before a cool-down that doubles up to 30 s", async () => {
    const { fake, flatpeak } = connect({}, { apiKey: "sk_test_wrong" });
    let expected = 0;
    for (const pause of [1, 2, 4, 8, 16, 30, 30]) {
      await flatpeak.GET("/devices");
      expect(fake.logins).toBe(++expected);
      vi.setSystemTime(Date.now() + pause * SECOND - 1);
      expect((await flatpeak.GET("/devices")).error?.kind).toBe("authentication");
      expect(fake.logins).toBe(expected);
      vi.setSystemTime(Date.now() + 1);
    }
  });

  test("are forgotten after a login that works", async () => {
    const { fake, flatpeak } = connect();
    let refuse = true;
    fake.fail("bearer-token", {
      respond: () => (refuse ? Response.json({}, { status: 403 }) : undefined),
    });
    await flatpeak.GET("/devices");
    refuse = false;
    vi.setSystemTime(Date.now() + SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    refuse = true;
    vi.setSystemTime(Date.now() + 4000 * SECOND);
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + SECOND); // the first cool-down again, not the second
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(4);
  });
});

describe("a login that gives no token", () => {
  const answers: [string, () => Response, object][] = [
    ["breaks off", () => Response.error(), { kind: "connection" }],
    [
      "fails with 503",
      () => Response.json({}, { status: 503 }),
      { kind: "authentication", cause: { status: 503 } },
    ],
    [
      "answers HTML",
      () => new Response("<html>"),
      {
        kind: "authentication",
        cause: { name: "UnexpectedResponseError" },
        message: /^The login gave no token: Unexpected answer: 200/,
      },
    ],
    ["answers nothing", () => new Response(""), { kind: "authentication" }],
    ["lacks the token", () => Response.json({ expires_in: 1 }), { message: /"bearer_token" of its answer/ }],
    [
      "has an empty token",
      () => Response.json({ bearer_token: "", expires_in: 1 }),
      { message: /"bearer_token"/ },
    ],
    [
      "has a token with a line break",
      () => Response.json({ bearer_token: "a\nb", expires_in: 1 }),
      { message: /"bearer_token"/ },
    ],
    [
      "lacks the lifetime",
      () => Response.json({ bearer_token: "t" }),
      { message: /"expires_in" of its answer is not a positive number/ },
    ],
    [
      "has a lifetime of 0",
      () => Response.json({ bearer_token: "t", expires_in: 0 }),
      { message: /"expires_in"/ },
    ],
    [
      "has a negative lifetime",
      () => Response.json({ bearer_token: "t", expires_in: -1 }),
      { message: /"expires_in"/ },
    ],
    [
      "has a lifetime without end",
      () => new Response('{"bearer_token":"t","expires_in":1e999}'),
      { message: /"expires_in"/ },
    ],
    [
      "has a lifetime that is no number",
      () => Response.json({ bearer_token: "t", expires_in: NaN }),
      { message: /"expires_in"/ },
    ],
    [
      "has a token that is no text",
      () => Response.json({ bearer_token: 1, expires_in: 1 }),
      { message: /"bearer_token"/ },
    ],
    [
      "has a lifetime as text",
      () => Response.json({ bearer_token: "t", expires_in: "3600" }),
      { message: /"expires_in"/ },
    ],
    [
      "redirects",
      () => new Response(null, { status: 307, headers: { location: "https://evil.example" } }),
      { kind: "authentication" },
    ],
  ];
  test.each(answers)("one that %s", async (_name, answer, { message, ...expected }: { message?: RegExp }) => {
    const { fake, flatpeak } = connect();
    const end = fake.fail("bearer-token", { respond: answer });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ outcome: "not-sent", attempts: 0, ...expected });
    if (message) expect(error?.message).toMatch(message);
    // It is never taken for a token, nor remembered: the next call logs in again.
    end();
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  });

  test("keeps a bearer that came in broken JSON out of the error", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("*", { respond: () => new Response('{"bearer_token":"secret-bearer","expires') });
    const { error } = await flatpeak.GET("/devices");
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: Infinity, showHidden: true, getters: true })).not.toContain(
      "secret-bearer",
    );
  });
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

  test("one waiter's deadline does not either, and says that it ran out during the login", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const first = flatpeak.GET("/devices", { timeout: 50 });
    const second = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(50);
    expect((await first).error).toMatchObject({ kind: "timeout", phase: "login", outcome: "not-sent" });
    logins[0]?.resolve(token("t"));
    expect((await second).error).toBeUndefined();
  });

  test("a login is waited for until it is 10 s old; then one waiter starts another", async () => {
    const { fake, flatpeak, logins } = connectToSlowLogin();
    const calls = Array.from({ length: 5 }, () => flatpeak.GET("/devices"));
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(logins).toHaveLength(2);
    logins[1]?.resolve(token("new"));
    expect((await Promise.all(calls)).filter(({ error }) => error)).toEqual([]);
    // A login that ends after a newer one cannot overwrite it.
    logins[0]?.resolve(token("old"));
    await settle();
    fake.fail("*", { respond: (request) => Response.json({ sent: request.headers.get("authorization") }) });
    expect((await flatpeak.GET("/devices")).data).toEqual({ sent: "Bearer new" });
  });

  test("a login that was given up serves the calls that wait for a newer one", async () => {
    const { flatpeak, logins } = connectToSlowLogin();
    const first = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    const second = flatpeak.GET("/devices");
    expect(logins).toHaveLength(2);
    logins[0]?.resolve(token("late"));
    expect((await first).error).toBeUndefined();
    expect((await second).error).toBeUndefined();
  });

  test("a login that was given up and works ends the cool-down after a newer one", async () => {
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

  test("a token that lives shorter than its login took is tried once", async () => {
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
      message: "During login: No answer from 3 logins",
    });
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(logins).toHaveLength(3);
  });

  test("a refusal that comes after a newer login worked starts no cool-down", async () => {
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

  test("a login ends on a deadline of its own, and whoever joined late goes on under its own", async () => {
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

  test("a login ends even for a client whose calls have no deadline", async () => {
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

  test("leaves no timer behind", async () => {
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

describe("a token of the user's", () => {
  const refuseAll = () => Promise.resolve(Response.json({ code: "access_denied" }, { status: 403 }));

  test("as a string is sent as it is, and its refusal surfaced", async () => {
    const fetch = vi.fn(refuseAll);
    const { error } = await createClient({ token: "fixed", fetch }).GET("/devices");
    expect(error).toMatchObject({ status: 403, attempts: 1 });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("as a function is asked before every attempt, and once more after a refusal", async () => {
    const fake = createFakeFlatpeak();
    const login = async () => {
      const { accountId, apiKey } = fake;
      const authorization = `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString("base64")}`;
      const answer = await fake.fetch("https://host/login", { headers: { authorization } });
      const { bearer_token } = (await answer.json()) as { bearer_token: string };
      return bearer_token;
    };
    const token = vi.fn<() => Promise<string>>(login).mockResolvedValueOnce("stale");
    const flatpeak = createClient({ token, fetch: fake.fetch });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(token).toHaveBeenCalledTimes(2);
    await flatpeak.GET("/devices");
    expect(token).toHaveBeenCalledTimes(3);
  });

  test("that gives the same string again surfaces the refusal", async () => {
    const fetch = vi.fn(refuseAll);
    const token = vi.fn(() => "same");
    expect((await createClient({ token, fetch }).GET("/devices")).error).toMatchObject({
      status: 403,
      attempts: 1,
    });
    expect(token).toHaveBeenCalledTimes(2);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("is asked once for calls that ask at the same time", async () => {
    const token = vi.fn(() => Promise.resolve("t"));
    const flatpeak = createClient({ token, retries: 0, fetch: () => Promise.resolve(Response.json({})) });
    await Promise.all(Array.from({ length: 50 }, () => flatpeak.GET("/devices")));
    expect(token).toHaveBeenCalledTimes(1);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("vault is sealed");
      },
      /The token function failed: vault is sealed/,
    ],
    [
      "rejects",
      () => Promise.reject(new Error("vault is sealed")),
      /The token function failed: vault is sealed/,
    ],
    [
      "rejects with nothing",
      () => Promise.reject(undefined as unknown as Error),
      /The token function failed/,
    ],
    ["gives an empty string", () => "", /gave no token/],
    ["gives a line break", () => "a\r\nb", /gave no token/],
    ["gives no string", () => 1 as unknown as string, /gave no token/],
  ])(
    "that %s is an authentication error; the next call asks anew",
    async (_name, broken: () => string | Promise<string>, message) => {
      const token = vi.fn<() => string | Promise<string>>(() => "t").mockImplementationOnce(broken);
      const flatpeak = createClient({ token, retries: 0, fetch: () => Promise.resolve(Response.json({})) });
      const { error } = await flatpeak.GET("/devices");
      expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent", attempts: 0 });
      expect(error?.message).toMatch(message);
      expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    },
  );

  test("that answers after its caller has gone is asked anew all the same", async () => {
    const late = defer<string>();
    const token = vi
      .fn<() => Promise<string>>(() => Promise.resolve("fresh"))
      .mockReturnValueOnce(late.promise);
    const fetch = (_url: string, init: RequestInit) =>
      Promise.resolve(Response.json({ sent: new Headers(init.headers).get("authorization") }));
    const flatpeak = createClient({ token, fetch, timeout: 100 });
    const first = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(100);
    expect((await first).error?.kind).toBe("timeout");
    late.resolve("old");
    await settle();
    expect((await flatpeak.GET("/devices")).data).toEqual({ sent: "Bearer fresh" });
  });

  test("that hangs once is asked again by calls that come 10 s later", async () => {
    const token = vi.fn<() => Promise<string>>(() => Promise.resolve("t"));
    token.mockImplementationOnce(() => new Promise(() => undefined));
    const fetch = () => Promise.resolve(Response.json({}));
    const flatpeak = createClient({ token, fetch, timeout: 100 });
    const first = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(100);
    expect((await first).error?.kind).toBe("timeout");
    vi.setSystemTime(Date.now() + 10 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  });

  test("that hung and answers late does not keep later callers from sharing", async () => {
    const [hung, slow] = [defer<string>(), defer<string>()];
    const token = vi.fn<() => Promise<string>>(() => Promise.resolve("t"));
    token.mockReturnValueOnce(hung.promise).mockReturnValueOnce(slow.promise);
    const flatpeak = createClient({ token, fetch: () => Promise.resolve(Response.json({})) });
    const calls = [flatpeak.GET("/devices")];
    await settle();
    vi.setSystemTime(Date.now() + 10 * SECOND);
    calls.push(flatpeak.GET("/devices"));
    await settle();
    hung.resolve("t");
    await settle();
    calls.push(flatpeak.GET("/devices"));
    await settle();
    slow.resolve("t");
    await Promise.all(calls);
    expect(token).toHaveBeenCalledTimes(2);
  });

  test("that never answers is waited for no longer than the deadline", async () => {
    const flatpeak = createClient({
      token: () => new Promise(() => undefined),
      fetch: refuseAll,
      timeout: 100,
    });
    const call = flatpeak.GET("/devices");
    await vi.advanceTimersByTimeAsync(100);
    expect((await call).error).toMatchObject({ kind: "timeout", phase: "login" });
  });
});

describe("onEvent", () => {
  test("hears of a login that calls wait for, and of a refresh in the background", async () => {
    const onEvent = vi.fn<(event: FlatpeakEvent) => void>();
    const { flatpeak } = connect({ tokenLifetime: 100 }, { onEvent });
    await flatpeak.GET("/devices");
    vi.setSystemTime(Date.now() + 80 * SECOND);
    await flatpeak.GET("/devices");
    await settle();
    const told = onEvent.mock.calls.map(([event]) => event).filter(({ type }) => /login|refresh/.test(type));
    expect(told).toMatchObject(
      ["login", "refresh"].map((type) => ({
        type,
        operationId: "bearer-token",
        duration: expect.any(Number) as number,
        attributes: { "url.template": "/login", "http.response.status_code": 200 },
      })),
    );
  });

  test.each([
    ["a refusal", () => Response.json({}, { status: 403 }), "403"],
    ["an answer that is no login", () => Response.json({}), "authentication"],
    ["a broken connection", () => Response.error(), "connection"],
  ])("hears of %s", async (_name, answer, type) => {
    const onEvent = vi.fn<(event: FlatpeakEvent) => void>();
    const { fake, flatpeak } = connect({}, { onEvent, retries: 0 });
    fake.fail("bearer-token", { respond: answer });
    await flatpeak.GET("/devices");
    const told = onEvent.mock.calls.map(([event]) => event).filter((event) => event.type === "login");
    expect(told.map(({ attributes }) => attributes["error.type"])).toEqual([type]);
  });
});
