import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { SchemeCredentials } from "flatpeak";
import { createFetch } from "flatpeak/fetch";
import { callsOf, contractOfOperations, manifestOf } from "../support/generated-client.ts";
import type { Outcome } from "../support/generated-client.ts";
import { startServer } from "../support/server.ts";
import type { RawServer, ReceivedRequest } from "../support/server.ts";

const SCHEMES = {
  key: { type: "apiKey", in: "header", name: "X-Key" },
  app: { type: "apiKey", in: "header", name: "X-App" },
  query: { type: "apiKey", in: "query", name: "api key" },
  session: { type: "apiKey", in: "cookie", name: "sid" },
  account: { type: "http", scheme: "Basic" },
  admin: { type: "http", scheme: "basic" },
  oauth: { type: "oauth2", flows: {} },
  declared: { type: "apiKey", in: "header", name: "Authorization" },
};
const ADA = { username: "ada", password: "pässword:1" };
const BASIC = `Basic ${Buffer.from("ada:pässword:1").toString("base64")}`;

let server: RawServer;
let statuses: number[] = [];

beforeAll(async () => {
  server = await startServer((_request, _incoming, outgoing) =>
    outgoing.writeHead(statuses.shift() ?? 204).end(),
  );
});
afterAll(() => server.close());
afterEach(() => {
  statuses = [];
  vi.unstubAllGlobals();
});

interface Given {
  readonly credentials?: SchemeCredentials;
  readonly token?: string | (() => string);
  readonly headers?: Record<string, string>;
  readonly allowBrowser?: boolean;
}

const contractOf = (security: unknown) =>
  contractOfOperations(
    {
      "GET /a": { security },
      "GET /open": { security: [] },
      "GET /other": { security: [{ key: [] }] },
    },
    { components: { securitySchemes: SCHEMES } },
  );

/** Calls an operation with this security, and returns the request that arrived, if any. */
async function send(
  security: unknown,
  given: Given,
  init: object = {},
): Promise<{ outcome: Outcome; requests: readonly ReceivedRequest[] }> {
  const count = server.requests.length;
  const call = callsOf(contractOf(security), { baseUrl: server.origin, retries: 0, ...given });
  const outcome = await call("GET /a", init);
  return { outcome, requests: server.requests.slice(count) };
}

/** The credentials that arrived. */
function credentialsOf({ url, headers }: ReceivedRequest): object {
  const { authorization, cookie, "x-key": key, "x-app": app } = headers;
  return JSON.parse(
    JSON.stringify({ authorization, cookie, key, app, ...(url !== "/a" && { url }) }),
  ) as object;
}

const key = "key-1";
const token = "bearer-1";
const bearer = "Bearer bearer-1";

