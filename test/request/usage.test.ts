import { afterEach, describe, expect, test, vi } from "vitest";
import { createClient, UsageError } from "flatpeak";
import type { ClientOptions } from "flatpeak";

const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(Response.json({ id: "dev_1" })));
const flatpeak = createClient({ token: "bearer", fetch });

afterEach(() => {
  fetch.mockClear();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function refusalOf(options: ClientOptions): string {
  try {
    createClient(options);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0, operation: undefined });
    return thrown instanceof Error ? thrown.message : "";
  }
  throw new Error("createClient accepted the options");
}

describe("an API key in a browser is refused, since users of the page can read it", () => {
  const credentials = { accountId: "acc_1", apiKey: "sk_test_1" };
  const REFUSAL = /cannot be used in a browser.* token, a function.* allowBrowser/;
  test.each(["document", "importScripts"])("detected by %s", (name) => {
    vi.stubGlobal(name, () => undefined);
    expect(refusalOf(credentials)).toMatch(REFUSAL);
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", "acc_1");
    vi.stubEnv("FLATPEAK_API_KEY", "sk_test_1");
    expect(refusalOf({})).toMatch(REFUSAL);
    expect(() => createClient({ allowBrowser: true, ...credentials })).not.toThrow();
    expect(() => createClient({ token: "bearer" })).not.toThrow();
  });
});

