import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findWarnings } from "../../scripts/generate/warnings.ts";
import { createOperationFinder } from "../../src/fetch/operation-finder.ts";
import { createClient, encodeRequest } from "flatpeak";
import { callsOf, contractOfOperations, manifestOf } from "../support/generated-client.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const HOME = "https://api.example.com/v1";
const PARAMETERS = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
const at = (url: string, variables = {}) => ({ servers: [{ url, variables }], parameters: PARAMETERS });

const contract = contractOfOperations(
  {
    "GET /usual/{id}": { parameters: PARAMETERS },
    "GET /same/{id}": at(`${HOME}/`),
    "GET /next/{id}": at("https://api.example.com/v2"),
    "GET /relative/{id}": at("/v3/"),
    "GET /root/{id}": at("/"),
    "GET /variable/{id}": at("https://{host}.example.com/{release}", {
      host: { default: "api" },
      release: { default: "v4", enum: ["v4", "v5"] },
    }),
    "GET /files/{id}": at("https://files.example.com/upload"),
    "GET /?Action=List": {},
    "GET /?Action=List&all": {},
    "GET /#Action=Add": {},
    "GET /#Action=Remove": {},
  },
  { servers: [{ url: HOME }] },
);

let server: RawServer;

beforeAll(async () => {
  server = await startServer((_request, _incoming, outgoing) => outgoing.writeHead(204).end());
});
afterAll(() => server.close());

const OWN = [
  ["GET /usual/{id}", "/usual/a", "/v1"],
  ["GET /same/{id}", "/same/a", "/v1"],
  ["GET /next/{id}", "/next/a", "/v2"],
  ["GET /relative/{id}", "/relative/a", "/v3"],
  ["GET /root/{id}", "/root/a", ""],
  ["GET /variable/{id}", "/variable/a", "/v4"],
] as const;

