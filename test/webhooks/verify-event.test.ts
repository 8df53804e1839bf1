import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { UsageError } from "flatpeak";
import { rememberEvent, verifyEvent } from "flatpeak/webhooks";
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
const signed = () => post(signedHeaders(body, key, Math.floor(Date.now() / 1_000)));

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

  test("throws the error of the call if the call to the API failed", async () => {
    const client = { GET: api.client.GET };
    api.events.set(deviceEvent.id, {});
    await expect(verifyEvent(post(), { client })).rejects.toMatchObject({ kind: "unexpected-response" });
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
    const options: unknown[] = [{}, { client: api.client, timeout: 0 }, misspelled, undefined, ...signals];
    for (const invalid of options) {
      await expect(verifyEvent(post(), invalid as { client: typeof api.client })).rejects.toBeInstanceOf(
        UsageError,
      );
    }
  });
});
