import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

let sent: { url: string; init: RequestInit }[] = [];
const client = (): Client => {
  sent = [];
  return createClient({
    token: "bearer-of-a-user",
    fetch: (url, init) => {
      sent.push({ url, init });
      return Promise.resolve(Response.json({ object: "list", data: [], id: "dev_1" }));
    },
  });
};

const FOREIGN_DATE: unknown = runInNewContext("new Date(NaN)");

/** A rejection with a value that is not an Error. */
async function rejectWith(reason: unknown): Promise<never> {
  const promise: unknown = Promise.reject.call(Promise, reason);
  await promise;
  throw new Error("not reached");
}

/** A call without types: the compiler would refuse these. */
async function call(init: unknown, method: "GET" | "POST" = "GET") {
  const untyped = client() as unknown as Record<
    string,
    (path: string, init: unknown) => Promise<{ error?: Error & { kind: string; outcome: string } }>
  >;
  return (await untyped[method]?.("/devices", init))?.error;
}

describe("an unknown option is refused, with the nearest known name", () => {
  test.each<[object, RegExp]>([
    [{ timeoutMs: 5 }, /: init has no "timeoutMs"; did you mean timeout\?/],
    [{ query: { reference_id: "A" } }, /query.*pass params: \{ query/],
    [{ baseUrl: "https://other.example" }, /one origin/],
    [{ cache: "no-store" }, /fetchOptions: \{ cache/],
    [{ next: { revalidate: 1 } }, /fetchOptions: \{ next/],
    [{ params: { querry: {} } }, /: params has no "querry"; did you mean query\?/],
    [{ params: { cookie: { a: 1 } } }, /cookie/],
    [{ retries: "3" }, /retries is "3"/],
    [{ retries: 1.5 }, /retries is 1.5; it must be a whole number/],
    [{ retries: -1 }, /retries is -1/],
    [{ maxBodyBytes: -1 }, /: maxBodyBytes is -1/],
    [{ bodySerializer: 1 }, /: bodySerializer must be a function/],
    [{ pathSerializer: 1 }, /: pathSerializer must be a function/],
    [{ timeout: -1 }, /timeout is -1/],
    [{ timeout: 2 ** 31 }, /timeout is 2147483648; it must be .* to 2147483647/],
    [{ fetch: 1 }, /fetch must be a function/],
  ])("%j", async (init, message) => {
    const error = await call(init);
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(error?.message).toMatch(message);
    expect(sent).toEqual([]);
  });

  test.each<object>([{ timeout: 0 }, { timeout: 2 ** 31 - 1 }, { retries: 0 }, { maxBodyBytes: 100 }])(
    "the limit %j is accepted",
    async (init) => {
      expect(await call(init)).toBeUndefined();
    },
  );

  test("an unknown name whose value is undefined is ignored", async () => {
    expect(await call({ baseUrl: undefined, timeoutMs: undefined })).toBeUndefined();
  });

  test("an unknown option of createClient is refused, too", () => {
    // @ts-expect-error: misspelled
    expect(() => createClient({ token: "bearer-of-a-user", timeOut: 5 })).toThrow(
      'createClient has no "timeOut"; did you mean timeout?',
    );
    // @ts-expect-error: an option of fetch
    expect(() => createClient({ token: "bearer-of-a-user", credentials: "include" })).toThrow(/fetchOptions/);
  });

  test("a fake can be passed as options, whole or spread", () => {
    const fake = createFakeFlatpeak();
    expect(() => createClient(fake)).not.toThrow();
    expect(() => createClient({ ...fake, retries: 0 })).not.toThrow();
    // Its other members are not enumerable, so a spread does not copy them.
    expect(Object.keys({ ...fake })).toEqual(["accountId", "apiKey", "allowBrowser", "fetch"]);
    const { accountId, apiKey, fetch } = fake;
    const ofEarlier = {
      ...{ accountId, apiKey, fetch, allowBrowser: true, requests: [], logins: 0 },
      ...{ on: fetch, fail: fetch, issueToken: fetch, revokeTokens: fetch, reset: fetch },
    };
    expect(() => createClient({ ...ofEarlier, retries: 0 })).not.toThrow();
  });

  test("a path that the contract lacks names the nearest", async () => {
    // @ts-expect-error: no such path
    const { error } = await client().GET("/device");
    expect(String(error)).toMatch(/no such operation; did you mean GET \/devices\?/);
  });
});

describe("a value that JSON would change silently is refused, with its place", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  test.each<[string, unknown, RegExp]>([
    ["NaN", { readings: [{ value: 1 }, { value: NaN }] }, /"\/readings\/1\/value" of the body is NaN/],
    ["Infinity", { "a/b": { "~": -Infinity } }, /"\/a~1b\/~0" of the body is -Infinity/],
    ["a Map", new Map([["reference_id", "A"]]), /the body is a Map/],
    ["a Set", { tags: new Set([1]) }, /"\/tags".*a Set/],
    ["a Promise", Promise.resolve({}), /a Promise/],
    ["a Blob", { photo: new Blob(["x"]) }, /a Blob/],
    ["URLSearchParams", new URLSearchParams("a=1"), /URLSearchParams/],
    ["an ArrayBuffer", new ArrayBuffer(8), /ArrayBuffer/],
    ["bytes", new Uint8Array(2), /Uint8Array/],
    ["a stream", new ReadableStream(), /ReadableStream/],
    ["a symbol", { a: Symbol("s") }, /"\/a".*symbol/],
    ["a function", () => undefined, /: the body is a function, which JSON cannot carry$/],
    ["an empty array slot", { list: [1, undefined] }, /"\/list\/1".*undefined/],
    ["an invalid date", { at: new Date(NaN) }, /"\/at".*invalid date/],
    ["an invalid date of another realm", { at: FOREIGN_DATE }, /"\/at".*invalid date/],
    ["a number beside a property toJSON", { toJSON: 1, a: NaN }, /"\/a" of the body is NaN/],
    ["a circle", circle, /cannot be sent as JSON/],
    ["a BigInt", { a: 1n }, /cannot be sent as JSON/],
  ])("%s", async (_, body, message) => {
    const error = await call({ body }, "POST");
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(error?.message).toMatch(message);
    expect(sent).toEqual([]);
  });

  test.each(["client", "call"])("the result of a bodySerializer of the %s is not checked", async (whose) => {
    const bodies: unknown[] = [];
    const serializer = { bodySerializer: (body: unknown) => (body instanceof Map ? "a map" : "else") };
    const flatpeak = createClient({
      token: "bearer-of-a-user",
      fetch: (_url, { body }) => Promise.resolve(Response.json({ id: bodies.push(body) })),
      ...(whose === "client" ? serializer : {}),
    });
    const body: object = new Map([["reading", NaN]]);
    const init = { body, ...(whose === "call" ? serializer : {}) };
    expect((await flatpeak.POST("/devices", init)).error).toBeUndefined();
    expect(bodies).toEqual(["a map"]);
  });

  test.each<[string, unknown, string]>([
    ["a date", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    [
      "an instance of a class",
      new (class {
        readonly id = 1;
      })(),
      '{"id":1}',
    ],
    ["an object with toJSON", { toJSON: () => "text" }, '"text"'],
    ["a property that is named toJSON", { toJSON: 1, a: {} }, '{"toJSON":1,"a":{}}'],
    ["absent members", { a: undefined, b: null, c: {} }, '{"b":null,"c":{}}'],
  ])("%s is sent", async (_, body, expected) => {
    expect(await call({ body }, "POST")).toBeUndefined();
    expect(sent[0]?.init.body).toBe(expected);
  });
});

describe("invalid input is a UsageError in `error`, and leaves nothing behind", () => {
  const throwing = (name: string): object =>
    Object.defineProperty({}, name, {
      enumerable: true,
      get: () => {
        throw new Error(`no ${name}`);
      },
    });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  // Even `instanceof` throws for it.
  const throwProxy = (): void => {
    AbortSignal.abort(revoked.proxy).throwIfAborted();
  };
  test.each<[string, unknown]>([
    ...["params", "headers", "retries", "fetchOptions", "parseAs", "signal", "body", "timeout"].map(
      (name): [string, unknown] => [`a getter of ${name} that throws`, throwing(name)],
    ),
    ["a revoked Proxy", revoked.proxy],
    ["a querySerializer that throws a revoked Proxy", { querySerializer: throwProxy }],
    ["middleware that throws a revoked Proxy", { middleware: [{ onRequest: throwProxy }] }],
    ["null", null],
    ["a text", "init"],
    ["an empty text", ""],
    [
      "a signal without aborted",
      { signal: { addEventListener: () => undefined, removeEventListener: () => undefined } },
    ],
    [
      "a signal without removeEventListener",
      { signal: { aborted: false, addEventListener: () => undefined } },
    ],
  ])("%s", async (_, init) => {
    const error = await call(init);
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
    expect(error).toBeInstanceOf(Error);
    expect(sent).toEqual([]);
  });

  test.each([null, "init", ""])("an init that is no object: %j", async (init) => {
    expect((await call(init))?.message).toMatch(/init must be an object such as \{ params, body \}/);
  });

  test.each<[string, unknown]>([
    ["params", { query: {} }],
    ["headers", { "x-a": "1" }],
    ["retries", 0],
    ["fetchOptions", { keepalive: true }],
    ["parseAs", "json"],
    ["signal", new AbortController().signal],
    ["timeout", 1000],
  ])("a getter of %s is read only once", async (name, value) => {
    let reads = 0;
    const init = Object.defineProperty({}, name, {
      enumerable: true,
      get: () => {
        reads += 1;
        if (reads > 1) throw new Error(`no ${name}`);
        return value;
      },
    });
    expect(await call(init)).toBeUndefined();
    expect(reads).toBe(1);
  });

  test("a Proxy of a signal aborts the call like the signal", async () => {
    const controller = new AbortController();
    const flatpeak = createClient({ token: "bearer-of-a-user", fetch: () => new Promise(() => undefined) });
    const pending = flatpeak.GET("/devices", { signal: new Proxy(controller.signal, {}) });
    controller.abort();
    expect((await pending).error?.kind).toBe("aborted");
  });

  test("a signal whose listener cannot be removed does not make the call reject", async () => {
    const { signal } = new AbortController();
    const fail = (): never => {
      throw new Error("not supported");
    };
    const polyfill = Object.defineProperty(signal, "removeEventListener", { value: fail });
    expect((await client().GET("/devices", { signal: polyfill })).error).toBeUndefined();
  });

  test.each([undefined, null, 5, Symbol("GET"), {}, Object.create(null)])(
    "a method that is no text is refused: case %#",
    async (method: unknown) => {
      const result: unknown = await Reflect.apply(client().request, undefined, [method, "/devices"]);
      expect(result).toMatchObject({ error: { kind: "usage", outcome: "not-sent" } });
      expect(sent).toEqual([]);
    },
  );

  test("a path parameter is read once: the checked value is sent", async () => {
    let reads = 0;
    const path = {
      get id() {
        reads += 1;
        return reads === 1 ? "dev_1" : "..";
      },
    };
    await client().GET("/devices/{id}", { params: { path } });
    expect(sent[0]?.url).toBe("https://api.flatpeak.com/devices/dev_1");
  });

  test("an object with the brand of an error, thrown by fetch, is not an error of this package", async () => {
    const branded = { [Symbol.for("flatpeak.error")]: true, kind: "api", status: 409, operation: {} };
    const flatpeak = createClient({
      token: "bearer-of-a-user",
      retries: 0,
      fetch: () => rejectWith(branded),
    });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toBeInstanceOf(Error);
    expect(error?.kind).toBe("connection");
  });

  test("a runtime without fetch gets a clear error", async () => {
    const { fetch } = globalThis;
    const flatpeak = createClient({ token: "bearer-of-a-user" });
    Reflect.deleteProperty(globalThis, "fetch");
    try {
      const { error } = await flatpeak.GET("/devices");
      expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
      expect(error?.message).toBe(
        "GET /devices was not sent: this runtime has no global fetch; pass a fetch to createClient",
      );
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