test.each(OWN)("%s goes to its server in the contract", async (key, path, prefix) => {
  const urls: string[] = [];
  const fetch = (url: string) => {
    urls.push(url);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  const params = { path: { id: "a" }, query: { q: 1 } };
  await callsOf(contract, { fetch })(key, { params });
  await callsOf(contract, { fetch, baseUrl: "https://api.example.com/mock/v1" })(key, { params });
  expect(urls).toEqual(["", "/mock"].map((mock) => `https://api.example.com${mock}${prefix}${path}?q=1`));
});

test.each(OWN)("%s moves with the baseUrl of the client", async (key, path, prefix) => {
  const send = async (baseUrl: string): Promise<string | undefined> => {
    await callsOf(contract, { baseUrl })(key, { params: { path: { id: "a" } } });
    return server.requests.at(-1)?.url;
  };
  expect(await send(`${server.origin}/v1`)).toBe(prefix + path);
  expect(await send(`${server.origin}/mock/v1/`)).toBe(`/mock${prefix}${path}`);
  // Without the contract's path, the client's URL replaces the origin.
  const isUsual = prefix === "/v1";
  expect(await send(`${server.origin}/mock`)).toBe(`/mock${isUsual ? "" : prefix}${path}`);
});

test("slashes at the end of a server in a manifest have no effect", async () => {
  const operation = { operationId: "get-own", security: "none", versioned: false, idempotent: true } as const;
  const manifest = {
    ...{ apiVersion: "1", baseUrl: `${HOME}//`, encode: encodeRequest },
    operations: {
      "GET /own": { ...operation, wire: { server: "/v2//" }, success: { "204": "empty" }, errors: {} },
    },
  } as const;
  const client = createClient<Record<"/own", { get: { responses: { 204: { content?: never } } } }>>({
    manifest,
    baseUrl: `${server.origin}/mock/v1//`,
  });
  await client.GET("/own");
  expect(server.requests.at(-1)?.url).toBe("/mock/v2/own");
});

test("an operation on another origin is refused, with the call of createClient that it needs", async () => {
  const count = server.requests.length;
  for (const baseUrl of [HOME, server.origin]) {
    const { error } = await callsOf(contract, { baseUrl })("GET /files/{id}", {
      params: { path: { id: "a" } },
    });
    expect(error?.kind).toBe("usage");
    expect(error?.message).toContain('createClient({ baseUrl: "https://files.example.com" })');
  }
  expect(server.requests).toHaveLength(count);
  const warned = findWarnings(contract).find(({ kind }) => kind === "other-server");
  expect(warned?.places).toEqual(["GET /files/{id}"]);
});

test("a client of another origin calls the operations on that origin", async () => {
  const elsewhere = contractOfOperations(
    { "GET /files": { servers: [{ url: `${server.origin}/upload` }] } },
    { servers: [{ url: HOME }] },
  );
  const { error } = await callsOf(elsewhere, { baseUrl: server.origin })("GET /files");
  expect(error).toBeUndefined();
  expect(server.requests.at(-1)?.url).toBe("/upload/files");
});

describe("a login on another server", () => {
  const credentials = { accountId: "account", apiKey: "key-of-the-account" };
  const contractOfLogin = (url: string) =>
    contractOfOperations(
      {
        "GET /login": {
          ...{ "x-login": { bearer: "t", lifetime: "s" }, security: [{ basic: [] }], servers: [{ url }] },
          responses: { "200": { description: "d", content: { "application/json": { schema: {} } } } },
        },
        "GET /things": { security: [{ bearer: [] }] },
      },
      {
        servers: [{ url: HOME }],
        components: {
          securitySchemes: {
            basic: { type: "http", scheme: "basic" },
            bearer: { type: "http", scheme: "bearer" },
          },
        },
      },
    );
  let auth: RawServer;

  beforeAll(async () => {
    auth = await startServer((_request, { url }, outgoing) => {
      if (url?.endsWith("/login"))
        outgoing.setHeader("content-type", "application/json").end('{"t":"tok","s":60}');
      else outgoing.writeHead(204).end();
    });
  });
  afterAll(() => auth.close());

  test.each([
    ["https://api.example.com/auth", "/v1", "/auth/login"],
    ["/auth", "/v1", "/auth/login"],
    ["/auth", "/mock/v1", "/mock/auth/login"],
  ])("at %s logs in there, in a client of %s", async (url, prefix, path) => {
    const count = auth.requests.length;
    const call = callsOf(contractOfLogin(url), { ...credentials, baseUrl: auth.origin + prefix });
    expect((await call("GET /things")).error).toBeUndefined();
    const sent = auth.requests.slice(count).map((request) => [request.url, request.headers.authorization]);
    expect(sent).toEqual([
      [path, `Basic ${btoa("account:key-of-the-account")}`],
      [`${prefix}/things`, "Bearer tok"],
    ]);
  });

  test.each([HOME, "http://127.0.0.1:9/mock"])(
    "on another origin is refused by a client of %s",
    (baseUrl) => {
      const count = auth.requests.length;
      expect(() => callsOf(contractOfLogin(`${auth.origin}/auth`), { ...credentials, baseUrl })).toThrow(
        `the login is at ${auth.origin}, but a client sends credentials to the origin of its baseUrl only; pass token, ` +
          "a function that logs in, instead of accountId and apiKey",
      );
      expect(auth.requests).toHaveLength(count);
    },
  );

  test("on another origin is a warning", () => {
    const warned = findWarnings(contractOfLogin("https://auth.example.com"));
    expect(warned.find(({ kind }) => kind === "other-server")?.places).toEqual(["GET /login"]);
  });
});

test.each([
  ["GET /?Action=List", {}, "/?Action=List"],
  ["GET /?Action=List", { params: { query: { Max: 2 } } }, "/?Action=List&Max=2"],
  ["GET /#Action=Add", {}, "/"],
  ["GET /#Action=Add", { params: { query: { Max: 2 } } }, "/?Max=2"],
])("%s with %j is sent to %s", async (key, init, url) => {
  const seen: string[] = [];
  const middleware = [{ onRequest: ({ request }: { request: Request }) => void seen.push(request.url) }];
  const call = callsOf(contract, { baseUrl: server.origin });
  for (const given of [init, { ...init, middleware }]) {
    await call(key, given);
    expect(server.requests.at(-1)?.url).toBe(url);
  }
  expect(seen).toEqual([server.origin + url]);
});

test("a path with a fragment causes a warning", () => {
  const warned = findWarnings(contract).find(({ kind }) => kind === "unsent-fragment");
  expect(warned?.places).toEqual(["GET /#Action=Add", "GET /#Action=Remove"]);
});

test.each([
  ["/v1/usual/a", "/usual/{id}"],
  ["/v2/usual/a", undefined],
  ["/v2/next/a", "/next/{id}"],
  ["/v1/next/a", undefined],
  ["/root/a", "/root/{id}"],
  ["/upload/files/a", undefined],
  ["/v1/?Action=List", "/?Action=List"],
  ["/v1/?Max=2&Action=List", "/?Action=List"],
  ["/v1/?Action=List&all=", "/?Action=List&all"],
  ["/v1/?Action=Other", undefined],
  ["/v1/", undefined],
])("the operation finder returns the operation of %s", (url, path) => {
  const find = createOperationFinder(manifestOf(contract), HOME);
  expect(find("GET", `https://api.example.com${url}`)?.path).toBe(path);
});