describe("createClient refuses an invalid option, with its name and what to do", () => {
  test.each<[string, ClientOptions, RegExp]>([
    [
      "no credentials at all",
      {},
      /set FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY, or pass accountId and apiKey, or token/,
    ],
    ["an account without a key", { accountId: "acc_1" }, /^apiKey is missing: set accountId and apiKey$/],
    ["a key without an account", { apiKey: "sk_test_1" }, /^accountId is missing: set accountId and apiKey$/],
    ["an empty key", { accountId: "acc_1", apiKey: "" }, /^apiKey is missing: set accountId and apiKey$/],
    ["an empty pair", { accountId: "", apiKey: "" }, /^accountId is missing: set accountId and apiKey$/],
    [
      "both kinds",
      { accountId: "acc_1", apiKey: "sk_test_1", token: "t" },
      /accountId and apiKey, or token, not both/,
    ],
    ["an empty token", { token: "" }, /token must be a bearer/],
    ["a token with the prefix", { token: "Bearer t" }, /starts with "Bearer ", which the client adds/],
    [
      "a token of more than 16 KiB",
      { token: "t".repeat(16_385) },
      /token must be .* more than 16384 characters/,
    ],
    ["a token with a line break", { token: "a\nb" }, /token must be a bearer/],
    [
      "an account with a colon",
      { accountId: "acc:1", apiKey: "k" },
      /accountId must be a string without colons, lone surrogates/,
    ],
    [
      "a key with a line break",
      { accountId: "acc_1", apiKey: "sk\r\nx" },
      /apiKey must be .* or control characters/,
    ],
    [
      "no URL",
      { token: "t", baseUrl: "api.flatpeak.com" },
      /baseUrl is not an absolute URL; pass one such as/,
    ],
    ["an empty URL", { token: "t", baseUrl: "" }, /baseUrl is not an absolute URL/],
    [
      "http to a foreign host",
      { token: "t", baseUrl: "http://api.flatpeak.com" },
      /^baseUrl is plain http: to api\.flatpeak\.com, which would send credentials unencrypted; use https:, or set allowHttp for a mock on a private network$/,
    ],
    ["http to a host that only looks local", { token: "t", baseUrl: "http://127.evil.com" }, /plain http:/],
    [
      "http to a host that begins with a local one",
      { token: "t", baseUrl: "http://127.0.0.1.evil.com" },
      /plain http:/,
    ],
    ["http to an address with 127 inside", { token: "t", baseUrl: "http://1.127.0.1" }, /plain http:/],
    ["http to a name of digits and dots", { token: "t", baseUrl: "http://127.1.." }, /plain http:/],
    ["http to localhost as a prefix", { token: "t", baseUrl: "http://localhost.evil.com" }, /plain http:/],
    ["another scheme", { token: "t", baseUrl: "ftp://host" }, /baseUrl has the scheme ftp:; use https:/],
    [
      "a scheme that ends like http",
      { token: "t", baseUrl: "shttp://host" },
      /baseUrl has the scheme shttp:/,
    ],
    [
      "user info",
      { token: "t", baseUrl: "https://u:p@host" },
      /baseUrl has a user name, password, query or fragment/,
    ],
    [
      "a query",
      { token: "t", baseUrl: "https://host?x=1" },
      /baseUrl has a user name, password, query or fragment/,
    ],
    [
      "a fragment",
      { token: "t", baseUrl: "https://host#x" },
      /baseUrl has a user name, password, query or fragment/,
    ],
    ["a NaN timeout", { token: "t", timeout: Number.NaN }, /timeout is NaN; it must be milliseconds/],
    ["a negative timeout", { token: "t", timeout: -1 }, /timeout is -1/],
    ["an infinite timeout", { token: "t", timeout: Infinity }, /timeout is Infinity; .* 0 \(no deadline\)/],
    ["a timeout beyond the timer's range", { token: "t", timeout: 2 ** 31 }, /timeout is 2147483648/],
    [
      "an authorization header",
      { token: "t", headers: { Authorization: "x" } },
      /headers has an authorization/,
    ],
    [
      "a header that HTTP cannot carry",
      { token: "t", headers: { a: "secret\nvalue" } },
      /headers must be names and values that HTTP can carry/,
    ],
  ])("%s", (_name, options, message) => {
    expect(refusalOf(options)).toMatch(message);
  });

  test.each([5, null, "x-a: b", Symbol("x-a")])("headers that are %s", (headers) => {
    const options: Record<string, unknown> = { token: "t", headers };
    expect(refusalOf(options)).toBe("headers must be names and values that HTTP can carry");
  });

  test.each(["", "2025 09", "2025\n", "ä2025", "2025ä"])("the version %j", (apiVersion) => {
    expect(refusalOf({ token: "t", apiVersion })).toBe(
      'apiVersion must be a release such as "2025-09-14.anode", or null to send none',
    );
  });

  test("values that are not functions", () => {
    const options: Record<string, unknown> = { token: "t", fetch: "fetch" };
    expect(refusalOf(options)).toMatch(/fetch must be a function/);
    const other: Record<string, unknown> = { token: "t", waitUntil: true };
    expect(refusalOf(other)).toMatch(/waitUntil must be a function/);
  });

  test("an API key with any control character, and no key with another character", () => {
    const keys = Array.from({ length: 0x400 }, (_, unit) => `sk_${String.fromCharCode(unit)}`);
    const refused = keys.filter((apiKey) => {
      try {
        createClient({ accountId: "acc_1", apiKey });
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toEqual(keys.filter((key) => /\p{Cc}/u.test(key)));
  });

  test("no message contains a credential", () => {
    const secrets = ["acc:secret", "sk_test_secret", "user-secret", "-secret"];
    const messages = [
      refusalOf({ accountId: "acc:secret", apiKey: "sk_test_secret" }),
      refusalOf({ accountId: "acc_secret", apiKey: "sk_test_secret\n" }),
      refusalOf({ token: "t", baseUrl: "https://user-secret:secret@host" }),
      refusalOf({ token: "t", baseUrl: "//user-secret:secret@" }),
      refusalOf({ token: "t", headers: { a: "value\n-secret" } }),
    ];
    for (const message of messages) expect(secrets.filter((secret) => message.includes(secret))).toEqual([]);
    expect(messages.join()).not.toContain("secret");
  });
});

describe("credentials come from the environment only if the options have none", () => {
  test("both variables", () => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", "acc_1");
    vi.stubEnv("FLATPEAK_API_KEY", "sk_test_1");
    expect(() => createClient()).not.toThrow();
    expect(refusalOf({ accountId: "acc_2" })).toMatch(/apiKey is missing/);
  });

  test("one of the two variables", () => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", "acc_1");
    expect(refusalOf({})).toBe("FLATPEAK_API_KEY is missing: set FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY");
  });

  test("an environment without read permission counts as unset", () => {
    const env = vi.spyOn(process, "env", "get").mockImplementation(() => {
      throw new Error("PermissionDenied");
    });
    try {
      expect(refusalOf({})).toMatch(/createClient has no credentials/);
    } finally {
      env.mockRestore();
    }
  });

  test("with a token, the environment is not read", () => {
    const env = vi.spyOn(process, "env", "get");
    createClient({ token: "t" });
    expect(env).not.toHaveBeenCalled();
    env.mockRestore();
  });
});

describe("plain http: is allowed for this machine, or with allowHttp", () => {
  test.each([
    "http://localhost:1",
    "http://api.localhost",
    "http://127.0.0.1",
    "http://127.10.20.30",
    "http://[::1]:1",
  ])("%s", (baseUrl) => {
    expect(() => createClient({ token: "t", baseUrl })).not.toThrow();
  });

  test("allowHttp", () => {
    expect(() => createClient({ token: "t", baseUrl: "http://mock", allowHttp: true })).not.toThrow();
  });
});

test("slashes at the end of baseUrl are ignored", async () => {
  await createClient({ token: "t", fetch, baseUrl: "https://host/v1///" }).GET("/devices");
  expect(fetch.mock.calls[0]?.[0]).toBe("https://host/v1/devices");
});

test("fetchOptions that change after createClient have no effect", async () => {
  const fetchOptions: { cache: RequestCache } = { cache: "reload" };
  const client = createClient({ token: "t", fetch, fetchOptions });
  fetchOptions.cache = "no-store";
  await client.GET("/devices");
  expect(fetch.mock.calls[0]?.[1]?.cache).toBe("reload");
});

test("a call whose signal is already aborted sends nothing, not even a login", async () => {
  const client = createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch });
  const onRequest = vi.fn();
  const { error } = await client.GET("/devices", {
    signal: AbortSignal.abort(),
    middleware: [{ onRequest }],
  });
  expect(error).toMatchObject({ kind: "aborted", outcome: "not-sent", attempts: 0 });
  expect(fetch).not.toHaveBeenCalled();
  expect(onRequest).not.toHaveBeenCalled();
});

