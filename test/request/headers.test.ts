import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient, VERSION } from "flatpeak";
import type { FlatpeakError } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

let server: RawServer;
let send: (init: object) => Promise<{ error?: FlatpeakError | undefined }>;

beforeEach(async () => {
  server = await startServer((_request, _incoming, outgoing) => outgoing.end("{}"));
  const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
  send = (init) => flatpeak.GET("/devices", init);
});
afterEach(() => {
  vi.unstubAllGlobals();
  return server.close();
});

test("a call in a browser sends only required headers: a server must allow each of them", async () => {
  vi.stubGlobal("document", {});
  const sent: string[] = [];
  const flatpeak = createClient({
    token: "bearer",
    fetch: (_url, { headers }) => {
      sent.push(...new Headers(headers).keys());
      return Promise.resolve(Response.json({ id: "dev_1" }, { status: 201 }));
    },
  });
  await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
  expect(sent).toEqual(["accept", "authorization", "content-type", "flatpeak-version"]);
});

describe("user-agent", () => {
  const agents = () => server.requests.map(({ headers }) => headers["user-agent"]);

  test("names the package and its version, also in the login", async () => {
    const flatpeak = createClient({ baseUrl: server.origin, accountId: "acc_1", apiKey: "key", retries: 0 });
    await flatpeak.GET("/login");
    await send({});
    expect(agents()).toEqual([`flatpeak/${VERSION}`, `flatpeak/${VERSION}`]);
  });

  test("is the caller's if given, and the runtime's after null", async () => {
    const options = { baseUrl: server.origin, token: "bearer", retries: 0 };
    await createClient({ ...options, headers: { "User-Agent": "mine/1" } }).GET("/devices");
    await send({ headers: { "user-agent": "mine/2" } });
    await createClient({ ...options, headers: { "user-agent": null } }).GET("/devices");
    await send({ headers: { "user-agent": null } });
    expect(agents()).toEqual(["mine/1", "mine/2", "node", "node"]);
  });
});

