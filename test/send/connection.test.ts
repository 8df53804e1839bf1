import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { skipBackoff } from "../support/no-backoff.ts";
import { serveEach } from "../support/serve.ts";

const serve = serveEach();
skipBackoff();

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
    "CERTIFICATE_REQUIRED",
    "ECONNRESET",
    "NOT_ECONNREFUSED",
  ])("with the code %s has the outcome unknown", async (code) => {
    const fetch = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code } }));
    const { error } = await createClient({ token: "bearer", retries: 0, fetch }).POST("/devices", {
      body: {},
    });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown" });
  });

  test.each([
    ["Node", Object.assign(new Error("read EHOSTUNREACH"), { code: "EHOSTUNREACH" })],
    ["Node, while writing", Object.assign(new Error("write ENETUNREACH"), { code: "ENETUNREACH" })],
    [
      "node-fetch",
      Object.assign(new Error("request to https://x failed, reason: read ECONNREFUSED"), {
        code: "ECONNREFUSED",
      }),
    ],
  ])("after it was established is not retried: %s", async (_name, cause) => {
    const sent: string[] = [];
    const fetch = (url: string) => {
      sent.push(url);
      return Promise.reject(new TypeError("fetch failed", { cause }));
    };
    const { error } = await createClient({ token: "bearer", fetch }).POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 1 });
    expect(sent.length).toBe(1);
  });

  test("a connection that breaks after sending has the outcome unknown", async () => {
    const server = await serve((_request, incoming) => incoming.socket.destroy());
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown" });
    expect(error?.message).toMatch(
      /^The connection broke before the response was complete \(POST \/devices\): /,
    );
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
    ["a certificate with another invalid signature", "CERT_SIGNATURE_FAILURE"],
  ])("%s: %s", async (_name, code) => {
    const cause = Object.assign(new Error("no connection"), { code });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const flatpeak = createClient({ token: "bearer", retries: 0, fetch });
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "not-sent", attempts: 1 });
    expect(error?.message).toBe(`No connection to the API (POST /devices): ${code}: no connection`);
  });
});

describe("a request that fetch refuses before it connects is a UsageError with the outcome not-sent", () => {
  test.each([
    ["upgrade", "x", "UND_ERR_INVALID_ARG: invalid upgrade header"],
    ["expect", "100-continue", "UND_ERR_NOT_SUPPORTED: expect header not supported"],
  ])("for its header %s", async (name, value, reason) => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer" });
    const { error } = await flatpeak.POST("/devices", { body: {}, headers: { [name]: value } });
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 1 });
    expect(error?.message).toBe(`This runtime cannot make the call (POST /devices): ${reason}`);
    expect(server.requests).toEqual([]);
  });

  test("for a port that the standard blocks", async () => {
    const { error } = await createClient({ baseUrl: "http://127.0.0.1:9", token: "bearer" }).GET("/devices");
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 1 });
    expect(error?.message).toBe("This runtime cannot make the call (GET /devices): bad port");
  });

  test.each([
    ["UND_ERR_REQ_CONTENT_LENGTH_MISMATCH", "Request body length does not match content-length header"],
    // The redirect handler of undici, for the address of a redirect.
    ["UND_ERR_INVALID_ARG", "Invalid URL protocol: the URL must start with `http:` or `https:`."],
  ])("but not with %s: %s", async (code, message) => {
    const cause = Object.assign(new Error(message), { code });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const { error } = await createClient({ token: "bearer", fetch }).POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 1 });
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

  test("an error that it throws may be a revoked Proxy, for which even instanceof throws", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const flatpeak = createClient({
      token: "bearer",
      fetch: () => {
        AbortSignal.abort(proxy).throwIfAborted();
        return new Promise(() => undefined);
      },
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 3 });
    expect(error?.message).toMatch(/: no reason was given$/);
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

  test("throwing nothing leaves the error without a reason", async () => {
    const nothing: unknown = undefined;
    const fetch = () => {
      throw nothing as Error;
    };
    const { error } = await createClient({ token: "bearer", retries: 0, fetch }).GET("/devices");
    expect(error?.message).toMatch(/ \(GET \/devices\): no reason was given$/);
    expect(error?.cause).toBeUndefined();
  });

  test.each([
    ["undefined", undefined],
    ["a plain object", {}],
    ["an object without headers", { status: 200, text: () => Promise.resolve("{}") }],
    ["an object without a status", { headers: new Headers(), text: () => Promise.resolve("{}") }],
  ])("returning %s is a ConnectionError", async (_name, value) => {
    const flatpeak = createClient({
      token: "bearer",
      fetch: () => Promise.resolve(value as unknown as Response),
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error?.kind).toBe("connection");
    expect(error?.message).toMatch(/: fetch returned no Response$/);
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
