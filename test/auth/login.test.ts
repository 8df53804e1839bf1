import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FlatpeakEvent } from "flatpeak";
import { SECOND, connect, sentOperations, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("one login serves all calls until its token is old", () => {
  test("50 concurrent first calls make one login", async () => {
    const { fake, flatpeak } = connect();
    const results = await Promise.all(Array.from({ length: 50 }, () => flatpeak.GET("/devices")));
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(fake.logins).toBe(1);
  });

  test("later calls use the cached token", async () => {
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

  test("GET /login called by the user returns its own token", async () => {
    const { fake, flatpeak } = connect();
    const { data } = await flatpeak.GET("/login");
    expect(data).toMatchObject({ expires_in: 3600, live_mode: false });
    expect(fake.logins).toBe(1);
  });
});

describe("refused credentials", () => {
  test("are an AuthenticationError with the refusal as cause; the call is not sent", async () => {
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

  test("fail all waiting calls, each with an error of its own operation", async () => {
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

  test("have no effect after a login that succeeds", async () => {
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

describe("a login that returns no token", () => {
  const answers: [string, () => Response, object][] = [
    ["breaks off", () => Response.error(), { kind: "connection" }],
    [
      "fails with 503",
      () => Response.json({}, { status: 503 }),
      { kind: "authentication", cause: { status: 503 } },
    ],
    [
      "returns HTML",
      () => new Response("<html>"),
      {
        kind: "authentication",
        cause: { name: "UnexpectedResponseError" },
        message: /^The login returned no token: Unexpected response: 200/,
      },
    ],
    ["has an empty body", () => new Response(""), { kind: "authentication" }],
    [
      "lacks the token",
      () => Response.json({ expires_in: 1 }),
      { message: /"bearer_token" in its response/ },
    ],
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
      { message: /"expires_in" in its response is not a positive number/ },
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
      "has an infinite lifetime",
      () => new Response('{"bearer_token":"t","expires_in":1e999}'),
      { message: /"expires_in"/ },
    ],
    [
      "has a lifetime that is not a number",
      () => Response.json({ bearer_token: "t", expires_in: NaN }),
      { message: /"expires_in"/ },
    ],
    [
      "has a token that is not a string",
      () => Response.json({ bearer_token: 1, expires_in: 1 }),
      { message: /"bearer_token"/ },
    ],
    [
      "has a lifetime as a string",
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
    // The client neither uses nor caches it: the next call logs in again.
    end();
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  });

  test("keeps a bearer token in broken JSON out of the error", async () => {
    const { fake, flatpeak } = connect();
    fake.fail("*", { respond: () => new Response('{"bearer_token":"secret-bearer","expires') });
    const { error } = await flatpeak.GET("/devices");
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: Infinity, showHidden: true, getters: true })).not.toContain(
      "secret-bearer",
    );
  });
});

describe("onEvent", () => {
  test("reports a login that calls wait for, and a refresh in the background", async () => {
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
    ["a response without a token", () => Response.json({}), "authentication"],
    ["a broken connection", () => Response.error(), "connection"],
  ])("reports %s", async (_name, answer, type) => {
    const onEvent = vi.fn<(event: FlatpeakEvent) => void>();
    const { fake, flatpeak } = connect({}, { onEvent, retries: 0 });
    fake.fail("bearer-token", { respond: answer });
    await flatpeak.GET("/devices");
    const told = onEvent.mock.calls.map(([event]) => event).filter((event) => event.type === "login");
    expect(told.map(({ attributes }) => attributes["error.type"])).toEqual([type]);
  });
});