describe("a header arrives unchanged", () => {
  test.each<[string, unknown, string]>([
    ["text", 'a, b;c="d"', 'a, b;c="d"'],
    ["Latin-1", "Zähler ÿ", "Zähler ÿ"],
    ["a number", 5, "5"],
    ["a boolean", false, "false"],
    ["a date, as RFC 3339 in UTC", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an empty string", "", ""],
  ])("%s", async (_name, value, sent) => {
    expect((await send({ params: { header: { "X-Given": value } } })).error).toBeUndefined();
    expect(server.requests[0]?.headers["x-given"]).toBe(sent);
  });

  test.each<[string, object]>([
    ["a Headers", new Headers({ "X-Given": "1, 2" })],
    ["a Map", new Map([["X-Given", "1, 2"]])],
    ["an object", { "X-Given": "1, 2" }],
    ["an object with a list", { "X-Given": ["1", 2] }],
    ["a list of pairs", [["X-Given", "1, 2"]]],
    [
      "a list with a name twice",
      [
        ["X-Given", "1"],
        ["x-given", "2"],
      ],
    ],
  ])("from %s", async (_name, headers) => {
    expect((await send({ headers })).error).toBeUndefined();
    expect(server.requests[0]?.headers["x-given"]).toBe("1, 2");
  });

  test("absent headers are omitted", async () => {
    await send({ params: { header: { "x-a": undefined, "x-b": null } } });
    expect(Object.keys(server.requests[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(["x-a"]));
    expect(server.requests[0]?.headers).not.toHaveProperty("x-b");
  });

  test("names of Object.prototype are ordinary header names", async () => {
    const header: unknown = JSON.parse('{"__proto__":"a","constructor":"b"}');
    await send({ params: { header }, headers: [["__proto__", "c"]] });
    expect(server.requests[0]?.headers["constructor"]).toBe("b");
    expect(Object.entries(server.requests[0]?.headers ?? {})).toContainEqual(["constructor", "b"]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});

test("a header parameter named __proto__ is sent", async () => {
  const names: string[] = [];
  const flatpeak = createClient({
    token: "bearer-of-a-user",
    fetch: (_url, { headers }) => {
      names.push(...Object.keys(headers));
      return Promise.resolve(Response.json({ object: "list", data: [] }));
    },
  });
  const header = JSON.parse('{"__proto__":"a"}') as object;
  await flatpeak.GET("/devices", { params: { header } });
  expect(names).toContain("__proto__");
});

describe("null removes a header that the client adds", () => {
  const removed = { "content-type": null, "flatpeak-version": null };
  const body = { reference_id: "DEV1" };
  const create = async (options: object, init: object): Promise<RawServer["requests"][number]["headers"]> => {
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0, ...options });
    await flatpeak.POST("/devices", { body, ...init });
    return server.requests[0]?.headers ?? {};
  };

  test.each<[string, object, object]>([
    ["of all calls", { headers: removed }, {}],
    ["of one call", {}, { headers: removed }],
    ["in a body that openapi-fetch serializes", { headers: removed, bodySerializer: JSON.stringify }, {}],
    ["in a call with middleware", { headers: removed }, { middleware: [{ onRequest: () => undefined }] }],
  ])("%s", async (_, options, init) => {
    const headers = await create(options, init);
    expect(headers).not.toHaveProperty("flatpeak-version");
    // The content type that fetch sets for a text.
    expect(headers["content-type"]).toBe("text/plain;charset=UTF-8");
  });

  test("a call can set the header again", async () => {
    const headers = await create({ headers: removed }, { headers: { "content-type": "application/json" } });
    expect(headers["content-type"]).toBe("application/json");
  });
});

describe("a header that HTTP cannot carry is refused, and the message does not contain its value", () => {
  const values: [string, unknown][] = [
    ["a line break", "secret\r\nx-forged: 1"],
    ["a zero", "secret\0"],
    ["beyond Latin-1", "secret ключ"],
    ["an emoji", "secret 😀"],
    ["a lone surrogate", "secret \ud800"],
  ];
  test.each(values)("%s", async (_name, value) => {
    const headers: object[] = [{ headers: { "x-a": value } }, { headers: [["x-a", value]] }];
    for (const init of [...headers, { params: { header: { "x-a": value } } }]) {
      const { error } = await send(init);
      expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0 });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("secret");
    }
    expect(server.requests).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ["NaN", NaN, /"x-a" is NaN/],
    ["Infinity", Infinity, /"x-a" is Infinity/],
    ["an invalid date", new Date(NaN), /"x-a" is an invalid date/],
    ["a list", ["a"], /"x-a" is nested too deep/],
    ["an object", { a: 1 }, /"x-a" is nested too deep/],
    ["a symbol", Symbol("a"), /"x-a" is a symbol/],
  ])("%s as a header parameter", async (_name, value, message) => {
    expect((await send({ params: { header: { "x-a": value } } })).error?.message).toMatch(message);
    expect(server.requests).toEqual([]);
  });

  test("also where the platform's Headers checks only names, as in React Native", async () => {
    vi.stubGlobal("Headers", class extends Map<string, string> {});
    for (const value of ["a\nb", "a\rb", "a\0b", "ключ"])
      expect((await send({ headers: { "x-a": value } })).error?.message).toMatch(/HTTP can carry/);
    expect(server.requests).toEqual([]);
  });

  test("an invalid name", async () => {
    expect((await send({ params: { header: { "a b": "c" } } })).error?.kind).toBe("usage");
    expect((await send({ headers: { "a:b": "c" } })).error?.kind).toBe("usage");
    expect(server.requests).toEqual([]);
  });
});

describe("a body", () => {
  test("of a GET is refused: fetch would not send it", async () => {
    const { error } = await send({ body: {} });
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0 });
    expect(server.requests).toEqual([]);
  });

  test("is a form if the caller's content type says so, as with openapi-fetch", async () => {
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await flatpeak.POST("/devices", { body: { reference_id: "a&b" }, headers });
    expect(server.requests[0]?.body).toBe("reference_id=a%26b");
  });

  test("may contain a lone surrogate, a date and names of Object.prototype, as in JSON", async () => {
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const body = { reference_id: "\ud800", at: new Date(0), ["__proto__"]: "a" };
    await flatpeak.POST("/devices", { body });
    const sent = server.requests[0]?.body ?? "";
    expect(sent).toBe('{"reference_id":"\\ud800","at":"1970-01-01T00:00:00.000Z","__proto__":"a"}');
  });
});