test.each<[name: string, security: unknown, given: Given, arrived: object]>([
  ["a key in a header", [{ key: [] }], { credentials: { key } }, { key }],
  [
    "a key in the query",
    [{ query: [] }],
    { credentials: { query: "a/é &b" } },
    { url: "/a?api%20key=a%2F%C3%A9%20%26b" },
  ],
  ["a key in a cookie", [{ session: [] }], { credentials: { session: "s=1" } }, { cookie: "sid=s=1" }],
  [
    "a cookie beside others",
    [{ session: [] }],
    { credentials: { session: "s1" }, headers: { cookie: "theme=dark" } },
    { cookie: "theme=dark; sid=s1" },
  ],
  [
    "basic auth that is not the login",
    [{ account: [] }],
    { credentials: { account: ADA } },
    { authorization: BASIC },
  ],
  [
    "one of two basic schemes",
    [{ admin: [] }, { account: [] }],
    { credentials: { account: ADA } },
    { authorization: BASIC },
  ],
  [
    "a user without a password",
    [{ account: [] }],
    { credentials: { account: { username: "sk", password: "" } } },
    { authorization: "Basic c2s6" },
  ],
  [
    "a function's key",
    [{ key: [] }],
    { credentials: { key: () => Promise.resolve("key-2") } },
    { key: "key-2" },
  ],
  ["two keys", [{ key: [], app: [] }], { credentials: { key, app: "app-1" } }, { key, app: "app-1" }],
  [
    "a key and a bearer token",
    [{ key: [], oauth: [] }],
    { credentials: { key }, token },
    { key, authorization: bearer },
  ],
  [
    "a key and basic auth",
    [{ key: [], account: [] }],
    { credentials: { key, account: ADA } },
    { key, authorization: BASIC },
  ],
  ["the alternative with a key", [{ oauth: [] }, { key: [] }], { credentials: { key } }, { key }],
  ["the alternative with a bearer token", [{ key: [] }, { oauth: [] }], { token }, { authorization: bearer }],
  ["the first alternative of two", [{ key: [] }, { oauth: [] }], { credentials: { key }, token }, { key }],
  [
    "the alternative with all its credentials",
    [{ key: [], app: [] }, { oauth: [] }],
    { credentials: { key }, token },
    { authorization: bearer },
  ],
  ["nothing where that is allowed", [{}, { oauth: [] }], {}, {}],
  ["nothing where a key is optional", [{ key: [] }, {}], {}, {}],
  ["an optional bearer token that the client has", [{}, { oauth: [] }], { token }, { authorization: bearer }],
  ["nothing to a public operation", [], { credentials: { key }, token }, {}],
  ["a bearer token that is declared as a key", [{ declared: [] }], { token }, { authorization: bearer }],
  [
    "a key in Authorization as it is",
    [{ declared: [] }],
    { credentials: { declared: "Token abc" }, token },
    { authorization: "Token abc" },
  ],
  [
    "a header of the call instead",
    [{ key: [] }],
    { credentials: { key }, headers: { "x-key": "mine" } },
    { key: "mine" },
  ],
])("the client sends %s", async (_name, security, given, arrived) => {
  const { outcome, requests } = await send(security, given);
  expect(outcome.error?.message).toBeUndefined();
  expect(requests.map(credentialsOf)).toEqual([arrived]);
});

test("a call of its own client from a function of credentials fails, and nothing else", async () => {
  const nested: Promise<unknown>[] = [];
  const call = callsOf(contractOf([{ key: [] }]), {
    baseUrl: server.origin,
    credentials: {
      key: () => {
        if (nested.length < 10) nested.push(call("GET /a"));
        return key;
      },
    },
  });
  expect((await call("GET /a")).error).toBeUndefined();
  expect(await Promise.all(nested)).toMatchObject([
    { error: { kind: "usage", message: "GET /a was not sent: credentials.key called its client" } },
  ]);
});

test("a query parameter of the call takes precedence, and others stay", async () => {
  const security = [{ query: [] }];
  const own = await send(
    security,
    { credentials: { query: key } },
    { params: { query: { "api key": "mine" } } },
  );
  expect(own.requests[0]?.url).toBe("/a?api%20key=mine");
  const { requests } = await send(security, { credentials: { query: key } }, { params: { query: { b: 1 } } });
  expect(requests[0]?.url).toBe("/a?b=1&api%20key=key-1");
});