test("braces in baseUrl are not path parameters", async () => {
  await createClient({ token: "t", fetch, baseUrl: "https://host/{id}/" }).GET("/devices/{id}", {
    params: { path: { id: "dev_1" } },
  });
  expect(fetch.mock.calls[0]?.[0]).toBe("https://host/%7Bid%7D/devices/dev_1");
});

describe("a path parameter that would call another operation is refused before any I/O", () => {
  const refused: [string, unknown, string][] = [
    ["empty", "", "is empty"],
    ["missing", undefined, "is missing"],
    ["null", null, "is neither a string, a number nor a boolean"],
    [".", ".", 'is ".", which would leave the path'],
    ["..", "..", 'is "..", which would leave the path'],
    ["%2e", "%2e", 'is "%2e", which would leave the path'],
    ["%2E%2e", "%2E%2e", 'is "%2E%2e", which would leave the path'],
    [".%2e", ".%2e", 'is ".%2e", which would leave the path'],
    ["NaN", Number.NaN, "is NaN"],
    ["infinite", Infinity, "is Infinity"],
    ["an object", {}, "is neither a string, a number nor a boolean"],
    ["an array", ["dev_1"], "is neither a string, a number nor a boolean"],
    ["a lone surrogate", "\ud800", "has a lone surrogate, which has no encoding"],
  ];
  test.each(refused)("%s", async (_name, id, fault) => {
    const path: Record<string, unknown> = { id };
    const { data, error, response } = await flatpeak.DELETE("/customers/{id}", {
      params: { path: path as { id: string } },
    });
    expect({ data, response }).toEqual({ data: undefined, response: undefined });
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0 });
    expect(error?.operation).toEqual({
      operationId: "delete-customer",
      method: "DELETE",
      path: "/customers/{id}",
    });
    expect(error?.message).toBe(
      `DELETE /customers/{id} was not sent: path parameter "id" ${fault}; ` +
        "pass params: { path: { id: … } } with the value of one segment",
    );
    expect(fetch).not.toHaveBeenCalled();
  });

  test("an inherited parameter counts as missing", async () => {
    class Inherited {
      declare id: string;
    }
    Object.defineProperty(Inherited.prototype, "id", { value: "dev_1" });
    const path = new Inherited();
    expect((await flatpeak.GET("/devices/{id}", { params: { path } })).error?.message).toMatch(/is missing/);
  });

  test.each([
    ["a slash", "a/b", "a%2Fb"],
    ["a dot between other characters", "..a", "..a"],
    ["three dots", "...", "..."],
    ["a query", "a?b#c", "a%3Fb%23c"],
    ["a dollar pattern", "$&$1", "%24%26%241"],
    ["braces", "{id}", "%7Bid%7D"],
    ["beyond Latin-1", "ключ", "%D0%BA%D0%BB%D1%8E%D1%87"],
  ])("%s is sent, encoded", async (_name, id, sent) => {
    await flatpeak.GET("/devices/{id}", { params: { path: { id } } });
    expect(fetch.mock.calls[0]?.[0]).toBe(`https://api.flatpeak.com/devices/${sent}`);
  });

  test.each<[unknown, string]>([
    [0, "0"],
    [1.5, "1.5"],
    [false, "false"],
  ])("%s is sent as a text", async (id, sent) => {
    const path: Record<string, unknown> = { id };
    await flatpeak.GET("/devices/{id}", { params: { path: path as { id: string } } });
    expect(fetch.mock.calls[0]?.[0]).toBe(`https://api.flatpeak.com/devices/${sent}`);
  });
});

