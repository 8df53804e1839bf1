import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { confirmEvent, createWebhookHandler, WebhookError } from "flatpeak/webhooks";
import type { WebhookHandlerOptions } from "flatpeak/webhooks";
import { createRecentIds } from "../../src/webhooks/recent-ids.ts";
import { createMemoryStore, deviceEvent } from "../support/event-api.ts";

/** Time and event ID of each call to the API. */
let calls: { at: number; id: string }[] = [];
let known: Set<string>;
let respond: (id: string) => Response;
let client: Client;
let errors: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  errors = [];
  known = new Set();
  respond = (id) =>
    known.has(id) ? Response.json({ ...deviceEvent, id }) : Response.json({}, { status: 404 });
  client = createClient({
    token: "bearer",
    fetch: async (url) => {
      const id = new URL(url).pathname.replace("/events/", "");
      calls.push({ at: performance.now(), id });
      await new Promise((resolve) => setTimeout(resolve, 50));
      return respond(id);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const create = (options: Partial<WebhookHandlerOptions> = {}) =>
  createWebhookHandler({
    client,
    onEvent: () => undefined,
    onError: (error) => errors.push(error),
    ...options,
  });

const post = (id: string) =>
  new Request("https://example.com/", { method: "POST", body: JSON.stringify({ ...deviceEvent, id }) });

const statusOf = async (response: Promise<Response>) => (await response).status;

/** Waits for promises while the clock runs. */
async function settle<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const all = Promise.all(promises);
  await vi.advanceTimersByTimeAsync(10_000);
  return all;
}

/** The most calls within any second. */
const mostWithinASecond = () =>
  Math.max(...calls.map(({ at }) => calls.filter((call) => call.at >= at && call.at < at + 1_000).length));

describe("a flood of invented events", () => {
  /** Sends invented events for 12 s from several senders with pauses, and a genuine event twice a second. */
  async function flood(senders: number, pause: number): Promise<{ forged: Set<number>; genuine: number[] }> {
    const handler = create();
    const forged = new Set<number>();
    const genuine: number[] = [];
    const until = performance.now() + 12_000;
    let next = 0;
    const send = async (): Promise<void> => {
      while (performance.now() < until) {
        forged.add(await statusOf(handler(post(`evt_forged${(next += 1)}`))));
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
    const sendGenuine = async (): Promise<void> => {
      for (let number = 0; performance.now() < until; number += 1) {
        known.add(`evt_genuine${number}`);
        genuine.push(await statusOf(handler(post(`evt_genuine${number}`))));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    };
    const sending = Promise.all([...Array.from({ length: senders }, send), sendGenuine()]);
    await vi.advanceTimersByTimeAsync(24_000);
    await sending;
    return { forged, genuine };
  }

  test("from 20 senders causes at most 10 calls a second, and genuine events are handled", async () => {
    const { forged, genuine } = await flood(20, 5);
    expect(mostWithinASecond()).toBe(10);
    expect(calls.length).toBeLessThanOrEqual(10 * 18);
    expect(forged).toEqual(new Set([403]));
    expect(genuine.length).toBeGreaterThan(3);
    expect(new Set(genuine)).toEqual(new Set([204]));
  });

  test("from 80 senders causes no more calls, and genuine events never get a 403", async () => {
    const { forged, genuine } = await flood(80, 1_000);
    expect(mostWithinASecond()).toBe(10);
    expect(calls.length).toBeLessThanOrEqual(10 * 18);
    expect(forged).toEqual(new Set([403, 503]));
    expect(genuine).toContain(503);
    expect(genuine).not.toContain(403);

    // A later redelivery is handled.
    known.add("evt_later");
    expect(await settle([statusOf(create()(post("evt_later")))])).toEqual([204]);
  });

  test.each([429, 500, 503])("is not retried if the API responds with %d", async (status) => {
    respond = () => Response.json({}, { status });
    expect(await settle([statusOf(create()(post("evt_1")))])).toEqual([503]);
    expect(calls).toHaveLength(1);
  });

  test("of one ID causes one call, both concurrently and in sequence", async () => {
    const handler = create();
    const statuses = await settle(Array.from({ length: 50 }, () => statusOf(handler(post("evt_1")))));
    expect(new Set(statuses)).toEqual(new Set([403, 503]));
    for (let time = 0; time < 50; time++) expect((await handler(post("evt_1"))).status).toBe(403);
    expect(calls).toHaveLength(1);
  });

  test("with the ID of an event that is being handled causes no call", async () => {
    known.add("evt_1");
    const handler = create({ onEvent: () => new Promise(() => undefined) });
    const first = handler(post("evt_1"));
    await vi.advanceTimersByTimeAsync(100);
    expect((await handler(post("evt_1"))).status).toBe(503);
    await vi.advanceTimersByTimeAsync(10_000);
    await first;
    expect(calls).toHaveLength(1);
  });

  test("with the ID of a handled event causes no call", async () => {
    known.add("evt_1");
    const handler = create({ store: createMemoryStore() });
    expect(await settle([statusOf(handler(post("evt_1")))])).toEqual([204]);
    for (let time = 0; time < 50; time++) expect((await handler(post("evt_1"))).status).toBe(204);
    expect(calls).toHaveLength(1);
  });
});

describe("an unknown ID", () => {
  test("is looked up again at the redelivery, even if the wall clock is set", async () => {
    const handler = create();
    expect(await settle([statusOf(handler(post("evt_1")))])).toEqual([403]);
    known.add("evt_1");
    vi.setSystemTime(Date.now() - 3 * 3_600_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await settle([statusOf(handler(post("evt_1")))])).toEqual([204]);
  });

  test("takes memory for only 20 seconds", async () => {
    const ids = createRecentIds(20_000);
    for (let number = 0; number < 1_000; number++) {
      ids.add(String(number));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(ids.size()).toBe(199);
    expect([ids.has("799"), ids.has("801")]).toEqual([false, true]);
  });
});

describe("a burst of genuine events", () => {
  test("of 50 is confirmed without redeliveries", async () => {
    const ids = Array.from({ length: 50 }, (_, number) => `evt_${number}`);
    for (const id of ids) known.add(id);
    const handler = create();
    const statuses = await settle(ids.map((id) => statusOf(handler(post(id)))));
    expect(statuses).toEqual(ids.map(() => 204));
    expect(mostWithinASecond()).toBe(10);
  });

  test("that is too long is refused immediately as busy", async () => {
    const handler = create();
    const responses = Array.from({ length: 70 }, (_, number) => handler(post(`evt_${number}`)));
    await vi.advanceTimersByTimeAsync(0);
    expect(errors.map((error) => error instanceof WebhookError && error.reason)).toEqual(
      Array.from({ length: 10 }, () => "busy"),
    );
    await settle(responses);
  });

  test("stops waiting when the handler times out, and causes no further calls", async () => {
    const handler = create({ timeout: 500 });
    const responses = Array.from({ length: 20 }, (_, number) => statusOf(handler(post(`evt_${number}`))));
    const statuses = await settle(responses);
    expect(statuses.filter((status) => status === 503)).toHaveLength(10);
    expect(calls).toHaveLength(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a confirmation that waits for its turn", () => {
  const eventOf = (id: string) => ({ ...deviceEvent, id });
  /** Returns the reason or kind of the error, or "confirmed". */
  const confirm = (id: string, signal?: AbortSignal): Promise<string> =>
    confirmEvent(client, eventOf(id), { signal }).then(
      () => "confirmed",
      (error: unknown) => (error instanceof WebhookError ? error.reason : "another error"),
    );

  beforeEach(async () => {
    for (let number = 0; number < 10; number++) void confirm(`evt_${number}`);
    await vi.advanceTimersByTimeAsync(100);
    known.add("evt_late");
  });

  test("is the only one for its ID until it ends", async () => {
    const first = confirm("evt_late");
    expect(await confirm("evt_late")).toBe("busy");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await first).toBe("confirmed");
    expect(await settle([confirm("evt_late")])).toEqual(["confirmed"]);
  });

  test("ends with its signal, and leaves no timer", async () => {
    const controller = new AbortController();
    const waiting = confirm("evt_late", controller.signal);
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(await waiting).toBe("another error");
    expect(calls).toHaveLength(10);
  });

  test("blocks its ID for 5 seconds if the platform cancels it", async () => {
    void confirm("evt_late");
    await vi.advanceTimersByTimeAsync(0);
    const since = performance.now();
    vi.clearAllTimers(); // sets the clock back, too
    vi.advanceTimersByTime(since - performance.now() + 4_999);
    expect(await confirm("evt_late")).toBe("busy");
    vi.advanceTimersByTime(1);
    expect(await settle([confirm("evt_late")])).toEqual(["confirmed"]);
  });
});

test("a confirmation that the platform cancels blocks its ID for 30 seconds", async () => {
  known.add("evt_1");
  void confirmEvent(client, { ...deviceEvent, id: "evt_1" }).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  vi.clearAllTimers();
  vi.advanceTimersByTime(29_999);
  const again = () => confirmEvent(client, { ...deviceEvent, id: "evt_1" });
  await expect(again()).rejects.toMatchObject({
    reason: "busy",
    message: "Event evt_1 is being confirmed already",
  });
  vi.advanceTimersByTime(1);
  await settle([again()]);
});

test("a repeated altered event is not reported as unknown", async () => {
  known.add("evt_1");
  const altered = () =>
    confirmEvent(client, { ...deviceEvent, id: "evt_1", type: "device.delete" }).catch(
      (error: unknown) => error,
    );
  for (let time = 0; time < 2; time++)
    expect(await settle([altered()])).toMatchObject([{ reason: "altered" }]);
});
