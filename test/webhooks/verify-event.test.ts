import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { UsageError } from "flatpeak";
import { rememberEvent, verifyEvent } from "flatpeak/webhooks";
import type { VerifyOptions } from "flatpeak/webhooks";
import { createMemoryStore, deviceEvent } from "../support/event-api.ts";
import { createKeyApi } from "../support/key-api.ts";
import type { KeyApi } from "../support/key-api.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";

const key = makeKey("wsk_test_1");
const body = JSON.stringify(deviceEvent);
let api: KeyApi;
beforeEach(() => {
  api = createKeyApi(key.jwk);
});

const post = (headers: Record<string, string> = {}, content: BodyInit = body) => {
  const init = { method: "POST", headers, body: content, duplex: "half" };
  return new Request("https://example.com/", init);
};
const good = () => signedHeaders(body, key, Math.floor(Date.now() / 1_000));
const signed = () => post(good());
/** A store that holds a value for each event, or fails. */
const holding = (value: unknown) => ({
  ...createMemoryStore(),
  get: () => (value instanceof Error ? Promise.reject(value) : Promise.resolve(value)),
});

describe("verifyEvent", () => {
  test("returns a signed event as it was sent, without calling the API", async () => {
    expect(await verifyEvent(signed(), { client: api.client })).toEqual(deviceEvent);
    expect(api.requests.map(({ path }) => path)).toEqual(["/jwks.json"]);
  });

  test("returns the API's version of an unsigned event", async () => {
    api.events.set(deviceEvent.id, { ...deviceEvent, more: 1 });
    expect(await verifyEvent(post(), { client: api.client })).toEqual({ ...deviceEvent, more: 1 });
  });

  test("throws the reason why a webhook is refused", async () => {
    const { client } = api;
    const forged = post({ ...Object.fromEntries(signed().headers), "flatpeak-signature": "v1=AA" });
    await expect(verifyEvent(forged, { client })).rejects.toMatchObject({ reason: "bad-signature" });
    await expect(verifyEvent(post(), { client })).rejects.toMatchObject({ reason: "unknown-event" });
    await expect(verifyEvent(post({}, "{}"), { client })).rejects.toMatchObject({ reason: "no-event" });
    const unsigned = verifyEvent(post(), { client, verify: "signature" });
    await expect(unsigned).rejects.toMatchObject({ reason: "unsigned" });
    const long = verifyEvent(post(), { client, maxBodyBytes: 10 });
    await expect(long).rejects.toMatchObject({ reason: "no-event" });
  });

  test.each<[message: string, headers: () => Record<string, string>, options?: Partial<VerifyOptions>]>([
    ["The webhook is not signed", () => ({})],
    [
      "The webhook is signed with an unknown scheme",
      () => ({ ...good(), "flatpeak-signature-scheme": "v2" }),
    ],
    ["The webhook is signed with an unknown key", () => ({ ...good(), "flatpeak-key-id": "wsk_2" })],
    ["The signature does not match the webhook", () => ({ ...good(), "flatpeak-timestamp": "1" })],
    ["The signature's timestamp is too far from the current time", () => signedHeaders(body, key, 1)],
    [`Event ${deviceEvent.id} does not name account acc_other`, good, { accountId: "acc_other" }],
    [`Event ${deviceEvent.id} has been handled before`, good, { store: holding("device.create") }],
    [`The API has no event ${deviceEvent.id}`, () => ({}), { verify: "api" }],
    ["The event store failed", good, { store: holding(new Error("no route")) }],
  ])("says: %s", async (message, headers, options = {}) => {
    const work = verifyEvent(post(headers()), { client: api.client, verify: "signature", ...options });
    await expect(work).rejects.toMatchObject({ message });
  });

  test("says that the keys could not be loaded, with the cause", async () => {
    api.respond = () => new Response(null, { status: 500 });
    await expect(verifyEvent(signed(), { client: api.client, verify: "signature" })).rejects.toMatchObject({
      message: "The keys of the API could not be loaded",
      cause: { message: "GET /jwks.json: status 500" },
    });
  });

  test("has the store's error only as the cause", async () => {
    const store = holding(new Error("redis://user:password@host"));
    await expect(verifyEvent(signed(), { client: api.client, store })).rejects.toMatchObject({
      reason: "store-failed",
      cause: { message: "redis://user:password@host" },
    });
  });

  test("accepts an event if the store holds null for it", async () => {
    const store = holding(null);
    expect(await verifyEvent(signed(), { client: api.client, store })).toEqual(deviceEvent);
  });

  test("a signature without a timestamp is old", async () => {
    const headers = signedHeaders(body, key, "");
    Reflect.deleteProperty(headers, "flatpeak-timestamp");
    const work = verifyEvent(post(headers), { client: api.client, verify: "signature" });
    await expect(work).rejects.toMatchObject({ reason: "old-signature" });
  });

  test("passes only verified events to drift", async () => {
    const drift = vi.fn();
    await verifyEvent(post(), { client: api.client, drift }).catch(() => undefined);
    expect(drift).not.toHaveBeenCalled();
    await verifyEvent(signed(), { client: api.client, drift });
    expect(drift.mock.calls).toEqual([
      [{ operationId: "webhook", status: undefined, headers: undefined, body: deviceEvent }],
    ]);
  });

  test("throws the error of the call if the call to the API failed", async () => {
    const client = { GET: api.client.GET };
    api.events.set(deviceEvent.id, {});
    await expect(verifyEvent(post(), { client })).rejects.toMatchObject({
      ...{ kind: "unexpected-response", outcome: "unknown", attempts: 1, rawBody: "" },
      message: "Unexpected response: JSON that is not an event (GET /events/{id})",
    });
  });

  test("refuses an event that the store remembers, signed or not, without a call", async () => {
    const store = createMemoryStore();
    await rememberEvent(store, deviceEvent);
    await expect(verifyEvent(post(), { client: api.client, store })).rejects.toMatchObject({
      reason: "replayed",
    });
    expect(api.requests).toEqual([]);
    await expect(verifyEvent(signed(), { client: api.client, store })).rejects.toMatchObject({
      reason: "replayed",
    });
  });

  test("ends with its timeout, and with its signal", async () => {
    const never = () => new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const { client } = api;
    const late = verifyEvent(post({}, never()), { client, timeout: 20 });
    await expect(late).rejects.toMatchObject({
      reason: "timeout",
      message: "The webhook was not verified within 20 ms",
    });
    const reason = new Error("enough");
    const aborted = verifyEvent(post({}, never()), { client, signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
  });

  test("ends with its timeout while a body has endless empty pieces that need no I/O", async () => {
    const empty = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new Uint8Array());
      },
    });
    const late = verifyEvent(post({}, empty), { client: api.client, timeout: 20 });
    await expect(late).rejects.toMatchObject({ reason: "timeout" });
  });

  test("leaves no timer behind, whether it succeeds or fails", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    api.events.set(deviceEvent.id, deviceEvent);
    await verifyEvent(post(), { client: api.client });
    await verifyEvent(post({}, "{}"), { client: api.client }).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("rejects with a UsageError for an invalid option", async () => {
    const misspelled = { client: api.client, tolerence: 5 };
    const signals = ["x", 5, {}, null].map((signal) => ({ client: api.client, signal }));
    await expect(verifyEvent(post(), misspelled)).rejects.toThrow(
      'verifyEvent has no "tolerence"; did you mean tolerance?',
    );
    const options: unknown[] = [{}, { client: api.client, timeout: 0 }, misspelled, undefined, ...signals];
    for (const invalid of options) {
      await expect(verifyEvent(post(), invalid as { client: typeof api.client })).rejects.toBeInstanceOf(
        UsageError,
      );
    }
  });
});
