import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { closeOf, startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const MEGABYTE = Buffer.alloc(2 ** 20, " ");
const path = { params: { path: { id: "dev_1" } } };
/** JSON of a given size. */
const object = (size: number) => `{"id":"${"x".repeat(size - 9)}"}`;

let server: RawServer;
let flatpeak: Client;
let reply: { body: string | Buffer; headers?: Record<string, string> };
let closed: Promise<void>[];

beforeEach(async () => {
  closed = [];
  server = await startServer(({ url }, { socket }, outgoing) => {
    closed.push(closeOf(socket));
    if (url.endsWith("endless")) {
      const write = (): unknown => outgoing.write(MEGABYTE, (error) => !error && write());
      write();
    } else outgoing.writeHead(200, reply.headers).end(reply.body);
  });
  flatpeak = createClient({ baseUrl: server.origin, token: "bearer", maxBodyBytes: 1000 });
});
afterEach(() => server.close());

const get = (options: object = {}) => flatpeak.GET("/devices/{id}", { ...path, ...options });

describe("a success that is larger than maxBodyBytes", () => {
  test.each([
    ["as it is", { body: object(1001) }],
    ["after decompression", { body: gzipSync(object(1001)), headers: { "content-encoding": "gzip" } }],
  ])("%s, is an error that names the option, and is not retried", async (_name, given) => {
    reply = given;
    const { data, error } = await get();
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ kind: "unexpected-response", attempts: 1, outcome: "unknown" });
    expect(error?.message).toContain("a body of more than 1000 bytes, the limit of maxBodyBytes");
  });

  test("may be exactly as large", async () => {
    reply = { body: object(1000) };
    expect((await get()).data?.id.length).toBe(991);
  });

  test.each(["text", "blob", "arrayBuffer"] as const)(
    "is an error in the form of %s, too",
    async (parseAs) => {
      reply = { body: object(1001) };
      expect((await get({ parseAs })).error?.kind).toBe("unexpected-response");
      reply = { body: object(1000) };
      expect((await get({ parseAs })).error).toBeUndefined();
    },
  );

  test("has the limit of the call, which 0 removes; a stream has no limit", async () => {
    reply = { body: object(5000) };
    expect((await get({ maxBodyBytes: 0 })).data?.id.length).toBe(4991);
    expect((await get({ maxBodyBytes: 4999 })).error?.kind).toBe("unexpected-response");
    const { data } = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "stream" });
    expect((await new Response(data).text()).length).toBe(5000);
  });

  test("releases its connection at once, even if it never ends", async () => {
    const { error } = await createClient({ baseUrl: server.origin, token: "bearer" }).GET("/devices/{id}", {
      params: { path: { id: "endless" } },
    });
    expect(error?.message).toContain("more than 33554432 bytes");
    await Promise.all(closed);
  });

  test.each([-1, 1.5, NaN, Infinity, "1"])("is a UsageError with a limit of %s", async (maxBodyBytes) => {
    const limit = maxBodyBytes as number;
    expect(() => createClient({ token: "bearer", maxBodyBytes: limit })).toThrow(
      /maxBodyBytes is .*; it must be/,
    );
    expect((await get({ maxBodyBytes: limit })).error?.kind).toBe("usage");
  });
});

test("the response of a login is at most 64 KiB, and a larger one is not retried", async () => {
  let logins = 0;
  const client = createClient({
    accountId: "acc_1",
    apiKey: "sk_test_1",
    maxBodyBytes: 0,
    fetch: () => {
      logins += 1;
      return Promise.resolve(Response.json({ bearer_token: "b".repeat(70_000), expires_in: 1 }));
    },
  });
  const { error } = await client.GET("/devices");
  expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent" });
  expect(error?.message).toContain("a body of more than 65536 bytes (GET /login)");
  expect(logins).toBe(1);
});

const never = () => new Promise<never>(() => undefined);

