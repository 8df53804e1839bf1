import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient, UsageError } from "flatpeak";
import { createWebhookHandler, WebhookError } from "flatpeak/webhooks";
import type { WebhookHandlerOptions } from "flatpeak/webhooks";
import { deviceEvent } from "../support/event-api.ts";
import { createKeyApi } from "../support/key-api.ts";
import type { KeyApi } from "../support/key-api.ts";
import { startServer } from "../support/server.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";

const first = makeKey("wsk_1");
const second = makeKey("wsk_2");
const body = JSON.stringify(deviceEvent);
const never = new Promise<never>(() => undefined);

let api: KeyApi;
const errors: unknown[] = [];

beforeEach(() => {
  // Keys are imported on a thread, in real time, so no test may depend on how long that takes.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  api = createKeyApi(first.jwk);
  errors.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const create = (options: Partial<WebhookHandlerOptions> = {}) =>
  createWebhookHandler({
    client: api.client,
    verify: "signature",
    onEvent: () => undefined,
    onError: (error) => errors.push(error),
    ...options,
  });

const causeOf = (error: unknown): unknown => (error instanceof WebhookError ? error.cause : undefined);

const loads = () => api.count("/jwks.json");

const signed = (key = first, kid = String(key.jwk["kid"])) => {
  const headers = signedHeaders(body, key, Math.floor(Date.now() / 1_000));
  return new Request("https://example.com/", {
    method: "POST",
    headers: { ...headers, "flatpeak-key-id": kid },
    body,
  });
};

/** Returns status and reason of a delivery. */
async function deliver(
  handler: (request: Request) => Promise<Response>,
  request = signed(),
): Promise<string> {
  errors.length = 0;
  const { status } = await handler(request);
  const [error] = errors;
  return `${status}${error instanceof WebhookError ? ` ${error.reason}` : ""}`;
}

/** The same, for a response that waits until the key set times out. */
async function deliverSlowly(handler: (request: Request) => Promise<Response>): Promise<string> {
  const before = loads();
  const delivery = deliver(handler);
  while (loads() === before) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(3_000);
  return delivery;
}

describe("the key set", () => {
  test("is loaded from the API's jwks.json, without credentials or redirects", async () => {
    expect(await deliver(create())).toBe("204");
    expect(api.requests).toHaveLength(1);
    const [request] = api.requests;
    expect(request?.init).toMatchObject({ method: "GET", redirect: "manual" });
    expect(new Headers(request?.init.headers).has("authorization")).toBe(false);
  });

  test("is loaded from the client's base URL, with its fetch and its options", async () => {
    const fetch = vi.fn(() => Promise.resolve(Response.json({ keys: [first.jwk] })));
    const options = { baseUrl: "https://gateway.example/flatpeak/v1/", headers: { "x-proxy": "1" } };
    const client = createClient({ token: "bearer", fetch, ...options, fetchOptions: { keepalive: true } });
    expect(await deliver(create({ client }))).toBe("204");
    expect(fetch.mock.calls).toMatchObject([
      ["https://gateway.example/flatpeak/v1/jwks.json", { headers: { "x-proxy": "1" }, keepalive: true }],
    ]);
  });

  test("is never loaded from a URL in a request", async () => {
    const request = signed(second);
    for (const name of ["jku", "x5u", "jwk", "flatpeak-key-url"])
      request.headers.set(name, "https://evil.example/");
    expect(await deliver(create(), request)).toBe("403 unknown-key");
    expect(api.requests.map(({ path }) => path)).toEqual(["/jwks.json"]);
  });

  test("is found by another copy of the package", async () => {
    vi.resetModules();
    const copy = await import("flatpeak/webhooks");
    expect(copy.createWebhookHandler).not.toBe(createWebhookHandler);
    const handler = copy.createWebhookHandler({
      ...{ client: api.client, verify: "signature" },
      ...{ onEvent: () => undefined, onError: () => undefined },
    });
    expect(await deliver(handler)).toBe("204");
  });

  test("is loaded once for concurrent webhooks and for all handlers of a client", async () => {
    const handlers = [create(), create()];
    await Promise.all(handlers.flatMap((handler) => [handler(signed()), handler(signed(second))]));
    expect(loads()).toBe(1);
  });

  test("is kept for an hour, at any age of the process", async () => {
    vi.advanceTimersByTime(1_800_000);
    const handler = create();
    await deliver(handler);
    vi.advanceTimersByTime(3_599_999);
    expect(await deliver(handler)).toBe("204");
    expect(loads()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await deliver(handler)).toBe("204");
    expect(loads()).toBe(2);
  });

  test("does not appear in an inspected client", () => {
    expect(Object.keys(api.client).join()).not.toMatch(/key|fetch/i);
    expect(Object.getOwnPropertySymbols({ ...api.client })).toEqual([]);
  });
});

describe("a key ID that the key set lacks", () => {
  test("is not judged by a key set that is a minute old", async () => {
    const handler = create();
    await deliver(handler);
    api.respond = () => new Response(null, { status: 503 });
    vi.advanceTimersByTime(60_000);
    expect(await deliver(handler, signed(second))).toBe("503 keys-unavailable");
  });

  test("causes another load, at most once a minute for any number of IDs", async () => {
    const handler = create();
    await deliver(handler);
    for (let second = 0; second < 300; second++) {
      await handler(signed(first, `wsk_${second}`));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(loads()).toBe(5);
  });

  test("is found once the API has it", async () => {
    const handler = create();
    expect(await deliver(handler)).toBe("204");
    api.respond = () => Response.json({ keys: [first.jwk, second.jwk] });
    expect(await deliver(handler, signed(second))).toBe("403 unknown-key");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await deliver(handler, signed(second))).toBe("204");
    expect(await deliver(handler, signed(first))).toBe("204");
    expect(loads()).toBe(2);
  });
});

describe("a key that the API withdraws", () => {
  test("is refused after an hour at the latest", async () => {
    const handler = create();
    expect(await deliver(handler)).toBe("204");
    api.respond = () => Response.json({ keys: [second.jwk] });
    expect(await deliver(handler)).toBe("204");
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await deliver(handler)).toBe("403 unknown-key");
    expect(loads()).toBe(2);
  });

  test("stays valid while the API is unreachable", async () => {
    const handler = create();
    await deliver(handler);
    await vi.advanceTimersByTimeAsync(3_600_000);
    api.respond = () => Promise.reject(new Error("no connection"));
    for (let minute = 0; minute < 3; minute++) expect(await deliver(handler)).toBe("204");
  });
});

describe("a key set that cannot be loaded is a 503, and by default the API decides:", () => {
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(1024));
      },
    });
  const expectUnavailable = async (slowly = false): Promise<void> => {
    const send = slowly ? deliverSlowly : deliver;
    expect(await send(create())).toBe("503 keys-unavailable");
    await vi.advanceTimersByTimeAsync(20_000);
    api.events.set(deviceEvent.id, deviceEvent);
    expect(await send(create({ verify: "signature-then-api" }))).toBe("204");
    expect(vi.getTimerCount()).toBe(0);
    for (const { path, init } of api.requests) {
      // The connection is closed in every state of the response.
      if (path === "/jwks.json") expect(init.signal?.aborted).toBe(true);
    }
  };

  test.each<[string, () => Promise<Response>]>([
    ["it hangs", () => never],
    ["its body hangs", () => Promise.resolve(new Response(new ReadableStream({ pull: () => never })))],
  ])("%s", async (_name, respond) => {
    api.respond = respond;
    await expectUnavailable(true);
  });

  test.each<[string, () => Response | Promise<Response>]>([
    ["it never ends", () => new Response(endless())],
    ["it is larger than 64 KiB", () => Response.json({ keys: [first.jwk], more: "x".repeat(65_536) })],
    [
      "its content-length is huge",
      () => Response.json({ keys: [first.jwk] }, { headers: { "content-length": "1e9" } }),
    ],
    [
      "it redirects",
      () => Response.json({ keys: [first.jwk] }, { status: 302, headers: { location: "/x" } }),
    ],
    ["it is a 404", () => Response.json({ keys: [first.jwk] }, { status: 404 })],
    ["it is not JSON", () => new Response("<html>")],
    ["it is a list", () => Response.json([first.jwk])],
    ["its keys are not a list", () => Response.json({ keys: { wsk_1: first.jwk } })],
    ["its keys are a string", () => Response.json({ keys: JSON.stringify([first.jwk]) })],
    ["it is partial", () => Response.json({ keys: [first.jwk] }, { status: 206 })],
    ["fetch rejects", () => Promise.reject(new Error("no connection"))],
    [
      "fetch throws",
      () => {
        throw new Error("no fetch");
      },
    ],
    ["fetch returns no response", () => undefined as unknown as Response],
  ])("%s", async (_name, respond) => {
    api.respond = respond;
    await expectUnavailable();
  });

  test("and the error says why", async () => {
    api.respond = () => never;
    await deliverSlowly(create());
    expect(causeOf(errors[0])).toMatchObject({ message: "no key set within 3000 ms" });
    await vi.advanceTimersByTimeAsync(20_000);
    api.respond = () => Response.json({ keys: [first.jwk], more: "x".repeat(65_536) });
    await deliver(create());
    expect(causeOf(errors[0])).toMatchObject({ message: "GET /jwks.json: longer than 65536 bytes" });
  });

  test("a fetch that follows redirects on its own", async () => {
    const response = Response.json({ keys: [first.jwk] });
    Object.defineProperty(response, "redirected", { value: true });
    api.respond = () => response;
    expect(await deliver(create())).toBe("503 keys-unavailable");
    expect(causeOf(errors[0])).toMatchObject({ message: "GET /jwks.json: redirected" });
  });

  test("and is loaded again after 20 seconds, before the redelivery after 30", async () => {
    api.respond = () => new Response(null, { status: 503 });
    const handler = create();
    await deliver(handler);
    await handler(signed());
    expect(loads()).toBe(1);
    api.respond = () => Response.json({ keys: [first.jwk] });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await deliver(handler)).toBe("204");
  });

  test("a response that arrives too late is ignored", async () => {
    api.respond = async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      return Response.json({ keys: [first.jwk] });
    };
    const handler = create();
    expect(await deliverSlowly(handler)).toBe("503 keys-unavailable");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await deliver(handler)).toBe("503 keys-unavailable");
  });

  test("a slow body is not read for more than 3 seconds", async () => {
    const pull = vi.fn(async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      controller.enqueue(Uint8Array.of(32));
    });
    api.respond = () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    expect(await deliverSlowly(create())).toBe("503 keys-unavailable");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pull.mock.calls.length).toBeLessThanOrEqual(4);
  });

  test("a load that never ends, as on a platform that cancels requests, does not block later webhooks", async () => {
    api.respond = () => never;
    const handler = create();
    const hanging = handler(signed());
    while (loads() === 0) await new Promise((resolve) => setImmediate(resolve));
    // Time passes, but the timers of the cancelled request never fire.
    vi.clearAllTimers();
    vi.advanceTimersByTime(5_000);
    expect(await deliver(handler)).toBe("503 keys-unavailable");
    vi.advanceTimersByTime(20_000);
    api.respond = () => Response.json({ keys: [first.jwk] });
    expect(await deliver(handler)).toBe("204");
    void hanging;
  });
});