test.each<[security: unknown, given: Given, message: RegExp]>([
  [[{ key: [] }], {}, /GET \/a was not sent: it lacks credentials; pass credentials\.key to createClient/],
  [[{ key: [] }], { token }, /credentials\.key/],
  [[{ account: [] }], { token }, /credentials\.account/],
  [[{ key: [], oauth: [] }], { credentials: { key } }, /credentials\.key and token/],
  [[{ key: [] }, { oauth: [] }], {}, /credentials\.key, or token/],
  [[{ oauth: [] }], {}, /token/],
])(
  "without the credentials of %j the call is refused, and nothing is sent",
  async (security, given, message) => {
    const { outcome, requests } = await send(security, given);
    expect(outcome.error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(outcome.error?.message).toMatch(message);
    expect(requests).toEqual([]);
  },
);

const SECURED = { components: { securitySchemes: SCHEMES } };

test("a client without credentials is refused only if it can call nothing", () => {
  const only = (security: unknown) => contractOfOperations({ "GET /a": { security } }, SECURED);
  const connect = (contract: ReturnType<typeof only>, credentials?: SchemeCredentials) => () =>
    callsOf(contract, { baseUrl: server.origin, credentials });
  expect(connect(only([{ key: [] }]))).toThrow(/no credentials/);
  expect(connect(only([{ oauth: [] }]))).toThrow(/no credentials/);
  expect(connect(only([{ key: [] }]), { key })).not.toThrow();
  expect(connect(only([{}, { oauth: [] }]))).not.toThrow();
  expect(connect(contractOf([{ oauth: [] }]))).not.toThrow();
});

describe("credentials that the contract cannot send are refused by createClient", () => {
  test.each<[credentials: object, message: RegExp]>([
    [{ kei: "secret-1" }, /credentials has no "kei"; did you mean key\?/],
    [{ oauth: "secret-1" }, /pass token/],
    [{ key: "" }, /credentials\.key must be an API key.*is empty/],
    [{ key: "secret-1\n" }, /not allowed in a header/],
    [{ key: "sécret-1" }, /not allowed in a header/],
    [{ key: ADA }, /credentials\.key must be an API key.*not a string/],
    [{ session: "secret-1; admin=1" }, /not allowed in a cookie/],
    [{ query: "secret-1\0" }, /control character/],
    [{ account: "secret-1" }, /credentials\.account must be \{ username, password \}/],
    [{ account: { username: "a:b", password: "secret-1" } }, /colon/],
    [["secret-1"], /credentials must be an object/],
  ])("%j", (credentials, message) => {
    const connect = () => {
      Reflect.apply(callsOf, undefined, [
        contractOf([{ key: [], session: [], query: [], account: [] }, { oauth: [] }]),
        { baseUrl: server.origin, credentials },
      ]);
    };
    expect(connect).toThrow(message);
    expect(connect).not.toThrow(/secret-1/);
  });

  test("in a contract with optional bearer tokens only", () => {
    const contract = contractOfOperations({ "GET /a": { security: [{ oauth: [] }, {}] } }, SECURED);
    expect(() => callsOf(contract, { baseUrl: server.origin, token, credentials: { key } })).toThrow(
      /credentials has no "key"; .*pass token/,
    );
  });

  test("in a contract with bearer tokens only", () => {
    const contract = contractOfOperations({ "GET /a": { security: [{ oauth: [] }] } }, SECURED);
    expect(() => callsOf(contract, { baseUrl: server.origin, token, credentials: { key } })).toThrow(
      /createClient has no "credentials"/,
    );
  });
});

describe("a function as a credential", () => {
  const security = [{ key: [] }];
  test("is called before every attempt", async () => {
    statuses = [429, 204];
    let calls = 0;
    const credentials = { key: () => `key-${(calls += 1)}` };
    const { requests } = await send(security, { credentials }, { retries: 1 });
    expect(requests.map(credentialsOf)).toEqual([{ key: "key-1" }, { key: "key-2" }]);
  });

  test.each<[string, () => string]>([
    [
      "throws",
      () => {
        throw new Error("the vault is sealed");
      },
    ],
    ["returns nothing", () => ""],
    ["returns a text that a header cannot have", () => "a\nb"],
  ])("that %s fails the call before anything is sent", async (_name, get) => {
    const { outcome, requests } = await send(security, { credentials: { key: get } });
    expect(outcome.error).toMatchObject({ kind: "authentication", outcome: "not-sent", attempts: 0 });
    expect(outcome.error?.message).toMatch(/credentials\.key (failed: the vault is sealed|returned no key)/);
    expect(requests).toEqual([]);
  });

  test("that hangs ends the call at its deadline", async () => {
    const hang = () => new Promise<string>(() => undefined);
    const { outcome } = await send(security, { credentials: { key: hang } }, { timeout: 20 });
    expect(outcome.error).toMatchObject({ kind: "timeout", phase: "login", outcome: "not-sent" });
  });
});

describe("a refusal", () => {
  test("of a key is the result of the call", async () => {
    statuses = [401];
    const { outcome, requests } = await send([{ key: [] }, { oauth: [] }], {
      credentials: { key },
      token: () => "other",
    });
    expect(outcome.error?.status).toBe(401);
    expect(requests).toHaveLength(1);
  });

  test("of a bearer token causes one replay, with the key", async () => {
    statuses = [401];
    let tokens = 0;
    const next = () => `bearer-${(tokens += 1)}`;
    const { outcome, requests } = await send([{ key: [], oauth: [] }], { credentials: { key }, token: next });
    expect(outcome.error).toBeUndefined();
    expect(requests.map(credentialsOf)).toEqual([
      { key, authorization: bearer },
      { key, authorization: "Bearer bearer-2" },
    ]);
  });
});

describe("in a browser", () => {
  const connect = (given: Given, security: unknown = [{ key: [], session: [] }]) => {
    vi.stubGlobal("document", {});
    return callsOf(contractOf(security), { baseUrl: server.origin, ...given });
  };
  test("a fixed key needs allowBrowser, a function does not", () => {
    expect(() => connect({ credentials: { key } })).toThrow(/allowBrowser/);
    expect(() => connect({ credentials: { key }, allowBrowser: true })).not.toThrow();
    expect(() => connect({ credentials: { key: () => key } })).not.toThrow();
  });

  test("the browser sends its own cookie", async () => {
    const credentials = { session: () => "s1" };
    expect(() => connect({ credentials })).toThrow(/cookie, which a page in a browser cannot set/);
    expect((await connect({}, [{ session: [] }])("GET /a")).error).toBeUndefined();
  });
});

const BOTH = [{ key: [], query: [], session: [] }];
const ALL = { key: "canary-key", query: "canary-query", session: "canary-session" };

test("middleware does not see the credentials that are sent", async () => {
  const seen: string[] = [];
  const middleware = [
    {
      onRequest: ({ request }: { request: Request }) => {
        seen.push(request.url, ...[...request.headers].flat());
      },
      onResponse: ({ response }: { response: Response }) => {
        seen.push(response.url);
      },
    },
  ];
  const { requests } = await send(BOTH, { credentials: ALL }, { middleware });
  expect(seen.join(" ")).not.toContain("canary");
  expect(requests[0]).toMatchObject({
    url: "/a?api%20key=canary-query",
    headers: { "x-key": "canary-key", cookie: "sid=canary-session" },
  });
});

test("flatpeak/fetch sends them to the operations of the contract, and not to others", async () => {
  const manifest = manifestOf(contractOf(BOTH));
  const webFetch = createFetch({ manifest, baseUrl: server.origin, credentials: ALL });
  const count = server.requests.length;
  const response = await webFetch(`${server.origin}/a?b=1`);
  await webFetch(`${server.origin}/open`);
  await webFetch(`${server.origin}/elsewhere`);
  const [secured, ...others] = server.requests.slice(count);
  expect(secured).toMatchObject({
    url: "/a?b=1&api%20key=canary-query",
    headers: { "x-key": "canary-key", cookie: "sid=canary-session" },
  });
  expect(response.url).toBe(`${server.origin}/a?b=1`);
  expect(JSON.stringify(others)).not.toContain("canary");
});

test("a manifest that lacks secure is refused at the call", async () => {
  const manifest = manifestOf(contractOf(BOTH));
  const { apiVersion, operations, schemes = {} } = manifest;
  const client = createClient<{ "/a": { get: { responses: object } } }>({
    manifest: { apiVersion, operations, schemes },
    baseUrl: server.origin,
  });
  expect((await client.GET("/a")).error?.message).toMatch(/GET \/a needs a manifest with secure/);
});