describe("a call that cannot be sent is refused before any I/O", () => {
  type Untyped = Record<
    "GET" | "POST",
    (path: string, init?: object | null) => Promise<{ error?: Error; data?: unknown }>
  >;
  const untyped = flatpeak as unknown as Untyped;
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;

  test.each<[string, () => Promise<{ error?: Error }>, RegExp]>([
    ["an unknown path", () => untyped.GET("/device"), /the contract has no such operation/],
    ["a path like no other", () => untyped.GET("/~"), /the contract has no such operation$/],
    ["a path that leaves the origin", () => untyped.GET("@evil.example/devices"), /has no such operation/],
    ["a path inherited from Object", () => untyped.GET("constructor"), /has no such operation/],
    ["a NaN query", () => untyped.GET("/devices", { params: { query: { limit: NaN } } }), /"limit" is NaN/],
    [
      "an invalid date",
      () => untyped.GET("/events", { params: { query: { a: new Date(NaN) } } }),
      /invalid date/,
    ],
    [
      "an object in a list",
      () => untyped.GET("/events", { params: { query: { a: [{}] } } }),
      /"a" is nested too deep/,
    ],
    [
      "an object in an object",
      () => untyped.GET("/events", { params: { query: { a: { b: { c: 1 } } } } }),
      /"a" is nested too deep/,
    ],
    [
      "an authorization",
      () => untyped.GET("/devices", { headers: { authorization: "x" } }),
      /headers has an authorization/,
    ],
    [
      "a header parameter",
      () => untyped.GET("/devices", { params: { header: { a: "x\ny" } } }),
      /HTTP can carry/,
    ],
    ["a NaN timeout", () => untyped.GET("/devices", { timeout: NaN }), /timeout is NaN/],
    ["a circular body", () => untyped.POST("/devices", { body: circle }), /cannot be sent as JSON/],
    ["a BigInt in the body", () => untyped.POST("/devices", { body: { a: 1n } }), /BigInt/],
    [
      "a lone surrogate in a query",
      () => untyped.GET("/events", { params: { query: { a: "\ud800" } } }),
      /"a" has a lone surrogate/,
    ],
    [
      "an unknown form",
      () => untyped.GET("/devices", { parseAs: "formData" }),
      /parseAs must be one of json, text/,
    ],
    [
      "an AbortController instead of its signal",
      () => untyped.GET("/devices", { signal: new AbortController() }),
      /signal must be an AbortSignal/,
    ],
    [
      "a path that is not a string",
      () => untyped.GET(Symbol("/devices") as unknown as string),
      /^GET \(symbol\) was not sent: the contract has no such operation/,
    ],
    [
      "params that are not an object",
      () => untyped.GET("/devices", { params: null }),
      /params must be an object of path/,
    ],
  ])("%s", async (_name, call, message) => {
    const { error, data } = (await call()) as { error?: Error; data?: unknown };
    expect(data).toBeUndefined();
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toMatch(message);
    expect(fetch).not.toHaveBeenCalled();
  });

  test("an operation with basic auth needs account ID and API key", async () => {
    const { error } = await flatpeak.GET("/login");
    expect(error?.kind).toBe("usage");
    expect(error?.message).toMatch(/needs basic auth; pass accountId and apiKey/);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("a client over another contract", () => {
  const open = {
    apiVersion: "1",
    operations: {
      "GET /open": {
        operationId: "open",
        security: "none",
        versioned: false,
        idempotent: true,
        success: { 200: "object" },
        errors: {},
      },
    },
  } as const;

  test("needs a baseUrl if the contract names no server", () => {
    expect(() => createClient<object>({ manifest: open, token: "t" })).toThrow(
      /baseUrl is missing: the contract names no server/,
    );
  });

  test("needs no credentials if no operation does", async () => {
    const client = createClient<{ "/open": { get: { responses: object } } }>({
      manifest: open,
      baseUrl: "https://host",
      fetch,
    });
    expect((await client.GET("/open")).data).toEqual({ id: "dev_1" });
    expect(new Headers(fetch.mock.calls[0]?.[1]?.headers).has("authorization")).toBe(false);
  });

  test("a HEAD has no data, whatever content the contract has for its status", async () => {
    const manifest = { ...open, operations: { "HEAD /open": open.operations["GET /open"] } };
    const client = createClient<{ "/open": { head: { responses: object } } }>({
      manifest,
      baseUrl: "https://host",
      fetch: () => Promise.resolve(new Response(null)),
    });
    expect(await client.HEAD("/open")).toMatchObject({ data: undefined, error: undefined });
  });

  test("a HEAD sends no body, and reads none in any form", async () => {
    const manifest = { ...open, operations: { "HEAD /open": open.operations["GET /open"] } };
    const client = createClient<{
      "/open": { head: { requestBody?: { content: object }; responses: object } };
    }>({ manifest, baseUrl: "https://host", fetch: () => Promise.resolve(new Response("odd")) });
    expect(await client.HEAD("/open", { parseAs: "text" })).toMatchObject({
      data: undefined,
      error: undefined,
    });
    const init: object = { body: {} };
    expect((await client.HEAD("/open", init)).error?.message).toMatch(/a HEAD cannot have a body/);
  });

  test("does not get Flatpeak's credentials from the environment", () => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", "acc_1");
    vi.stubEnv("FLATPEAK_API_KEY", "sk_test_1");
    const secured = { ...open.operations["GET /open"], security: "basic" } as const;
    const manifest = { ...open, baseUrl: "https://other.example", operations: { "GET /login": secured } };
    expect(() => createClient<object>({ manifest })).toThrow(/createClient has no credentials/);
  });

  test("without a login, accountId and apiKey are refused", () => {
    expect(() =>
      createClient<object>({ manifest: open, baseUrl: "https://host", accountId: "a", apiKey: "k" }),
    ).toThrow(
      "accountId and apiKey cannot be used with this contract, which marks no operation as its login; pass token, or " +
        "mark the login with x-login in an overlay",
    );
  });

  test("an operation with basic auth is not the login unless the contract marks it", () => {
    const secured = { ...open.operations["GET /open"], security: "basic" } as const;
    const manifest = { ...open, operations: { "GET /login": secured } };
    const options = { manifest, baseUrl: "https://host", accountId: "a", apiKey: "k" };
    expect(() => createClient(options)).toThrow(/marks no operation as its login/);
  });

  test("logs in with the operation and the fields marked in the contract", async () => {
    const manifest = {
      ...open,
      refusedCode: "token_dead",
      operations: {
        "POST /sessions": {
          ...open.operations["GET /open"],
          security: "basic",
          login: { bearer: "session", lifetime: "seconds" },
        },
        "GET /open": { ...open.operations["GET /open"], security: "bearer" },
      },
    } as const;
    const sent: string[] = [];
    const client = createClient<{ "/open": { get: { responses: object } } }>({
      manifest,
      baseUrl: "https://host",
      accountId: "a",
      apiKey: "k",
      fetch: (url, init) => {
        sent.push(
          `${init.method} ${url} ${new Headers(init.headers).get("authorization")?.split(" ")[1] ?? ""}`,
        );
        return Promise.resolve(Response.json({ id: "1", session: "s1", seconds: 60 }));
      },
    });
    expect((await client.GET("/open")).error).toBeUndefined();
    expect(sent).toEqual([`POST https://host/sessions ${btoa("a:k")}`, "GET https://host/open s1"]);
  });
});
