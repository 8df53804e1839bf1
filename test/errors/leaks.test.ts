import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { Client, ClientOptions, FlatpeakError, FlatpeakEvent } from "flatpeak";
import { ACCOUNT_ID, API_KEY, BEARER, echoesOf, findLeaks } from "../support/canary.ts";
import { startServer } from "../support/server.ts";
import type { RawServer, ReceivedRequest } from "../support/server.ts";
import { skipBackoff } from "../support/no-backoff.ts";

type Answer = (outgoing: ServerResponse, request: ReceivedRequest) => void;

let server: RawServer;
let onLogin: Answer;
let onCall: Answer;
/** Everything that the package returns: events, results, thrown errors. */
let handedOut: unknown[];

const token = JSON.stringify({ bearer_token: BEARER, expires_in: 3600, live_mode: false });

skipBackoff();
beforeEach(async () => {
  handedOut = [];
  onLogin = (outgoing) => outgoing.end(token);
  onCall = (outgoing) => outgoing.end('{"id":"dev_1"}');
  server = await startServer((request, _incoming, outgoing) => {
    (request.url === "/login" ? onLogin : onCall)(outgoing, request);
  });
});
afterEach(() => server.close());

function connect(options: ClientOptions = {}): Client {
  const onEvent = (event: unknown) => void handedOut.push(event);
  const credentials = options.token === undefined ? { accountId: ACCOUNT_ID, apiKey: API_KEY } : {};
  const flatpeak = createClient({
    baseUrl: server.origin,
    retries: 1,
    timeout: 5000,
    onEvent,
    ...credentials,
    ...options,
  });
  handedOut.push(flatpeak);
  return flatpeak;
}

/** Makes the call with and without `unwrap`, and expects an error without a secret. */
async function failingCall(
  flatpeak: Client,
  options: { signal?: AbortSignal; timeout?: number } = {},
): Promise<FlatpeakError> {
  const make = () => flatpeak.POST("/devices", { body: { reference_id: "DEV1" }, ...options });
  const result = await make();
  handedOut.push(
    result,
    result.error,
    result.response,
    await unwrap(make()).catch((thrown: unknown) => thrown),
  );
  expect(handedOut.flatMap(findLeaks)).toEqual([]);
  if (result.error === undefined) throw new Error("The call was expected to fail");
  return result.error;
}

const BEARER_HEADER = `Bearer ${BEARER}`;

/** A body that repeats the request. */
type Echo = (authorization: string) => string;
const page: Echo = (authorization) => echoesOf(authorization).join("\n");
const object: Echo = (authorization) => {
  const [type, code] = echoesOf(authorization);
  return JSON.stringify({
    type,
    code,
    message: page(authorization),
    details: [{ headers: { authorization } }],
  });
};

const send =
  (status: number, body: string | Echo, headers: Record<string, string> = {}): Answer =>
  (outgoing, request) => {
    outgoing.writeHead(status, headers).end(write(body, request));
  };
/** Repeats the request in a header, in the content type and in the reason. */
const echoInHead =
  (status: number): Answer =>
  (outgoing, { headers: { authorization = "" } }) => {
    const headers = { "x-echo": authorization, "x-request-id": authorization, "retry-after": "0" };
    outgoing
      .writeHead(status, `${"x".repeat(400)} ${authorization}`, {
        ...headers,
        "content-type": `text/${authorization}`,
      })
      .end();
  };
/** Repeats the request only at the end of a long reason. */
const echoInReason =
  (status: number): Answer =>
  (outgoing, { headers: { authorization = "" } }) => {
    outgoing.writeHead(status, `${"x".repeat(400)} ${authorization}`, { "retry-after": "0" }).end();
  };
const cutAfter =
  (status: number, body: string | Echo): Answer =>
  (outgoing, request) => {
    outgoing.writeHead(status, { "content-length": "1000000" });
    outgoing.write(write(body, request), () => outgoing.socket?.destroySoon());
  };
const write = (body: string | Echo, { headers }: ReceivedRequest) =>
  typeof body === "string" ? body : body(headers.authorization ?? "");

/** Responses that repeat the request, for every way in which a response can fail. */
const failures: [string, Answer][] = [
  ...[400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503].flatMap((status): [string, Answer][] => [
    [`${String(status)} with an object`, send(status, object, { "retry-after": "0" })],
    [`${String(status)} with a page`, send(status, page, { "retry-after": "0" })],
  ]),
  [
    "a page that ends in the middle of a secret",
    send(502, (sent) => "x".repeat(64 * 1024 - 30) + page(sent)),
  ],
  ["a page instead of data", send(200, page)],
  ["a long page instead of data", send(200, (sent) => "x".repeat(64 * 1024 - 30) + page(sent))],
  [
    "data of another shape",
    (outgoing, request) => {
      outgoing.statusCode = request.url === "/login" ? 200 : 201;
      outgoing.end(JSON.stringify([write(page, request)]));
    },
  ],
  ["an error with an echo in its headers", echoInHead(500)],
  ["a refusal with an echo in its headers", echoInHead(403)],
  ["an error with an echo in a long reason", echoInReason(500)],
  ["a success without content, with an echo in its headers", echoInHead(200)],
  ["an invalid status with an echo in its headers", echoInHead(799)],
  ["a redirect", send(307, page, { location: "/elsewhere" })],
  ["an invalid status", send(799, page)],
  ["a body that breaks off", cutAfter(200, page)],
  ["an error that breaks off", cutAfter(404, object)],
  ["invalid gzip", send(200, page, { "content-encoding": "gzip" })],
  ["no response", (outgoing) => outgoing.destroy()],
  ["a response that is not HTTP", (outgoing, request) => outgoing.socket?.end(write(page, request))],
];

