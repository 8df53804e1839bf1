import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import fc from "fast-check";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { createClient, UsageError } from "flatpeak";
import { createWebhookHandler, WebhookError } from "flatpeak/webhooks";
import type { WebhookEvent, WebhookHandlerOptions } from "flatpeak/webhooks";
import { createMemoryStore, deviceEvent, startEventApi, tariffEvent } from "../support/event-api.ts";
import type { EventApi } from "../support/event-api.ts";

let api: EventApi;
const onEvent = vi.fn<(event: WebhookEvent, request: Request) => unknown>();
const onError = vi.fn<(error: unknown) => unknown>();

beforeAll(async () => {
  api = await startEventApi();
});
beforeEach(() => {
  api.setEvents(deviceEvent, tariffEvent);
  onEvent.mockReset();
  onError.mockReset();
});
afterAll(() => api.close());

const create = (options: Partial<WebhookHandlerOptions> = {}) =>
  createWebhookHandler({ client: api.client, onEvent, onError, ...options });

const post = (body: unknown) =>
  new Request("https://example.com/webhooks", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const reported = () =>
  onError.mock.calls.map(([error]) => (error instanceof WebhookError ? error.reason : error));

/** A promise that the test resolves. */
function hold() {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    held,
    release: () => {
      release();
    },
  };
}

describe("the status of the response", () => {
  test("is 204 once the confirmed event has been handled", async () => {
    const { held, release } = hold();
    onEvent.mockReturnValue(held);
    const request = post({ ...deviceEvent, extra: 1 });
    const answer = create()(request);
    await expect.poll(() => onEvent).toHaveBeenCalledWith(deviceEvent, request);
    release();
    expect((await answer).status).toBe(204);
    expect(await (await answer).text()).toBe("");
    expect(onError).not.toHaveBeenCalled();
  });

  test.each<[string, Request]>([
    ["not JSON", post("<html>")],
    ["not an event", post({ id: "evt_1" })],
    ["no body", new Request("https://example.com/webhooks")],
    ["an ID that leaves its path", post({ ...deviceEvent, id: "evt_1/../../login" })],
  ])("is 400 for %s, without a call to the API", async (_name, request) => {
    const before = api.requests.length;
    expect((await create()(request)).status).toBe(400);
    expect(reported()).toEqual(["no-event"]);
    expect(api.requests).toHaveLength(before);
  });

  test("is 403 for an event that the API does not confirm", async () => {
    const handler = create();
    expect((await handler(post({ ...deviceEvent, id: "evt_0" }))).status).toBe(403);
    expect((await handler(post({ ...deviceEvent, type: "device.delete" }))).status).toBe(403);
    expect(reported()).toEqual(["unknown-event", "altered"]);
    expect(onEvent).not.toHaveBeenCalled();
  });

  test.each([401, 403, 422, 429, 500, 503])("is 503 if the API responds with %d", async (status) => {
    api.onCall((_id, outgoing) => outgoing.writeHead(status).end("{}"));
    expect((await create()(post(deviceEvent))).status).toBe(503);
    expect(onError.mock.calls[0]?.[0]).toHaveProperty("kind");
    expect(onEvent).not.toHaveBeenCalled();
  });

  test("is 503 if the API is unreachable", async () => {
    const client = createClient({ token: "bearer", baseUrl: "http://127.0.0.1:1", retries: 0 });
    expect((await create({ client })(post(deviceEvent))).status).toBe(503);
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no database"))],
  ])("is 503 if onEvent %s, and onError is called", async (_name, fail) => {
    onEvent.mockImplementation(fail);
    const request = post(deviceEvent);
    expect((await create()(request)).status).toBe(503);
    expect(onError.mock.calls).toEqual([[new Error("no database"), request]]);
  });

  test("is 503 for a body that has been read or that breaks off", async () => {
    const used = post(deviceEvent);
    await used.text();
    const locked = post(deviceEvent);
    locked.body?.getReader();
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error("reset"));
      },
    });
    const init = { method: "POST", body: broken, duplex: "half" };
    for (const request of [used, locked, new Request("https://example.com/", init)]) {
      expect((await create()(request)).status).toBe(503);
    }
    expect(reported()).toEqual(["unreadable-body", "unreadable-body", "unreadable-body"]);
    expect(onError.mock.calls[2]?.[0]).toMatchObject({
      message: "The body cannot be read: reset",
      cause: { message: "reset" },
    });
  });

  test("is 503 for an eleventh concurrent confirmation, without a call", async () => {
    // The clock stands still, so that no confirmation times out, even on a slow machine.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const waiting: (() => void)[] = [];
    api.onCall((_id, outgoing) => {
      waiting.push(() => outgoing.writeHead(500).end());
    });
    const handler = create();
    const answers = Array.from({ length: 10 }, (_, n) => handler(post({ ...deviceEvent, id: `evt_${n}` })));
    await expect.poll(() => waiting).toHaveLength(10);
    const eleventh = handler(post(deviceEvent));
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await eleventh).status).toBe(503);
    expect(reported()).toEqual(["busy"]);
    for (const answer of waiting) answer();
    await Promise.all(answers);
  });
});

