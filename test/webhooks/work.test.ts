import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { createWebhookHandler, rememberEvent, WebhookError } from "flatpeak/webhooks";
import type { WebhookErrorReason, WebhookEvent, WebhookHandlerOptions } from "flatpeak/webhooks";
import { createMemoryStore, deviceEvent } from "../support/event-api.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";

const onEvent = vi.fn<(event: WebhookEvent, request: Request) => unknown>();
const onError = vi.fn<(error: unknown, request: Request) => unknown>();
const never = new Promise<never>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  onEvent.mockReset();
  onError.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

const create = (options: Partial<WebhookHandlerOptions> = {}) => {
  const client = createClient({
    token: "bearer",
    fetch: () => Promise.resolve(Response.json(structuredClone(deviceEvent))),
  });
  return createWebhookHandler({ client, onEvent, onError, ...options });
};

const post = (body: BodyInit = JSON.stringify(deviceEvent)) => {
  const init = { method: "POST", body, duplex: "half" };
  return new Request("https://example.com/", init);
};

/** Returns the status of a delivery, once the handler has responded or 8 s have passed. */
async function deliver(handler: (request: Request) => Promise<Response>, request = post()): Promise<number> {
  const response = handler(request);
  await vi.advanceTimersByTimeAsync(8_000);
  return (await response).status;
}

const reported = () =>
  onError.mock.calls.map(([error]) => (error instanceof WebhookError ? error.reason : error));

describe("an error of onEvent", () => {
  const reasons: WebhookErrorReason[] = [
    ...(["no-event", "unknown-event", "altered", "replayed", "busy"] as const),
    ...(["timeout", "unreadable-body", "store-failed"] as const),
  ];
  test.each(reasons)("is a 503 and reported, even a WebhookError `%s`", async (reason) => {
    const store = createMemoryStore();
    const handler = create({ store });
    const error = new WebhookError(reason, "from onEvent");
    onEvent.mockRejectedValueOnce(error);
    expect(await deliver(handler)).toBe(503);
    expect(onError.mock.calls.map(([thrown]) => thrown)).toEqual([error]);
    expect(store.values.size).toBe(0);
    expect(await deliver(handler)).toBe(204);
  });

  test.each([undefined, null, 204, "", { reason: "replayed" }])(
    "is a 503 and reported: %j",
    async (thrown) => {
      onEvent.mockRejectedValueOnce(thrown);
      expect(await deliver(create())).toBe(503);
      expect(onError.mock.calls.map(([error]) => error)).toEqual([thrown]);
    },
  );

  test("is a 503 even if onError hangs", async () => {
    onError.mockReturnValue(never);
    onEvent.mockRejectedValueOnce(new Error("no database"));
    expect(await deliver(create())).toBe(503);
  });
});

test("an event does not count as handled if the client rejects with a WebhookError", async () => {
  const client = { GET: () => Promise.reject(new WebhookError("replayed", "x")) };
  expect(await deliver(create({ client }))).toBe(503);
  expect(onEvent).not.toHaveBeenCalled();
});