describe("a response that repeats the credentials leaks none", () => {
  test.each(failures)("to a call: %s", async (_name, answer) => {
    onCall = answer;
    await failingCall(connect());
    await failingCall(connect({ token: BEARER }));
  });

  test.each(failures)("to a login: %s", async (_name, answer) => {
    onLogin = answer;
    await failingCall(connect());
  });

  test.each(failures)("to a login that the user calls: %s", async (_name, answer) => {
    onLogin = answer;
    const result = await connect().GET("/login");
    handedOut.push(result, result.error);
    expect(result.error).toBeDefined();
    expect(handedOut.flatMap(findLeaks)).toEqual([]);
  });

  test("but still says what happened", async () => {
    onLogin = send(401, JSON.stringify({ code: "bad_key", message: `The key ${API_KEY} is unknown` }));
    const error = await failingCall(connect());
    expect(error.message).toContain("401 bad_key: The key [redacted] is unknown");
    onCall = send(502, `<html>${BEARER_HEADER} expired</html>`);
    const failed = await failingCall(connect({ token: BEARER }));
    expect(failed).toHaveProperty("rawBody", "<html>Bearer [redacted] expired</html>");
  });
});

test("a bearer token as short as a word does not change the words of a response", async () => {
  onCall = send(404, '{"code":"not_found"}');
  expect((await connect({ token: "not" }).GET("/devices")).error).toMatchObject({ code: "not_found" });
});

describe("a login response with a bearer token that is not a success does not reveal it", () => {
  test.each<[string, Answer]>([
    ["JSON cut short", send(200, token.slice(0, -4))],
    ["JSON that breaks off", cutAfter(200, token)],
    ["without a lifetime", send(200, JSON.stringify({ bearer_token: BEARER }))],
    [
      "a bearer token that a header cannot contain",
      send(200, JSON.stringify({ bearer_token: `${BEARER}\n`, expires_in: 1 })),
    ],
    ["a list", send(200, `[${token}]`)],
    ["an error of the server", send(500, token)],
    ["a refusal", send(403, token)],
    ["a page of a gateway", send(502, `<html>upstream said ${token}</html>`)],
    ["a redirect", send(302, token, { location: "/" })],
  ])("%s", async (_name, answer) => {
    onLogin = answer;
    const flatpeak = connect({ retries: 0 });
    await failingCall(flatpeak);
    const own = await flatpeak.GET("/login");
    // The user may read the success of their own login: only failures must not reveal secrets.
    if (own.error !== undefined) handedOut.push(own, own.error);
    expect(handedOut.flatMap(findLeaks)).toEqual([]);
  });
});

describe("a user's fetch that quotes the request leaks nothing", () => {
  const quote = (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const request = new Request(url, { ...init, signal: null });
    const text = [...headers.entries(), page(headers.get("authorization") ?? "")].join("; ");
    return { request, init, headers, text, config: { headers: Object.fromEntries(headers) } };
  };
  type Quote = ReturnType<typeof quote>;
  test.each<[string, (quoted: Quote) => Error]>([
    ["an error that contains the request", (quoted) => Object.assign(new TypeError("fetch failed"), quoted)],
    [
      "an error whose texts quote it",
      ({ text }) => Object.assign(new Error(text), { name: text, code: text }),
    ],
    [
      "a chain of causes",
      ({ text, request }) =>
        new Error("a", { cause: new Error(text, { cause: { message: text, request } }) }),
    ],
    ["a group of errors", ({ text }) => new AggregateError([new Error(text)], text)],
    ["a text", ({ text }) => text as unknown as Error],
    ["the request itself", ({ request }) => request as unknown as Error],
    [
      "an error of another realm",
      ({ text, config }) => ({ name: "AxiosError", message: text, config, toJSON: () => config }),
    ],
  ])("throwing %s", async (_name, make) => {
    const fetch = (url: string, init: RequestInit) => Promise.reject(make(quote(url, init)));
    await failingCall(connect({ fetch }));
    await failingCall(connect({ fetch, token: BEARER }));
  });

  test("returning the request instead of a response", async () => {
    const fetch = (url: string, init: RequestInit) =>
      Promise.resolve(quote(url, init) as unknown as Response);
    await failingCall(connect({ fetch }));
  });

  test("returning a body that fails with the request", async () => {
    const fetch = (url: string, init: RequestInit) => {
      const { text, request } = quote(url, init);
      const body = new ReadableStream({
        pull: () => Promise.reject(Object.assign(new Error(text), { request })),
      });
      return Promise.resolve(new Response(body));
    };
    await failingCall(connect({ fetch, token: BEARER }));
    const { data } = await connect({ fetch, token: BEARER }).GET("/devices", { parseAs: "stream" });
    handedOut.push(data, await new Response(data).text().catch((thrown: unknown) => thrown));
    expect(handedOut.flatMap(findLeaks)).toEqual([]);
  });
});