describe("the handler never throws", () => {
  test("for any request, and the status is one of four", async () => {
    const field = fc.oneof(fc.string(), fc.constantFrom("event", "evt_1", deviceEvent.id, "device.create"));
    const almost = fc.record(
      { object: field, id: field, type: field, time_created: field, data: fc.oneof(fc.object(), field) },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      almost.map((value) => JSON.stringify(value)),
    );
    const handler = create();
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        expect([204, 400, 403, 503]).toContain((await handler(post(text))).status);
      }),
    );
  });

  test("even if onError throws or rejects", async () => {
    for (const fail of [
      () => Promise.reject(new Error("x")),
      () => {
        throw new Error("x");
      },
    ]) {
      onError.mockImplementationOnce(fail);
      expect((await create()(post(""))).status).toBe(400);
    }
  });

  test("even for a value that is not a request", async () => {
    const answer = await create()(undefined as unknown as Request);
    expect(answer.status).toBe(503);
  });
});

describe("the body limit", () => {
  // Time passes with the turns of the event loop, so that no confirmation times out, even on a slow machine.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("applies with and without a content-length", async () => {
    const handler = create({ maxBodyBytes: 400 });
    expect((await handler(post({ ...deviceEvent, extra: "x".repeat(400) }))).status).toBe(400);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const init = { method: "POST", body: endless, duplex: "half" };
    expect((await handler(new Request("https://example.com/", init))).status).toBe(400);
    expect(pulled).toBeLessThan(8);
    expect((await handler(post(deviceEvent))).status).toBe(204);
    expect(reported()).toEqual(["no-event", "no-event"]);
  });

  test("is 256 KiB by default", async () => {
    const size = (extra: number) => post({ ...deviceEvent, extra: "x".repeat(extra) });
    expect((await create()(size(262_144))).status).toBe(400);
    expect((await create()(size(261_000))).status).toBe(204);
  });

  test("accepts a body of exactly this length, with and without a content-length", async () => {
    const text = JSON.stringify(deviceEvent);
    const stream = (content: string) => new Blob([content]).stream();
    const send = (content: string, maxBodyBytes: number, headers: Record<string, string>) => {
      const init = { method: "POST", headers, body: stream(content), duplex: "half" };
      return create({ maxBodyBytes })(new Request("https://example.com/", init));
    };
    for (const headers of [{}, { "content-length": String(text.length) }]) {
      expect((await send(text, text.length, headers)).status).toBe(204);
      expect((await send(text, text.length - 1, headers)).status).toBe(400);
    }
    expect(onError.mock.calls.map(([error]) => (error instanceof Error ? error.message : error))).toEqual(
      Array.from({ length: 2 }, () => `The body is not an event: it is longer than ${text.length - 1} bytes`),
    );
  });

  test("refuses a content-length that is too large, without reading the body", async () => {
    const read = vi.fn(() => new Promise<never>(() => undefined));
    const body = new ReadableStream({ pull: read }, { highWaterMark: 0 });
    const headers = { "content-length": "262145" };
    const init = { method: "POST", headers, body, duplex: "half" };
    expect((await create()(new Request("https://example.com/", init))).status).toBe(400);
    expect(read).not.toHaveBeenCalled();
  });

  test("does not affect characters that are split between chunks", async () => {
    const event = { ...deviceEvent, type: "ä.€.😀" };
    api.setEvents(event);
    const bytes = new TextEncoder().encode(JSON.stringify(event));
    const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
    const body = Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array>;
    const init = { method: "POST", body, duplex: "half" };
    expect((await create()(new Request("https://example.com/", init))).status).toBe(204);
  });
});