test("an event is remembered by the ID it arrived with, even if onEvent changes it", async () => {
  const store = createMemoryStore();
  onEvent.mockImplementation((event) => {
    Reflect.set(event, "id", "evt_changed");
  });
  const handler = create({ store });
  expect(await deliver(handler)).toBe(204);
  expect(await deliver(handler)).toBe(204);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

describe("an onEvent that hangs", () => {
  test("may be called again 5 minutes after the timeout, not at the redelivery after 30 s", async () => {
    const handler = create();
    onEvent.mockReturnValueOnce(never);
    expect(await deliver(handler)).toBe(503);
    await vi.advanceTimersByTimeAsync(22_000);
    expect(await deliver(handler)).toBe(503);
    expect(reported()).toEqual(["timeout", "busy"]);
    expect(onEvent).toHaveBeenCalledTimes(1);

    // 38 s have passed since the start. The wall clock may be set back meanwhile.
    vi.setSystemTime(Date.now() - 3 * 3_600_000);
    await vi.advanceTimersByTimeAsync(262_000);
    expect(await deliver(handler)).toBe(503);
    expect(await deliver(handler)).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(2);
  });

  test("does not free the event for a third call when it ends at last", async () => {
    let end = (): void => undefined;
    const handler = create();
    onEvent.mockReturnValueOnce(new Promise<void>((resolve) => (end = resolve))).mockReturnValueOnce(never);
    await deliver(handler);
    await vi.advanceTimersByTimeAsync(300_000);
    await deliver(handler);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(await deliver(handler)).toBe(503);
    expect(onEvent).toHaveBeenCalledTimes(2);
  });
});

describe("a store that hangs", () => {
  test("blocks the event for only 10 s when it is read", async () => {
    const store = createMemoryStore();
    const get = vi.spyOn(store, "get").mockReturnValueOnce(never);
    const handler = create({ store });
    expect(await deliver(handler)).toBe(503);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await deliver(handler)).toBe(204);
    expect(get).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is reported after 10 s when it is written, and the event counts as handled", async () => {
    const handler = create({ store: { ...createMemoryStore(), set: () => never } });
    expect(await deliver(handler)).toBe(204);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reported()).toEqual(["store-failed"]);
  });

  test("makes `rememberEvent` reject", async () => {
    const store = { ...createMemoryStore(), set: () => never };
    await Promise.all([
      expect(rememberEvent(store, deviceEvent)).rejects.toMatchObject({
        reason: "store-failed",
        message: "The event store did not respond within 10000 ms",
      }),
      vi.advanceTimersByTimeAsync(10_000),
    ]);
  });

  test("until after the timeout does not start onEvent after the 503", async () => {
    const store = createMemoryStore();
    const late = new Promise((resolve) => setTimeout(resolve, 9_000));
    vi.spyOn(store, "get").mockReturnValueOnce(late);
    const handler = create({ store });
    expect(await deliver(handler)).toBe(503);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onEvent).not.toHaveBeenCalled();
    expect(reported()).toEqual(["timeout"]);
  });
});

test("a signed event is left to the redelivery if the store is slow, and is not blocked then", async () => {
  // Signatures are verified on a thread, in real time.
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  const key = makeKey("wsk_test_1");
  const body = JSON.stringify(deviceEvent);
  const headers = signedHeaders(body, key, Math.floor(Date.now() / 1_000));
  const late = new Promise((resolve) => setTimeout(resolve, 9_000));
  const store = { ...createMemoryStore(), get: vi.fn().mockReturnValueOnce(late) };
  const handler = create({ store, keys: { keys: [key.jwk] } });
  const signed = () => new Request("https://example.com/", { method: "POST", headers, body });
  const response = handler(signed());
  while (store.get.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(8_000);
  expect((await response).status).toBe(503);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(onEvent).not.toHaveBeenCalled();
  expect(reported()).toEqual(["timeout"]);
  expect((await handler(signed())).status).toBe(204);
});

describe("a body", () => {
  test("is not read after the 503", async () => {
    const pull = vi.fn(async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      controller.enqueue(Uint8Array.of(32));
    });
    const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    expect(await deliver(create(), post(body))).toBe(503);
    const read = pull.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pull.mock.calls.length - read).toBeLessThanOrEqual(1);
    expect(read).toBeLessThanOrEqual(9);
  });

  test("in single-byte chunks is read whole", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...deviceEvent, extra: "é".repeat(5_000) }));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await deliver(create(), post(body))).toBe(204);
  });

  test("that does not consist of bytes is unreadable", async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue("text");
      },
    });
    const request = post();
    Object.defineProperty(request, "body", { value: body });
    expect(await deliver(create(), request)).toBe(503);
    expect(reported()).toEqual(["unreadable-body"]);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      message: "The body cannot be read: the stream does not carry bytes",
    });
  });
});
