import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ApiError, AuthenticationError, UsageError } from "flatpeak";
import type { FlatpeakEvent, Manifest } from "flatpeak";
import { createFetch, errorOf } from "flatpeak/fetch";
import type { CreateFetchOptions, WebFetch } from "flatpeak/fetch";
import { findFreePort } from "../support/free-port.ts";
import { startServer } from "../support/server.ts";
import type { ReceivedRequest, RawServer } from "../support/server.ts";

/** Responses of the server to an operation, in order; the last one repeats. */
type Script = readonly ((request: ReceivedRequest) => Answer | undefined)[];
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

let server: RawServer;
let stranger: RawServer;
let script: Script = [];
let logins = 0;
let valid = new Set<string>();

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const device = json({ object: "device", id: "dev_1" });
const refusal = json({ object: "error", code: "access_denied", message: "no" }, 401);

beforeAll(async () => {
  server = await startServer((request, _, outgoing) => {
    const answer = answerTo(request);
    // A request that must time out gets no response.
    if (answer === undefined) return;
    outgoing.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  stranger = await startServer((_, __, outgoing) => outgoing.end("stranger"));
});
afterAll(async () => {
  await server.close();
  await stranger.close();
});
beforeEach(() => {
  script = [() => device];
  valid = new Set();
});

function answerTo(request: ReceivedRequest): Answer | undefined {
  if (request.url === "/v1/login") {
    const token = `bearer-number-${++logins}`;
    valid.add(`Bearer ${token}`);
    return json({ object: "token", bearer_token: token, expires_in: 3600, live_mode: false });
  }
  if (!request.url.startsWith("/v1/devices")) return { body: "unknown path" };
  if (!valid.has(request.headers.authorization ?? "")) return refusal;
  const [next, ...rest] = script;
  if (rest.length > 0) script = rest;
  return next?.(request);
}

function make(options: CreateFetchOptions = {}): {
  fetch: WebFetch;
  url: (path: string) => string;
  since: () => readonly ReceivedRequest[];
} {
  const from = server.requests.length;
  const baseUrl = `${server.origin}/v1`;
  const fetch = createFetch({ accountId: "acc_1", apiKey: "sk_test_of_the_tests", baseUrl, ...options });
  return { fetch, url: (path) => baseUrl + path, since: () => server.requests.slice(from) };
}

describe("a fetch with the guarantees of a client", () => {
  test("concurrent requests share one login, and have the headers of client and caller", async () => {
    const { fetch, url, since } = make({ headers: { "x-team": "blue" } });
    const headers = { "x-trace": "abc" };
    const responses = await Promise.all(
      ["1", "2", "3"].map((id) => fetch(url(`/devices/${id}?a=b`), { headers })),
    );
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual([
      { object: "device", id: "dev_1" },
      { object: "device", id: "dev_1" },
      { object: "device", id: "dev_1" },
    ]);
    expect(
      since()
        .map((request) => request.url)
        .sort(),
    ).toEqual(["/v1/devices/1?a=b", "/v1/devices/2?a=b", "/v1/devices/3?a=b", "/v1/login"]);
    const sent = since().at(-1);
    expect(sent?.headers).toMatchObject({ "x-team": "blue", "x-trace": "abc" });
    expect(sent?.headers).toHaveProperty("flatpeak-version");
    expect(sent?.headers.authorization).toMatch(/^Bearer bearer-number-/);
    expect(responses[0]?.url).toBe(url("/devices/1?a=b"));
  });

  test("the URL of a response has no fragment, as with fetch", async () => {
    const { fetch, url } = make();
    const target = url("/devices/1?a=b#part");
    expect((await fetch(target)).url).toBe((await globalThis.fetch(target)).url);
  });

  const bodies: [string, () => RequestInit][] = [
    ["a text", () => ({ body: '{"reference_id":"DEV1"}' })],
    ["bytes", () => ({ body: new TextEncoder().encode('{"reference_id":"DEV1"}') })],
    [
      "a stream",
      () => ({ body: new Blob(['{"reference_id"', ':"DEV1"}']).stream(), duplex: "half" }) as RequestInit,
    ],
  ];
  describe.each(bodies)("%s as the body", (_, makeInit) => {
    test.each(["a URL and an init", "a Request"])(
      "is unchanged in the replay after a 401, in %s",
      async (form) => {
        const { fetch, url, since } = make();
        await fetch(url("/devices/1"));
        valid.clear();
        const init = { ...makeInit(), method: "POST", headers: { "content-type": "application/json" } };
        const response =
          form === "a Request"
            ? await fetch(new Request(url("/devices"), init))
            : await fetch(new URL(url("/devices")), init);
        expect(response.status).toBe(200);
        const posts = since().filter(({ method }) => method === "POST");
        expect(posts.map(({ body }) => body)).toEqual(['{"reference_id":"DEV1"}', '{"reference_id":"DEV1"}']);
        expect(posts.map(({ headers }) => headers["content-type"])).toEqual([
          "application/json",
          "application/json",
        ]);
        expect(new Set(posts.map(({ headers }) => headers.authorization)).size).toBe(2);
      },
    );
  });

  test("retries depend on the operation: a GET after a 503, a POST only after a 429", async () => {
    const { fetch, url, since } = make();
    const busy = (status: number) => () => ({
      ...json({ message: "busy" }, status),
      headers: { "retry-after": "0" },
    });
    script = [busy(503), busy(503), () => device];
    expect((await fetch(url("/devices/1"))).status).toBe(200);
    expect(since()).toHaveLength(4);
    script = [busy(503), () => device];
    expect((await fetch(url("/devices"), { method: "POST", body: "{}" })).status).toBe(503);
    expect(since()).toHaveLength(5);
    script = [busy(429), () => device];
    expect((await fetch(url("/devices"), { method: "POST", body: "{}" })).status).toBe(200);
    expect(since()).toHaveLength(7);
  });

  test("a DELETE with a 404 after an attempt of unknown outcome is a 204", async () => {
    const { fetch, url } = make();
    script = [
      () => ({ ...json({}, 503), headers: { "retry-after": "0" } }),
      () => json({ message: "none" }, 404),
    ];
    const response = await fetch(url("/devices/1"), { method: "DELETE" });
    expect(response.status).toBe(204);
    expect(errorOf(response, "delete-device")).toBeUndefined();
  });

  test("a PATCH is sent in upper case, since fetch corrects only other methods", async () => {
    const { fetch, url, since } = make();
    await fetch(url("/devices/1"), { method: "PATCH", body: "{}" });
    expect(since().at(-1)).toMatchObject({ method: "PATCH", url: "/v1/devices/1" });
  });

  test("events name the operation", async () => {
    const events: FlatpeakEvent[] = [];
    const { fetch, url } = make({ onEvent: (event) => void events.push(event) });
    await fetch(url("/devices/dev_1"));
    expect(events.map(({ type, operationId }) => `${type} ${operationId}`)).toEqual([
      "request bearer-token",
      "response bearer-token",
      "login bearer-token",
      "request get-device",
      "response get-device",
    ]);
  });

  test("fetch options of an init and of a Request reach the custom fetch", async () => {
    const seen: RequestInit[] = [];
    const { fetch, url } = make({
      fetch: (to, init) => {
        if (!to.endsWith("/login")) seen.push(init);
        return globalThis.fetch(to, init);
      },
    });
    await fetch(url("/devices/1"), { cache: "no-store", redirect: "follow" });
    await fetch(new Request(url("/devices/1"), { credentials: "include", redirect: "follow" }));
    expect(seen).toMatchObject([
      { cache: "no-store", redirect: "manual" },
      { credentials: "include", redirect: "manual" },
    ]);
    expect(seen[1]).not.toHaveProperty("cache");
  });
});

describe("credentials are sent only to operations of the contract", () => {
  afterEach(() => {
    expect(
      [...server.requests, ...stranger.requests].filter(
        ({ url, headers }) => url.includes("other") && headers.authorization,
      ),
    ).toEqual([]);
  });

  test.each(["a URL", "a Request"])(
    "another origin gets none, even for a path of the contract: %s",
    async (form) => {
      const { fetch, since } = make({ headers: { "x-team": "blue" } });
      const url = `${stranger.origin}/v1/devices/1`;
      const init = { method: "PUT", body: "as it is", headers: { "x-own": "1" } };
      const response = form === "a URL" ? await fetch(url, init) : await fetch(new Request(url, init));
      expect(await response.text()).toBe("stranger");
      const sent = stranger.requests.at(-1);
      expect(sent).toMatchObject({
        method: "PUT",
        url: "/v1/devices/1",
        body: "as it is",
        headers: { "x-own": "1" },
      });
      expect(sent?.headers).not.toHaveProperty("authorization");
      expect(sent?.headers).not.toHaveProperty("x-team");
      expect(since()).toEqual([]);
    },
  );

  test("the custom fetch is called for another origin with a URL and an init", async () => {
    const seen: unknown[] = [];
    const { fetch } = make({
      headers: { "x-team": "blue" },
      fetch: (to, init) => {
        seen.push([to, init.method, init.headers]);
        return globalThis.fetch(to, init);
      },
    });
    const url = `${stranger.origin}/v1/devices/1`;
    await fetch(new Request(url, { method: "POST", body: "text", headers: { "x-own": "1" } }));
    expect(stranger.requests.at(-1)?.body).toBe("text");
    expect(seen).toEqual([[url, "POST", { "x-own": "1", "content-type": "text/plain;charset=UTF-8" }]]);
  });

  test.each([
    ["GET", "/v1/other"],
    ["GET", "/devices/other"],
    ["PATCH", "/v1/devices?other"],
    ["GET", "/v1/devices/../other"],
    ["GET", "/v1/devices/%E0%A4%A/other"],
  ])("%s %s, which the contract lacks, gets none", async (method, path) => {
    const { fetch, since } = make();
    const response = await fetch(server.origin + path, { method });
    expect(response.status).toBe(path.includes("devices?") || path.startsWith("/v1/devices/%") ? 401 : 200);
    expect(since().map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("a redirect is not followed", async () => {
    const { fetch, url } = make();
    script = [() => ({ status: 307, headers: { location: `${stranger.origin}/other` } })];
    const before = stranger.requests.length;
    const response = await fetch(url("/devices/1"));
    expect(response.status).toBe(307);
    expect(errorOf(response, "get-device")).toMatchObject({ kind: "unexpected-response" });
    expect(stranger.requests).toHaveLength(before);
  });

  test("an authorization header is refused before anything is sent", async () => {
    const { fetch, url, since } = make();
    const sent = fetch(url("/devices/1"), { headers: { authorization: "Bearer mine" } });
    await expect(sent).rejects.toThrow(/headers has an authorization/);
    expect(since()).toEqual([]);
  });
});

describe("every response is returned, and errorOf returns its error", () => {
  test("of a documented status", async () => {
    const { fetch, url } = make();
    script = [() => json({ object: "error", code: "conflict", message: "Reference ID already exists" }, 409)];
    const response = await fetch(url("/devices"), { method: "POST", body: "{}" });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "conflict" });
    const error = errorOf(response, "create-device");
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, documented: true, attempts: 1, body: { code: "conflict" } });
    expect(errorOf(response, "get-device")).toBeUndefined();
    expect(errorOf(new Response(null, { status: 409 }), "create-device")).toBeUndefined();
  });

  test("of an invalid 2xx, whole and unchanged", async () => {
    const { fetch, url } = make({ retries: 0 });
    const page = `<html>${"ä".repeat(100_000)}</html>`;
    script = [() => ({ headers: { "content-type": "text/html" }, body: page })];
    const response = await fetch(url("/devices/1"));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toBe(page);
    expect(errorOf(response, "get-device")).toMatchObject({ kind: "unexpected-response", attempts: 1 });
  });

  test("of an error that repeats the bearer token, without that token", async () => {
    const { fetch, url } = make();
    script = [
      ({ headers }) => ({
        status: 404,
        headers: { "x-echo": headers.authorization ?? "" },
        body: headers.authorization ?? "",
      }),
    ];
    const response = await fetch(url("/devices/1"));
    expect(await response.text()).not.toContain("bearer-number");
    expect(response.headers.get("x-echo")).not.toContain("bearer-number");
  });

  test("except for a success", async () => {
    const { fetch, url } = make();
    const response = await fetch(url("/devices/1"));
    expect(errorOf(response, "get-device")).toBeUndefined();
    expect(response.ok).toBe(true);
  });
});

describe("it rejects only if there is no response", () => {
  test.each(["an init", "a Request"])("with the reason of the signal of %s", async (form) => {
    const { fetch, url } = make();
    script = [() => undefined];
    const controller = new AbortController();
    const init = { signal: controller.signal };
    const sent =
      form === "an init" ? fetch(url("/devices/1"), init) : fetch(new Request(url("/devices/1"), init));
    const reason = new Error("no longer needed");
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  test("with a TimeoutError after the deadline, also for a body stream that never ends", async () => {
    const { fetch, url, since } = make({ timeout: 50 });
    script = [() => undefined];
    await expect(fetch(url("/devices/1"))).rejects.toMatchObject({ kind: "timeout", name: "TimeoutError" });
    let cancelled = false;
    const body = new ReadableStream({
      cancel: () => {
        cancelled = true;
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    await expect(fetch(url("/devices"), init)).rejects.toMatchObject({
      kind: "timeout",
      outcome: "not-sent",
    });
    await expect.poll(() => cancelled).toBe(true);
    expect(since().filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("with a ConnectionError if there is no connection", async () => {
    const baseUrl = `http://127.0.0.1:${await findFreePort()}/v1`;
    const { fetch } = make({
      baseUrl,
      token: "bearer",
      accountId: undefined,
      apiKey: undefined,
      retries: 0,
    });
    await expect(fetch(`${baseUrl}/devices/1`)).rejects.toMatchObject({
      kind: "connection",
      outcome: "not-sent",
    });
  });

  test("with an AuthenticationError if the login is refused", async () => {
    const { fetch } = make({ baseUrl: stranger.origin });
    await expect(fetch(`${stranger.origin}/devices/1`)).rejects.toBeInstanceOf(AuthenticationError);
  });

  test("with a UsageError if the stream of a body fails", async () => {
    const { fetch, url, since } = make();
    const body = new ReadableStream({
      pull: (controller) => {
        controller.error(new Error("disk failed"));
      },
    });
    const sent = fetch(url("/devices"), { method: "POST", body, duplex: "half" } as RequestInit);
    await expect(sent).rejects.toThrow(/the body of the request cannot be read: disk failed/);
    await expect(sent).rejects.toBeInstanceOf(UsageError);
    expect(since()).toEqual([]);
  });

  test("with an UnexpectedResponseError if a body is larger than maxBodyBytes", async () => {
    const { fetch, url, since } = make({ maxBodyBytes: 10 });
    await expect(fetch(url("/devices/1"))).rejects.toMatchObject({ kind: "unexpected-response" });
    expect(since()).toHaveLength(2);
  });

  test("with a TypeError for an invalid URL, like fetch", async () => {
    await expect(make().fetch("http://")).rejects.toBeInstanceOf(TypeError);
  });
});

describe("options", () => {
  test.each(["querySerializer", "bodySerializer", "pathSerializer"])("%s is refused", (name) => {
    const options = { token: "bearer", [name]: () => "" };
    expect(() => createFetch(options)).toThrow(`createFetch has no ${name}`);
  });

  test("a global createFetch needs the original fetch", async () => {
    const original = globalThis.fetch;
    try {
      globalThis.fetch = createFetch({ token: "bearer" });
      await expect(globalThis.fetch("https://example.com")).rejects.toThrow(/pass the original/);
      globalThis.fetch = createFetch({ token: "bearer", fetch: original });
      const response = await globalThis.fetch(`${stranger.origin}/`);
      expect(await response.text()).toBe("stranger");
    } finally {
      globalThis.fetch = original;
    }
  });

  test("it supports another contract, and returns content that is not JSON unchanged", async () => {
    const manifest: Manifest = {
      apiVersion: "1",
      operations: {
        "GET /devices/{id}/image": {
          operationId: "get-image",
          security: "bearer",
          versioned: false,
          idempotent: true,
          success: { 200: "any" },
          errors: { 404: "object" },
        },
      },
    };
    const { fetch, url, since } = make({
      manifest,
      token: "bearer-of-another",
      accountId: undefined,
      apiKey: undefined,
    });
    valid.add("Bearer bearer-of-another");
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    script = [() => ({ headers: { "content-type": "image/png" }, body: bytes })];
    const response = await fetch(url("/devices/1/image"));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(since()).toHaveLength(1);
    // Flatpeak's operations are not part of this contract.
    await fetch(url("/devices/1"));
    expect(since().at(-1)?.headers).not.toHaveProperty("authorization");
  });

  test("content is not judged if the contract documents no success", async () => {
    const manifest: Manifest = {
      apiVersion: "1",
      operations: {
        "GET /devices/{id}/state": {
          operationId: "get-state",
          security: "bearer",
          versioned: false,
          idempotent: true,
          success: {},
          errors: {},
        },
      },
    };
    const { fetch, url } = make({ manifest, token: "bearer", accountId: undefined, apiKey: undefined });
    valid.add("Bearer bearer");
    script = [() => ({ headers: { "content-type": "text/plain" }, body: "on" })];
    const response = await fetch(url("/devices/1/state"), { headers: { accept: "text/plain" } });
    expect(await response.text()).toBe("on");
    expect(errorOf(response, "get-state" as "get-device")).toBeUndefined();
  });
});