describe("a redelivered event", () => {
  test("gets a 204 and is not handled a second time", async () => {
    const store = createMemoryStore();
    const handler = create({ store });
    for (let time = 0; time < 3; time++) expect((await handler(post(deviceEvent))).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
    expect(onError).not.toHaveBeenCalled();
  });

  test("is handled if the first attempt failed", async () => {
    const handler = create({ store: createMemoryStore() });
    onEvent.mockRejectedValueOnce(new Error("no database"));
    expect((await handler(post(deviceEvent))).status).toBe(503);
    expect((await handler(post(deviceEvent))).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(2);
  });

  test("gets a 503 while it is being handled, and is not handled concurrently", async () => {
    const { held, release } = hold();
    onEvent.mockReturnValueOnce(held);
    const handler = create({ store: createMemoryStore() });
    const first = handler(post(deviceEvent));
    await expect.poll(() => onEvent).toHaveBeenCalled();
    expect((await handler(post(deviceEvent))).status).toBe(503);
    expect(reported()).toEqual(["busy"]);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      message: `Event ${deviceEvent.id} is being handled already`,
    });
    release();
    expect((await first).status).toBe(204);
    expect((await handler(post(deviceEvent))).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("is not handled if the store fails", async () => {
    const store = { ...createMemoryStore(), get: () => Promise.reject(new Error("down")) };
    expect((await create({ store })(post(deviceEvent))).status).toBe(503);
    expect(onEvent).not.toHaveBeenCalled();
    expect(reported()).toEqual(["store-failed"]);
  });

  test("gets a 204 even if it could not be remembered, which is reported", async () => {
    const store = { ...createMemoryStore(), set: () => Promise.reject(new Error("down")) };
    expect((await create({ store })(post(deviceEvent))).status).toBe(204);
    expect(reported()).toEqual(["store-failed"]);
  });
});

describe("the timeout", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const client = createClient({ token: "bearer", fetch: () => Promise.resolve(Response.json(deviceEvent)) });
  const never = new Promise<never>(() => undefined);

  /** Returns the status after 8 s; "open" before. */
  async function statusesOf(answer: Promise<Response>): Promise<unknown[]> {
    let status: unknown = "open";
    void answer.then((response) => {
      status = response.status;
    });
    await vi.advanceTimersByTimeAsync(7_999);
    const before = status;
    await vi.advanceTimersByTimeAsync(1);
    return [before, status];
  }

  test.each<[string, () => [Partial<WebhookHandlerOptions>, Request]]>([
    [
      "the body does not arrive",
      () => [
        {},
        new Request("https://example.com/", {
          ...{ method: "POST", duplex: "half" },
          body: new ReadableStream({ pull: () => never }),
        }),
      ],
    ],
    [
      "the API does not respond",
      () => [{ client: createClient({ token: "bearer", fetch: () => never }) }, post(deviceEvent)],
    ],
    [
      "the store does not respond",
      () => [{ store: { get: () => never, set: () => never } }, post(deviceEvent)],
    ],
    ["onEvent takes too long", () => [{ onEvent: () => never }, post(deviceEvent)]],
  ])("runs out after 8 s with a 503 if %s", async (_name, prepare) => {
    const [options, request] = prepare();
    expect(await statusesOf(create({ client, ...options })(request))).toEqual(["open", 503]);
    expect(reported()).toEqual(["timeout"]);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      message: "The webhook was not handled within 8000 ms",
    });
  });

  test("no longer applies once onEvent has succeeded, even if the store is slow", async () => {
    const store = { ...createMemoryStore(), set: () => never };
    expect(await statusesOf(create({ client, store })(post(deviceEvent)))).toEqual(["open", 204]);
  });

  test("ends the call to the API", async () => {
    let signal: AbortSignal | null | undefined;
    const fetch = (_url: string, init: RequestInit) => {
      signal = init.signal;
      return never;
    };
    const handler = create({ client: createClient({ token: "bearer", fetch, timeout: 0 }) });
    await statusesOf(handler(post(deviceEvent)));
    expect(signal?.aborted).toBe(true);
  });

  test("lets onEvent run on after a 503, and its result counts for the redelivery", async () => {
    const { held, release } = hold();
    onEvent.mockReturnValueOnce(held);
    const handler = create({ client, store: createMemoryStore() });
    expect(await statusesOf(handler(post(deviceEvent)))).toEqual(["open", 503]);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect((await handler(post(deviceEvent))).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("does not prevent the report of a failure after a 503", async () => {
    onEvent.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 9_000));
      throw new Error("no database");
    });
    await statusesOf(create({ client })(post(deviceEvent)));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reported()).toEqual(["timeout", new Error("no database")]);
  });

  test("can be shortened", async () => {
    const answer = create({ client, timeout: 100, onEvent: () => never })(post(deviceEvent));
    await vi.advanceTimersByTimeAsync(100);
    expect((await answer).status).toBe(503);
  });

  test("leaves no timer behind", async () => {
    await create({ client })(post(deviceEvent));
    await create({ client })(post(""));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an invalid option is refused when the handler is created", () => {
  test.each<[string, object, RegExp]>([
    ["no client", { client: undefined }, /client must be a client: pass createClient\(\)/],
    ["a client without GET", { client: {} }, /client must be a client/],
    ["a store without get", { store: { set: () => undefined } }, /store must have the methods get and set/],
    ["no onEvent", { onEvent: undefined }, /onEvent must be a function/],
    ["no onError", { onError: "console" }, /onError must be a function/],
    ["a timeout longer than Flatpeak waits", { timeout: 10_000 }, /timeout is 10000/],
    ["a timeout of 0", { timeout: 0 }, /timeout is 0; it must be milliseconds above 0 and below 10000/],
    ["a timeout that is not a number", { timeout: NaN }, /timeout is NaN/],
    ["a timeout that is a string", { timeout: "5000" }, /timeout is "5000"/],
    [
      "a misspelled option",
      { tolerence: 5 },
      /createWebhookHandler has no "tolerence"; did you mean tolerance\?/,
    ],
    [
      "an option of another function",
      { signal: AbortSignal.abort() },
      /createWebhookHandler has no "signal"/,
    ],
    ["a limit that is not a number", { maxBodyBytes: NaN }, /maxBodyBytes is NaN/],
  ])("%s", (_name, options, message) => {
    expect(() => create(options)).toThrow(UsageError);
    expect(() => create(options)).toThrow(message);
  });

  test.each([{}, undefined])("only %s", (options) => {
    const work = () => createWebhookHandler(options as unknown as WebhookHandlerOptions);
    expect(work).toThrow(UsageError);
    expect(work).toThrow(/pass (?:createClient\(\)|at least \{ client \})/);
  });
});

describe("behind a real server", () => {
  let server: Server;
  let port = 0;
  let timeout: number | undefined;

  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
      const init = { method: "POST", body, duplex: "half" };
      const handler = create({ timeout, maxBodyBytes: 1000 });
      void handler(new Request("http://localhost/", init)).then(({ status }) =>
        outgoing.writeHead(status).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address !== null && typeof address === "object") ({ port } = address);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends a chunk, leaves the request unfinished, and returns the first line of the response. */
  async function send(body: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`);
    socket.write(`${body.length.toString(16)}\r\n${body}\r\n`);
    const [first] = (await socket.take(1).toArray()) as Buffer[];
    socket.destroy();
    return String(first).split("\r\n")[0] ?? "";
  }

  test("a body that stalls gets a response", async () => {
    timeout = 200;
    expect(await send('{"object":')).toBe("HTTP/1.1 503 Service Unavailable");
  });

  test("an endless body gets a response as soon as it is too long", async () => {
    timeout = undefined;
    expect(await send("x".repeat(1001))).toBe("HTTP/1.1 400 Bad Request");
  });
});