test("a real redirect is not followed, whether to the same origin or another", async () => {
  vi.useRealTimers();
  const elsewhere = await startServer((_request, _incoming, outgoing) => {
    outgoing.end(JSON.stringify({ keys: [first.jwk] }));
  });
  const server = await startServer((_request, _incoming, outgoing) => {
    outgoing.writeHead(302, { location: `${elsewhere.origin}/jwks.json` }).end();
  });
  const client = createClient({ token: "bearer", baseUrl: server.origin });
  expect((await create({ client })(signed())).status).toBe(503);
  expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/jwks.json", undefined],
  ]);
  expect(elsewhere.requests).toEqual([]);
  await Promise.all([server.close(), elsewhere.close()]);
});

describe("the option `keys`", () => {
  const client = { GET: () => Promise.reject(new Error("not called")) };

  test("is a key set", async () => {
    expect(await deliver(create({ client, keys: { keys: [first.jwk] } }))).toBe("204");
  });

  test("applies to its handler, not to the client", async () => {
    expect(await deliver(create({ keys: { keys: [second.jwk] } }))).toBe("403 unknown-key");
    expect(await deliver(create())).toBe("204");
    // The client's key set is cached now.
    expect(await deliver(create({ keys: { keys: [second.jwk] } }))).toBe("403 unknown-key");
  });

  test("may have entries that are not keys, and only the first 100 are read", async () => {
    const entries = JSON.parse('[null, 1, "key", {}]') as object[];
    const keys = (count: number) => ({ keys: [...entries, ...Array<object>(count).fill({}), first.jwk] });
    expect(await deliver(create({ keys: keys(95) }))).toBe("204");
    expect(await deliver(create({ keys: keys(96) }))).toBe("403 unknown-key");
  });

  test("is refused without a list of keys", async () => {
    expect(await deliver(create({ keys: () => ({ keys: first.jwk }) as never }))).toBe(
      "503 keys-unavailable",
    );
    expect(causeOf(errors[0])).toMatchObject({ message: "the key set has no list of keys" });
  });

  test("may have an unusable key with the ID of a usable one", async () => {
    expect(await deliver(create({ keys: { keys: [{ ...first.jwk, kty: "EC" }, first.jwk] } }))).toBe("204");
  });

  test("may have a key whose modulus is no text, which is not used", async () => {
    const keys = { keys: [{ ...first.jwk, n: [first.jwk["n"]] }] };
    expect(await deliver(create({ keys }))).toBe("403 unknown-key");
  });

  test("uses the first of two keys with the same ID", async () => {
    const { kid } = first.jwk;
    expect(await deliver(create({ keys: { keys: [first.jwk, { ...second.jwk, kid }] } }))).toBe("204");
  });

  test("may be a function that loads one, called as rarely as the API", async () => {
    const keys = vi.fn(() => Promise.resolve({ keys: [first.jwk] }));
    const handler = create({ keys });
    for (let number = 0; number < 5; number++) await deliver(handler, signed(second));
    expect(keys).toHaveBeenCalledTimes(1);
    expect(await deliver(handler)).toBe("204");
    expect(loads()).toBe(0);
  });

  test("may throw", async () => {
    const keys = () => {
      throw new WebhookError("replayed", "x");
    };
    expect(await deliver(create({ client, keys }))).toBe("503 keys-unavailable");
  });

  test("is required for a client that has only GET with verify: signature", async () => {
    expect(() => create({ client })).toThrow(UsageError);
    expect(() => create({ client })).toThrow("this client cannot load the keys of signatures: pass keys");
    expect(await deliver(create({ client, verify: "signature-then-api" }))).toBe("503");
  });
});

test.each<[string, object, RegExp]>([
  ["verify", { verify: "none" }, /verify must be one of signature-then-api, signature, api/],
  ["keys", { keys: "https://api.flatpeak.com/jwks.json" }, /keys must be a JSON Web Key Set/],
  ["tolerance", { tolerance: -1 }, /tolerance is -1/],
  ["tolerance", { tolerance: Infinity }, /tolerance is Infinity/],
  ["tolerance", { tolerance: 0 }, /tolerance is 0; it must be milliseconds above 0/],
  ["accountId", { accountId: "" }, /accountId must be the ID/],
  ["accountId", { accountId: 5 }, /accountId must be the ID/],
  ["drift", { drift: {} }, /^drift must be a function: pass watchDrift\(onFinding\)$/],
  ["maxBodyBytes", { maxBodyBytes: 0 }, /maxBodyBytes is 0; it must be a whole number above 0/],
  ["maxBodyBytes", { maxBodyBytes: 1.5 }, /maxBodyBytes is 1.5/],
])("an invalid %s is a UsageError", (_name, options, message) => {
  expect(() => create(options)).toThrow(UsageError);
  expect(() => create(options)).toThrow(message);
});
