import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SchemeCredentials } from "flatpeak";
import { ACCOUNT_ID, API_KEY, BEARER, findLeaks } from "../support/canary.ts";
import { callsOf, contractOfOperations } from "../support/generated-client.ts";
import { encodings } from "../support/secrets.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const SCHEMES = {
  header: { type: "apiKey", in: "header", name: "X-Key" },
  authorization: { type: "apiKey", in: "header", name: "Authorization" },
  query: { type: "apiKey", in: "query", name: "key" },
  cookie: { type: "apiKey", in: "cookie", name: "sid" },
  basic: { type: "http", scheme: "basic" },
};
const USER = { username: ACCOUNT_ID, password: API_KEY };
/** The secrets of a credential. */
function secretsOf(scheme: string): readonly string[] {
  if (scheme === "basic") return [ACCOUNT_ID, API_KEY, `${ACCOUNT_ID}:${API_KEY}`];
  return [scheme === "query" ? API_KEY : BEARER];
}

/** Every kind of credential, fixed and from a function. */
const KINDS: readonly [scheme: keyof typeof SCHEMES, credential: SchemeCredentials[string]][] = [
  ["header", BEARER],
  ["header", `Token ${BEARER}`],
  ["header", () => BEARER],
  ["authorization", `Token ${BEARER}`],
  ["authorization", `Basic ${BEARER}`],
  ["authorization", () => `Custom ${BEARER}`],
  ["query", API_KEY],
  ["query", () => API_KEY],
  ["cookie", BEARER],
  ["cookie", () => BEARER],
  ["basic", USER],
];

let server: RawServer;
let echo = "";
let status = 403;

beforeAll(async () => {
  server = await startServer(({ url, headers }, _incoming, outgoing) => {
    const request = JSON.stringify({ url, headers });
    if (status === 204) {
      outgoing.writeHead(204).end();
      return;
    }
    outgoing.writeHead(status, { "x-echo": encodeURIComponent(`${request} ${echo}`) });
    outgoing.end(JSON.stringify({ code: echo, message: `${request} ${echo}`, details: [request, echo] }));
  });
});
afterAll(() => server.close());

const contractOf = (scheme: string) =>
  contractOfOperations(
    { "GET /a": { security: [{ [scheme]: [] }] }, "GET /open": { security: [] } },
    { components: { securitySchemes: SCHEMES } },
  );

test.each(KINDS)("a %s credential is in no error, event or log", async (scheme, credential) => {
  for (const [name, encode] of Object.entries(encodings)) {
    echo = secretsOf(scheme).map(encode).join(" ");
    const handedOut: unknown[] = [];
    const options = {
      baseUrl: server.origin,
      retries: 1,
      onEvent: (event: unknown) => handedOut.push(event),
    };
    const call = callsOf(contractOf(scheme), { ...options, credentials: { [scheme]: credential } });
    const result = await call("GET /a");
    expect(result.error?.status, name).toBe(403);
    handedOut.push(call, result, result.error, result.response);
    expect(handedOut.flatMap(findLeaks), name).toEqual([]);
  }
});

test.each(KINDS)(
  "a fetch that quotes the request with a %s credential leaks nothing",
  async (scheme, credential) => {
    const fetch = (url: string, init: RequestInit) =>
      Promise.reject(
        new TypeError(`fetch of ${url} failed: ${JSON.stringify(init.headers)}`, { cause: { url, init } }),
      );
    const call = callsOf(contractOf(scheme), {
      baseUrl: server.origin,
      retries: 0,
      fetch,
      credentials: { [scheme]: credential },
    });
    const { error } = await call("GET /a");
    expect(error?.kind).toBe("connection");
    expect(findLeaks(error)).toEqual([]);
  },
);

test.each(KINDS.filter(([, credential]) => typeof credential !== "function"))(
  "a fixed %s credential is in no error of a call that did not send it",
  async (scheme, credential) => {
    echo = secretsOf(scheme).join(" ");
    const call = callsOf(contractOf(scheme), {
      baseUrl: server.origin,
      credentials: { [scheme]: credential },
    });
    const { error } = await call("GET /open");
    expect(error?.status).toBe(403);
    expect(findLeaks(error)).toEqual([]);
  },
);

test("the URL of a success does not contain the key of the query", async () => {
  status = 204;
  const call = callsOf(contractOf("query"), { baseUrl: server.origin, credentials: { query: API_KEY } });
  const { response } = await call("GET /a");
  status = 403;
  expect(server.requests.at(-1)?.url).toContain("CANARY");
  expect(response?.url).toBe(`${server.origin}/a`);
  expect(inspect(response)).not.toContain("CANARY");
});

test("a key that a function gave is in no error of its call, however many other keys were sent meanwhile", async () => {
  const count = 40;
  const keys = Array.from(
    { length: count },
    (_, index) => `CANARY-key-number-${String(index).padStart(3, "0")}-secret`,
  );
  let given = 0;
  const pending: (() => void)[] = [];
  // Responds only after all have sent their keys, each time with the key of the request.
  const fetch = async (_url: string, { headers }: RequestInit): Promise<Response> => {
    const body = JSON.stringify({ message: JSON.stringify(headers) });
    await new Promise<void>((resolve) => {
      pending.push(resolve);
      if (pending.length === count)
        pending.forEach((release) => {
          release();
        });
    });
    return new Response(body, { status: 403, headers: { "content-type": "application/json" } });
  };
  const call = callsOf(contractOf("header"), {
    ...{ baseUrl: server.origin, fetch },
    credentials: { header: () => keys[given++] ?? "" },
  });
  const results = await Promise.all(keys.map(() => call("GET /a")));
  expect(given).toBe(count);
  for (const { error } of results) {
    expect(error?.status).toBe(403);
    expect(error?.message).toContain("[redacted]");
    expect(findLeaks(error)).toEqual([]);
  }
});
