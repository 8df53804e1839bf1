import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AbortedError, ConnectionError, createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { closeOf, startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

/** A response that has begun: its first chunk is sent, and the test sends the rest. */
let socket: Socket;
let server: RawServer;
let flatpeak: Client;

beforeEach(async () => {
  server = await startServer((_request, incoming, outgoing) => {
    ({ socket } = incoming);
    outgoing.writeHead(200, { "content-length": "10" });
    outgoing.write("first");
  });
  flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
});
afterEach(() => server.close());

const device = { params: { path: { id: "dev_1" } }, parseAs: "stream" } as const;

async function openStream(options: { signal?: AbortSignal; timeout?: number } = {}, client = flatpeak) {
  const { data, error } = await client.GET("/devices/{id}", { ...device, ...options });
  if (data === undefined) throw error;
  const reader = data.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("first");
  return reader;
}

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("a stream after its call has ended", () => {
  test("delivers the rest, and leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    const reader = await openStream({ signal });
    expect(listenersOf(signal)).toBe(1);
    socket.write("whole");
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("whole");
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    expect(listenersOf(signal)).toBe(0);
  });

  test("fails with a ConnectionError if the connection breaks, as a call would", async () => {
    const { signal } = new AbortController();
    const reader = await openStream({ signal });
    const reading = reader.read();
    socket.destroy();
    const error: unknown = await reading.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      outcome: "unknown",
      attempts: 1,
      operation: { operationId: "get-device", method: "GET", path: "/devices/{id}" },
    });
    expect(listenersOf(signal)).toBe(0);
  });

  test("ends when the caller's signal aborts, with its reason as cause, and releases the connection", async () => {
    const controller = new AbortController();
    const reader = await openStream({ signal: controller.signal });
    const closed = closeOf(socket);
    const reason = new Error("the user left");
    const reading = reader.read();
    controller.abort(reason);
    const error: unknown = await reading.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ cause: reason, operation: { operationId: "get-device" } });
    await closed;
    expect(listenersOf(controller.signal)).toBe(0);
  });

  test("also ends if the signal aborts between two reads", async () => {
    const controller = new AbortController();
    const reader = await openStream({ signal: controller.signal });
    const closed = closeOf(socket);
    controller.abort();
    await closed;
    await expect(reader.read()).rejects.toBeInstanceOf(AbortedError);
  });

  test("releases connection and signal when it is cancelled", async () => {
    const { signal } = new AbortController();
    const reader = await openStream({ signal });
    const closed = closeOf(socket);
    await reader.cancel();
    await closed;
    expect(listenersOf(signal)).toBe(0);
  });

  test("does not read ahead", async () => {
    const pull = vi.fn((controller: ReadableStreamDefaultController) => {
      controller.enqueue(new TextEncoder().encode("first"));
    });
    const fetch = () => Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    await openStream({}, createClient({ token: "t", fetch }));
    expect(pull).toHaveBeenCalledTimes(1);
  });
});

describe("a stream of a fetch that ignores the signal", () => {
  const cancel = vi.fn();
  let controller: ReadableStreamDefaultController;
  const body = () =>
    new ReadableStream({
      cancel,
      start(given) {
        controller = given;
        given.enqueue(new TextEncoder().encode("first"));
      },
    });
  const client = createClient({ token: "t", fetch: () => Promise.resolve(new Response(body())) });
  afterEach(() => {
    vi.useRealTimers();
    cancel.mockClear();
  });

  test("still ends when the caller's signal aborts", async () => {
    const abort = new AbortController();
    const reader = await openStream({ signal: abort.signal }, client);
    const reading = reader.read();
    abort.abort();
    await expect(reading).rejects.toBeInstanceOf(AbortedError);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test("may take longer than the timeout, which ends when the body begins", async () => {
    vi.useFakeTimers();
    const reader = await openStream({ timeout: 1000 }, client);
    await vi.advanceTimersByTimeAsync(3_600_000);
    controller.enqueue(new TextEncoder().encode("late"));
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("late");
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("an error response is read, not streamed, and leaves no listener on the signal", async () => {
  const { signal } = new AbortController();
  const fetch = () => Promise.resolve(Response.json({ code: "gone" }, { status: 404 }));
  const { error } = await createClient({ token: "t", fetch }).GET("/devices/{id}", { ...device, signal });
  expect(error).toMatchObject({ status: 404, code: "gone" });
  expect(listenersOf(signal)).toBe(0);
});

test("a HEAD has no stream and leaves no listener on the signal", async () => {
  const { signal } = new AbortController();
  const head = {
    operationId: "head",
    security: "none",
    versioned: false,
    idempotent: true,
    success: {},
    errors: {},
  } as const;
  const client = createClient<{ "/page": { head: { responses: { 200: object } } } }>({
    manifest: { apiVersion: "1", operations: { "HEAD /page": head } },
    baseUrl: server.origin,
    fetch: () => Promise.resolve(new Response(null)),
  });
  expect(await client.HEAD("/page", { parseAs: "stream", signal })).toMatchObject({ data: undefined });
  expect(listenersOf(signal)).toBe(0);
});
