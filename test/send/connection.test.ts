import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const open: RawServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
async function serve(...args: Parameters<typeof startServer>): Promise<RawServer> {
  const server = await startServer(...args);
  open.push(server);
  return server;
}

describe("a call whose connection fails", () => {
  test("a refused connection has the outcome not-sent", async () => {
    const server = await serve(() => undefined);
    await server.close();
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const { data, error, response } = await flatpeak.GET("/devices");
    expect({ data, response }).toEqual({ data: undefined, response: undefined });
    expect(error).toMatchObject({ kind: "connection", outcome: "not-sent", attempts: 1 });
    expect(error?.message).toMatch(/^No connection to the API \(GET \/devices\): ECONNREFUSED/);
  });

  test.each([
    // The server refuses the client's certificate after the request may have been sent.
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "ERR_CLIENT_CERT_REFUSED",
    "ECONNRESET",
    "NOT_ECONNREFUSED",
  ])("with the code %s has the outcome unknown", async (code) => {
    const fetch = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code } }));
    const { error } = await createClient({ token: "bearer", retries: 0, fetch }).POST("/devices", {
      body: {},
    });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown" });
  });

  test("a connection that breaks after sending has the outcome unknown", async () => {
    const server = await serve((_request, incoming) => incoming.socket.destroy());
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown" });
  });

  test.each([200, 404])("a truncated response of status %i is a ConnectionError", async (status) => {
    const server = await serve((_request, _incoming, outgoing) => {
      outgoing.writeHead(status, { "content-length": "1000" });
      outgoing.write('{"id":');
      outgoing.socket?.destroySoon();
    });
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown" });
  });
});

describe("an error of fetch has the outcome not-sent if its code means", () => {
  test.each([
    ["a refused connection", "ECONNREFUSED"],
    ["an unknown host", "ENOTFOUND"],
    ["a name server that fails", "EAI_AGAIN"],
    ["a host that is out of reach", "EHOSTUNREACH"],
    ["a network that is out of reach", "ENETUNREACH"],
    ["a connection that was not established in time", "UND_ERR_CONNECT_TIMEOUT"],
    ["an expired certificate", "CERT_HAS_EXPIRED"],
    ["a certificate that is not valid yet", "CERT_NOT_YET_VALID"],
    ["a revoked certificate", "CERT_REVOKED"],
    ["a self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["a self-signed certificate of an issuer", "SELF_SIGNED_CERT_IN_CHAIN"],
    ["the certificate of another host", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["a certificate of an unknown issuer", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ["a certificate without its chain", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ])("%s: %s", async (_name, code) => {
    const cause = Object.assign(new Error("no connection"), { code });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const flatpeak = createClient({ token: "bearer", retries: 0, fetch });
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "not-sent", attempts: 1 });
    expect(error?.message).toBe(`No connection to the API (POST /devices): ${code}: no connection`);
  });
});

describe("a user's fetch that misbehaves", () => {
  test("errors that it throws are reduced to name, message, code and cause", async () => {
    const secret = "Bearer secret-token";
    const flatpeak = createClient({
      token: "secret-token",
      fetch: (url, init) => {
        const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET", headers: secret });
        throw Object.assign(new TypeError("fetch failed", { cause }), { request: { url, init }, secret });
      },
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error?.kind).toBe("connection");
    const cause = error?.cause;
    if (!(cause instanceof Error)) throw new Error("no cause");
    expect(cause.name).toBe("TypeError");
    expect(cause.message).toBe("fetch failed");
    expect(Object.keys(cause)).toEqual([]);
    expect(cause.cause).toMatchObject({ message: "socket hang up", code: "ECONNRESET" });
    expect(cause.cause).not.toHaveProperty("headers");
  });

  test("the bearer token is removed from texts that it created", async () => {
    const fetch = (_url: string, init: RequestInit) => {
      const sent = JSON.stringify([...new Headers(init.headers)]);
      return Promise.reject(
        Object.assign(new Error(`failed: ${sent}`, { cause: new Error(sent) }), { code: sent }),
      );
    };
    const { error } = await createClient({ token: "secret-token", fetch }).GET("/devices");
    expect(error?.message).toContain("Bearer [redacted]");
    expect(inspect(error, { depth: Infinity, showHidden: true, getters: true })).not.toContain(
      "secret-token",
    );
  });

  test("an unreadable response does not count as not sent", async () => {
    const broken = { status: 404, headers: { get: 1 }, body: null, text: () => Promise.resolve("{}") };
    const flatpeak = createClient({
      token: "t",
      fetch: () => Promise.resolve(broken as unknown as Response),
    });
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 1 });
  });

  test("a response with an unreadable part is named, without the bearer token", async () => {
    const fetch = () => {
      const response = new Response("{}", { status: 404 });
      const get = () => {
        throw new Error("sent by secret-token");
      };
      return Promise.resolve(Object.defineProperty(response, "statusText", { get }));
    };
    const { error } = await createClient({ token: "secret-token", fetch }).GET("/devices");
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 1 });
    expect(error?.message).toBe("The response cannot be read: sent by [redacted] (GET /devices)");
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "timeout"],
    [
      "an object whose getters throw",
      Object.defineProperty({}, "message", {
        get: () => {
          throw new Error("x");
        },
      }),
    ],
    [
      "an error that is its own cause",
      (() => {
        const e = new Error("loop");
        e.cause = e;
        return e;
      })(),
    ],
  ])("throwing %s does not make the call reject", async (_name, thrown) => {
    const flatpeak = createClient({
      token: "bearer",
      retries: 0,
      fetch: () => Promise.reject(thrown as Error),
    });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ kind: "connection", outcome: "unknown" });
  });

  test.each([
    ["undefined", undefined],
    ["a plain object", {}],
  ])("returning %s is a ConnectionError", async (_name, value) => {
    const flatpeak = createClient({
      token: "bearer",
      fetch: () => Promise.resolve(value as unknown as Response),
    });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ kind: "connection" });
  });
});