describe("a call that ends before a response leaks nothing", () => {
  test("by its deadline, in the login and in the call", async () => {
    onLogin = () => undefined;
    expect((await failingCall(connect(), { timeout: 30 })).kind).toBe("timeout");
    onCall = () => undefined;
    expect((await failingCall(connect({ token: BEARER }), { timeout: 30 })).kind).toBe("timeout");
  });

  test("by a signal", async () => {
    expect((await failingCall(connect(), { signal: AbortSignal.abort() })).kind).toBe("aborted");
  });

  test("by a token function that returns an invalid token, or throws an error with a token", async () => {
    expect((await failingCall(connect({ token: () => `${BEARER}\n` }))).kind).toBe("authentication");
    const thrown = Object.assign(new Error("no token"), {
      config: { headers: { authorization: BEARER_HEADER } },
    });
    expect((await failingCall(connect({ token: () => Promise.reject(thrown) }))).kind).toBe("authentication");
  });

  test("with a token store that throws its input", async () => {
    const fail = (...given: unknown[]) => {
      const text = JSON.stringify(given);
      return Promise.reject(Object.assign(new Error(text), { name: text, code: text, given }));
    };
    onCall = send(404, "{}");
    await failingCall(connect({ tokenStore: { get: () => fail(token), set: fail } }));
    expect(handedOut).toContainEqual(expect.objectContaining({ type: "token-store" }));
  });

  test("with a token store whose error has a bearer token in upper case as code", async () => {
    const events: FlatpeakEvent[] = [];
    const bearer = "ABCDEF0123456789";
    onLogin = (outgoing) => outgoing.end(JSON.stringify({ bearer_token: bearer, expires_in: 3600 }));
    const set = () => Promise.reject(Object.assign(new Error("no"), { code: `SET_${bearer}` }));
    const tokenStore = { get: () => Promise.resolve(undefined), set };
    await connect({ tokenStore, onEvent: (event) => events.push(event) }).GET("/devices");
    await expect.poll(() => events.map(({ type }) => type)).toContain("token-store");
    const failure = events.find(({ type }) => type === "token-store");
    expect(failure?.attributes["error.type"]).toBe("SET_[redacted]");
  });

  test.each<[string, ClientOptions]>([
    ["an account ID with a colon", { accountId: `${ACCOUNT_ID}:`, apiKey: API_KEY }],
    ["a key with a line break", { accountId: ACCOUNT_ID, apiKey: `${API_KEY}\n` }],
    ["a key with a lone surrogate", { accountId: ACCOUNT_ID, apiKey: `${API_KEY}\ud800` }],
    ["half a pair", { apiKey: API_KEY }],
    ["two kinds", { accountId: ACCOUNT_ID, apiKey: API_KEY, token: BEARER }],
    ["a bearer token with a space", { token: `${BEARER} ` }],
    [
      "a base URL with credentials",
      { token: BEARER, baseUrl: `https://a:${encodeURIComponent(BEARER)}@host` },
    ],
    ["an invalid base URL", { token: BEARER, baseUrl: `//a:${BEARER}@` }],
    ["an authorization header", { token: BEARER, headers: { authorization: BEARER_HEADER } }],
    ["a header that cannot be sent", { token: BEARER, headers: { a: `${BEARER}\nb` } }],
  ])("a client that is refused: %s", (_name, options) => {
    let thrown: unknown;
    expect(() => {
      try {
        createClient(options);
      } catch (error) {
        thrown = error;
        throw error;
      }
    }).toThrow();
    expect(findLeaks(thrown)).toEqual([]);
  });
});

test("events of successes, retries, logins and refreshes contain no secret", async () => {
  let calls = 0;
  onCall = (outgoing, request) => {
    calls += 1;
    send([503, 401, 200][calls - 1] ?? 200, object)(outgoing, request);
  };
  const flatpeak = connect();
  await flatpeak.GET("/devices/{id}", {
    params: { path: { id: BEARER }, header: { "Flatpeak-Version": BEARER } },
  });
  expect(handedOut.flatMap(findLeaks)).toEqual([]);
  const types = handedOut.map((event) => (event as { type?: string }).type);
  expect(types).toEqual(expect.arrayContaining(["request", "response", "retry", "login"]));
});
