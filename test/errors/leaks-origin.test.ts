import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";
import { skipBackoff } from "../support/no-backoff.ts";

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

let onLogin: Reply;
let onCall: Reply;
let api: RawServer;
/** Server to which hostile responses try to redirect the credentials. */
let elsewhere: RawServer;
let flatpeak: Client;

skipBackoff();
beforeEach(async () => {
  onLogin = { status: 200, body: '{"bearer_token":"bearer_1","expires_in":3600}' };
  onCall = { status: 200, body: "{}" };
  elsewhere = await startServer((_request, _incoming, outgoing) => outgoing.end(onLogin.body));
  api = await startServer(({ url }, _incoming, outgoing) => {
    const { status, headers, body } = url === "/login" ? onLogin : onCall;
    outgoing.writeHead(status, headers).end(body);
  });
  flatpeak = createClient({ baseUrl: api.origin, accountId: "acc_1", apiKey: "sk_test_1", retries: 1 });
});
afterEach(async () => {
  await Promise.all([api.close(), elsewhere.close()]);
});

const body = { reference_id: "DEV1" };
const sent = () => api.requests.map(({ method, url }) => `${method} ${url}`);

describe("no response makes the client send a request to another URL", () => {
  const statuses = [300, 301, 302, 303, 305, 307, 308];

  test.each(statuses)("a call that is redirected by %i, with body and bearer token", async (status) => {
    for (const location of [`${elsewhere.origin}/devices`, "/moved", "//other.example/", "?again"]) {
      onCall = { status, headers: { location }, body: "moved" };
      const { error } = await flatpeak.POST("/devices", { body });
      expect(error).toMatchObject({ kind: "unexpected-response", attempts: 1, outcome: "unknown" });
    }
    expect(sent()).toEqual(["GET /login", ...Array.from({ length: 4 }, () => "POST /devices")]);
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(statuses)("a login that is redirected by %i, with account ID and key", async (status) => {
    onLogin = { status, headers: { location: `${elsewhere.origin}/login` } };
    const { error } = await flatpeak.POST("/devices", { body });
    expect(error?.kind).toBe("authentication");
    expect(new Set(sent())).toEqual(new Set(["GET /login"]));
    expect(elsewhere.requests).toEqual([]);
  });

  test("a response with many other URLs", async () => {
    const { origin } = elsewhere;
    const headers = {
      location: origin,
      "content-location": origin,
      link: `<${origin}>; rel="next"`,
      refresh: `0; url=${origin}`,
      "alt-svc": `h2="${origin.slice("http://".length)}"`,
      "access-control-allow-origin": "*",
    };
    const places = { url: origin, next: origin, base_url: origin, location: origin, issuer: origin };
    onLogin = {
      status: 200,
      headers,
      body: JSON.stringify({ bearer_token: "bearer_1", expires_in: 1, ...places }),
    };
    for (const status of [200, 201, 401, 403, 429, 503]) {
      onCall = {
        status,
        headers: { ...headers, "retry-after": "0" },
        body: JSON.stringify({ ...places, has_more: true }),
      };
      await flatpeak.GET("/devices");
      await flatpeak.POST("/devices", { body });
    }
    expect(api.requests.length).toBeGreaterThan(12);
    expect(elsewhere.requests).toEqual([]);
  });
});

test("a pathSerializer cannot make the client send a request to another origin", async () => {
  const init = { params: { path: { id: "dev_1" } }, pathSerializer: () => `${elsewhere.origin}/devices` };
  const { error } = await flatpeak.GET("/devices/{id}", init);
  expect(error).toMatchObject({ kind: "usage", attempts: 0, outcome: "not-sent" });
  expect(error?.message).toContain(`changed the origin from ${api.origin} to ${elsewhere.origin}; keep it`);
  expect(elsewhere.requests).toEqual([]);
});

describe("names of Object.prototype have no effect in a response", () => {
  const hostile =
    '{"__proto__":{"polluted":1,"code":"forged","id":"forged"},"constructor":{"prototype":{"polluted":1}}}';
  const pristine = () => {
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  };

  test("of a success", async () => {
    onCall = { status: 200, body: hostile };
    const { data } = await flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_1" } } });
    expect(JSON.stringify(data)).toBe(hostile);
    expect(data?.id).toBeUndefined();
    pristine();
  });

  test.each([404, 418, 500])("of a %i", async (status) => {
    onCall = { status, headers: { constructor: "a", __proto__: "b", "retry-after": "0" }, body: hostile };
    const { error } = await flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_1" } } });
    expect(error).toMatchObject({ kind: "api", status });
    expect(error?.kind === "api" && error.code).toBeUndefined();
    expect(Object.getPrototypeOf(Object(error?.kind === "api" && error.body))).toBe(Object.prototype);
    expect(JSON.stringify(error)).toContain('"__proto__":{"polluted":1');
    pristine();
  });

  test("of a login", async () => {
    onLogin = { status: 200, body: '{"__proto__":{"bearer_token":"forged","expires_in":3600}}' };
    expect((await flatpeak.GET("/devices")).error?.kind).toBe("authentication");
    expect(new Set(sent())).toEqual(new Set(["GET /login"]));
    onLogin = { status: 403, body: hostile };
    expect((await flatpeak.GET("/devices")).error?.kind).toBe("authentication");
    pristine();
  });
});

describe("credentials arrive unchanged, or are refused", () => {
  test.each([
    ["beyond ASCII", "acc_é", "sk_ÿ"],
    ["beyond Latin-1", "acc_ключ", "sk_鍵"],
    ["beyond the basic plane", "acc_😀", "sk_𝒌"],
    ["a key with colons", "acc_1", "sk:test:1:"],
    ["signs", "acc_/?#&=+%", " sk_\"'\\<>{}[] "],
  ])("%s", async (_name, accountId, apiKey) => {
    const client = createClient({ baseUrl: api.origin, accountId, apiKey });
    expect((await client.GET("/devices")).error).toBeUndefined();
    const [scheme, credentials = ""] = api.requests[0]?.headers.authorization?.split(" ") ?? [];
    expect(scheme).toBe("Basic");
    expect(Buffer.from(credentials, "base64").toString()).toBe(`${accountId}:${apiKey}`);
  });

  test.each([
    ["a colon in the account ID", "acc:1", "sk_1"],
    ["a line break in the account ID", "acc\r\n1", "sk_1"],
    ["a line break in the key", "acc_1", "sk\n1"],
    ["a next-line character", "acc_1", "sk\u00851"],
    ["a null character", "acc_1", "sk\0"],
    ["a lone surrogate", "acc_1", "sk_\ud800"],
    ["a lone surrogate in the account ID", "acc_\udc00", "sk_1"],
  ])("%s is refused", (_name, accountId, apiKey) => {
    expect(() => createClient({ baseUrl: api.origin, accountId, apiKey })).toThrow(
      /must be a string without/,
    );
  });
});