test("a fetch that returns a Response without a promise is accepted", async () => {
  const fetch = () => Response.json({ data: [] }) as unknown as Promise<Response>;
  expect((await createClient({ token: "t", fetch }).GET("/devices")).error).toBeUndefined();
});

test("the connection of an endless error page is released", async () => {
  const cancel = vi.fn();
  const pull = (controller: ReadableStreamDefaultController) => {
    controller.enqueue(new Uint8Array(40_000).fill(120));
  };
  const endless = new Response(new ReadableStream({ pull, cancel }), { status: 503 });
  const { error } = await createClient({ token: "t", retries: 0, fetch: () => Promise.resolve(endless) }).GET(
    "/devices",
  );
  expect(error?.kind === "api" && error.rawBody.length).toBe(64 * 1024);
  expect(cancel).toHaveBeenCalledTimes(1);
});

test("a custom Response is accepted, whatever its body is", async () => {
  const response = {
    status: 404,
    headers: new Headers(),
    body: { on: "a Node stream" },
    text: () => Promise.resolve('{"code":"c"}'),
  };
  const flatpeak = createClient({
    token: "bearer",
    fetch: () => Promise.resolve(response as unknown as Response),
  });
  expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 404, code: "c" });
});

describe("the sent request", () => {
  test("has method, URL, version header, bearer token and JSON body", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const flatpeak = createClient({
      baseUrl: `${server.origin}/proxy/`,
      token: "bearer",
      headers: { "x-proxy": "1" },
    });
    await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        url: "/proxy/devices",
        body: '{"reference_id":"DEV1"}',
        headers: {
          authorization: "Bearer bearer",
          "content-type": "application/json",
          "flatpeak-version": "2025-09-14.anode",
          "x-proxy": "1",
        },
      },
    ]);
  });

  test("has headers by this precedence: parameter, call, client, contract", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const sent = () => server.requests.at(-1)?.headers["flatpeak-version"];
    await createClient({ baseUrl: server.origin, token: "bearer", apiVersion: "1.0-b" }).GET("/devices");
    expect(sent()).toBe("1.0-b");
    const ofClient = { "flatpeak-version": "a" };
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", headers: ofClient });
    await flatpeak.GET("/devices");
    expect(sent()).toBe("a");
    const headers = { "flatpeak-version": "b" };
    await flatpeak.GET("/devices", { headers });
    expect(sent()).toBe("b");
    await flatpeak.GET("/devices", { headers, params: { header: { "Flatpeak-Version": "c" } } });
    expect(sent()).toBe("c");
    await createClient({ baseUrl: server.origin, token: "bearer", apiVersion: null }).GET("/devices");
    expect(sent()).toBeUndefined();
  });

  test("has a query with dates and lists, and without absent values", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const query: Record<string, unknown> = {
      reference_id: ["a&b", null, "ü"],
      limit: 5,
      starting_after: undefined,
    };
    query["event_type"] = new Date(Date.UTC(2026, 0, 2));
    await flatpeak.GET("/events", { params: { query } });
    expect(server.requests[0]?.url).toBe(
      "/events?reference_id=a%26b&reference_id=%C3%BC&limit=5&event_type=2026-01-02T00%3A00%3A00.000Z",
    );
  });

  test("has more fetch options, of the client and of the call, but never their method, signal or redirect", async () => {
    const inits: RequestInit[] = [];
    const fetch = (_url: string, init: RequestInit) => {
      inits.push(init);
      return Promise.resolve(Response.json({}));
    };
    const forged: object = { method: "DELETE", redirect: "follow", body: "forged", cache: "no-store" };
    const flatpeak = createClient({
      token: "bearer",
      fetch,
      fetchOptions: { keepalive: true, cache: "reload" },
    });
    await flatpeak.GET("/devices", { fetchOptions: forged });
    expect(inits[0]).toMatchObject({
      method: "GET",
      redirect: "manual",
      cache: "no-store",
      keepalive: true,
      body: null,
    });
    expect(inits[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test("globalThis.fetch is looked up at each call, so that a mock installed later works", async () => {
    const flatpeak = createClient({ token: "bearer" });
    const before = globalThis.fetch;
    try {
      globalThis.fetch = () => Promise.resolve(Response.json({ id: "mocked" }));
      expect((await flatpeak.GET("/devices")).data).toEqual({ id: "mocked" });
    } finally {
      globalThis.fetch = before;
    }
  });
});