describe("a Response whose body is not a ReadableStream", () => {
  const respond = (status: number, foreign: object) =>
    createClient({
      token: "bearer",
      maxBodyBytes: 1000,
      retries: 0,
      fetch: () => Promise.resolve({ status, headers: new Headers(), ...foreign } as unknown as Response),
    });

  test.each([
    ["a success", 200],
    ["an error page", 502],
  ])("but can be iterated, like node-fetch's: %s is read only as far as needed", async (_name, status) => {
    let read = 0;
    const body = Readable.from(
      (function* () {
        for (; read < 60; read += 1) yield MEGABYTE;
      })(),
    );
    const { error } = await respond(status, { body }).GET("/devices");
    expect(error?.kind).toBe(status === 200 ? "unexpected-response" : "api");
    expect(read).toBeLessThan(20);
    expect(body.destroyed).toBe(true);
  });

  test.each([
    ["a success", 200, "unexpected-response"],
    ["an error page", 502, "api"],
  ])(
    "and never ends, with empty pieces that need no I/O: %s stops the reading",
    async (_name, status, kind) => {
      let stopped = 0;
      const piece = { value: new Uint8Array() };
      const body = {
        getReader: () => ({
          read: () => (stopped > 0 ? new Promise(() => undefined) : Promise.resolve(piece)),
          cancel: () => Promise.resolve((stopped += 1)),
        }),
      };
      const { error } = await respond(status, { body }).GET("/devices");
      expect(error).toMatchObject({ kind, attempts: 1 });
      expect(stopped).toBe(1);
    },
  );

  test("is no longer read once its call has ended, if the fetch ignores the signal", async () => {
    let reads = 0;
    let stopped = 0;
    let deliver: () => void = () => undefined;
    let body = {};
    const begun = new Promise<void>((begin) => {
      const read = () => {
        reads += 1;
        begin();
        return new Promise((resolve) => {
          deliver = () => {
            resolve({ value: new Uint8Array(1) });
          };
        });
      };
      body = { getReader: () => ({ read, cancel: () => Promise.resolve((stopped += 1)) }) };
    });
    const controller = new AbortController();
    const call = respond(200, { body }).GET("/devices", { signal: controller.signal, maxBodyBytes: 0 });
    await begun;
    controller.abort();
    expect((await call).error?.kind).toBe("aborted");
    deliver();
    await new Promise(setImmediate);
    expect({ reads, stopped }).toEqual({ reads: 1, stopped: 1 });
  });

  test("but can be iterated, gives data and streams like any other", async () => {
    const body = () => Readable.from([Buffer.from('{"a"'), Buffer.from(":1}")]);
    expect((await respond(200, { body: body() }).GET("/devices")).data).toEqual({ a: 1 });
    const { data } = await respond(200, { body: body() }).GET("/devices", { parseAs: "stream" });
    expect(await new Response(data).text()).toBe('{"a":1}');
  });

  test("and can only be read whole, is refused by its content-length, else after reading", async () => {
    const text = vi.fn(() => Promise.resolve(" ".repeat(2000)));
    const headers = new Headers({ "content-length": "2000" });
    const { error } = await respond(200, { text, headers }).GET("/devices");
    expect(error?.message).toContain("maxBodyBytes");
    expect(error?.kind === "unexpected-response" && error.rawBody).toBe("");
    expect(text).not.toHaveBeenCalled();
    expect((await respond(200, { text }).GET("/devices")).error?.message).toContain("maxBodyBytes");
  });

  test("and can only be read whole, may be exactly as large as its content-length allows", async () => {
    const headers = new Headers({ "content-length": "1000" });
    const text = () => Promise.resolve(object(1000));
    expect((await respond(200, { text, headers }).GET("/devices")).error).toBeUndefined();
  });

  test.each([
    ["can be iterated, without a way to stop", { body: { [Symbol.asyncIterator]: () => ({ next: never }) } }],
    ["can only be read whole", { arrayBuffer: never }],
  ])("but %s, has a stream that can be cancelled", async (_name, foreign) => {
    const { data } = await respond(200, foreign).GET("/devices", { parseAs: "stream" });
    await expect(data?.cancel()).resolves.toBeUndefined();
  });
});

describe("a deadline that passes while a body is parsed", () => {
  let now = 0;

  beforeEach(() => {
    now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** A body whose parsing blocks the event loop beyond the deadline, so that no timer fires. */
  const respond = () => {
    const bytes = new TextEncoder().encode("{}");
    Object.defineProperty(bytes, "byteLength", {
      get: () => {
        now = 60_000;
        return 2;
      },
    });
    const pieces = [{ done: false, value: bytes }, { done: true }];
    const body = { getReader: () => ({ read: () => Promise.resolve(pieces.shift()) }) };
    return Promise.resolve({ status: 200, headers: new Headers(), body } as unknown as Response);
  };
  const client = createClient({ token: "bearer", fetch: respond, retries: 0, timeout: 60_000 });

  test("ends an idempotent call", async () => {
    expect((await client.GET("/devices/{id}", path)).error).toMatchObject({
      kind: "timeout",
      phase: "response",
    });
  });

  test("does not discard the success of a call that cannot be repeated", async () => {
    expect(await client.POST("/devices", { body: {} })).toMatchObject({ data: {}, error: undefined });
  });
});

test("a runtime without ReadableStream gets a clear error if a stream is needed", async () => {
  const { error } = await callWithout("ReadableStream", "stream");
  expect(error).toMatchObject({ kind: "usage", attempts: 1 });
  expect(error?.message).toContain(
    "This runtime cannot make the call (GET /devices/{id}): ReadableStream is not defined",
  );
});

test("a runtime without TextDecoder reads JSON as a whole", async () => {
  expect(await callWithout("TextDecoder", "json")).toMatchObject({ data: {}, error: undefined });
});

test("a runtime without TextDecoder reads a blob only as far as needed", async () => {
  let read = 0;
  const body = Readable.from(
    (function* () {
      for (; read < 60; read += 1) yield MEGABYTE;
    })(),
  );
  const response: object = { status: 200, headers: new Headers(), body };
  expect((await callWithout("TextDecoder", "blob", response as Response)).error?.kind).toBe(
    "unexpected-response",
  );
  expect(read).toBeLessThan(20);
});

async function callWithout(
  name: "TextDecoder" | "ReadableStream",
  parseAs: "json" | "blob" | "stream",
  response = new Response("{}"),
) {
  const own = Object.getOwnPropertyDescriptor(globalThis, name);
  const fetch = () => Promise.resolve(response);
  const client = createClient({ token: "bearer", fetch, retries: 0, maxBodyBytes: 1000 });
  if (own === undefined) throw new Error("This runtime has no such global");
  Reflect.deleteProperty(globalThis, name);
  try {
    return await client.GET("/devices/{id}", { ...path, parseAs });
  } finally {
    Object.defineProperty(globalThis, name, own);
  }
}
