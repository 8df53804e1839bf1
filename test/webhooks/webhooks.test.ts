import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient, isErrorFrom, UsageError } from "flatpeak";
import { confirmEvent, parseEvent, rememberEvent, WebhookError } from "flatpeak/webhooks";
import { createMemoryStore, deviceEvent, startEventApi, tariffEvent } from "../support/event-api.ts";
import type { EventApi } from "../support/event-api.ts";

let api: EventApi;

beforeAll(async () => {
  api = await startEventApi();
});
beforeEach(() => {
  api.setEvents(deviceEvent, tariffEvent);
});
afterAll(() => api.close());

function reasonOf(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof WebhookError) return `${thrown.reason}: ${thrown.message}`;
  }
  return undefined;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe("parseEvent", () => {
  test("reads text, bytes and parsed JSON", () => {
    const text = JSON.stringify(deviceEvent);
    const bytes = new TextEncoder().encode(text);
    for (const body of [text, bytes, Buffer.from(text), bytes.buffer, deviceEvent]) {
      expect(parseEvent(body)).toEqual(deviceEvent);
    }
  });

  test("accepts types and fields that are not in the contract", () => {
    const event = { ...deviceEvent, type: "device.archived", extra: 1, data: {} };
    expect(parseEvent(event)).toEqual(event);
  });

  test("accepts an event without time_created, as Flatpeak documents tariff.expired", () => {
    expect(tariffEvent).not.toHaveProperty("time_created");
    expect(parseEvent(JSON.stringify(tariffEvent))).toEqual(tariffEvent);
  });

  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /not a JSON object/],
    ["an empty text", "", /not a JSON object/],
    ["not JSON", "<html>", /not a JSON object/],
    ["a list", [deviceEvent], /not a JSON object/],
    ["null", "null", /not a JSON object/],
    ["another object", { ...deviceEvent, object: "device" }, /object is not "event"/],
    ["no ID", { ...deviceEvent, id: undefined }, /id is not evt_/],
    ["an ID of another kind", { ...deviceEvent, id: "dev_1" }, /id is not evt_/],
    ["an ID after a path", { ...deviceEvent, id: "../evt_1" }, /id is not evt_/],
    ["an ID that leaves its path", { ...deviceEvent, id: "evt_1/../../login" }, /id is not evt_/],
    ["an ID with a query", { ...deviceEvent, id: "evt_1?a=b" }, /id is not evt_/],
    ["an ID with a line break", { ...deviceEvent, id: "evt_1\n" }, /id is not evt_/],
    ["an ID that is only a prefix", { ...deviceEvent, id: "evt_" }, /id is not evt_/],
    ["an ID too long for a URL", { ...deviceEvent, id: `evt_${"a".repeat(256)}` }, /id is not evt_/],
    ["no type", { ...deviceEvent, type: "" }, /no type/],
    ["a type that is not a text", { ...deviceEvent, type: 5 }, /no type/],
    ["no data", { ...deviceEvent, data: null }, /no data/],
  ])("refuses %s, and says what is missing", (_name, body, message) => {
    const reason = reasonOf(() => parseEvent(body));
    expect(reason).toMatch(/^no-event: The body is not an event: it/);
    expect(reason).toMatch(message);
  });

  test("quotes nothing of a body that it refuses", () => {
    expect(reasonOf(() => parseEvent({ ...deviceEvent, id: "sk_live_secret" }))).not.toContain("secret");
  });
});

test("a WebhookError has name, message and reason in JSON", () => {
  const error = new WebhookError("altered", "line\nbreak", { differs: ["type"] });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    ...{ name: "WebhookError", message: "line break", kind: "webhook" },
    ...{ reason: "altered", differs: ["type"] },
  });
  expect("cause" in error).toBe(false);
});

describe("a WebhookError", () => {
  test("is recognized across copies of the package", async () => {
    vi.resetModules();
    const copy = await import("flatpeak/webhooks");
    expect(copy.WebhookError).not.toBe(WebhookError);
    expect(new copy.WebhookError("busy", "x")).toBeInstanceOf(WebhookError);
    for (const other of [new Error("x"), { kind: "webhook", reason: "busy" }, null, "x"]) {
      expect(other instanceof WebhookError).toBe(false);
    }
  });

  test("can be subclassed, and instanceof works as usual", () => {
    class Derived extends WebhookError {}
    expect(new Derived("busy", "x")).toBeInstanceOf(WebhookError);
    expect(new Derived("busy", "x")).toBeInstanceOf(Derived);
    expect(new WebhookError("busy", "x") instanceof Derived).toBe(false);
  });
});

describe("confirmEvent", () => {
  test("returns the API's event, whatever fields were sent", async () => {
    const sent = { ...deviceEvent, extra: "forged", data: { ...deviceEvent.data, reference_id: "FORGED" } };
    expect(await confirmEvent(api.client, JSON.stringify(sent))).toEqual(deviceEvent);
    expect(api.requests.at(-1)).toMatchObject({ method: "GET", url: `/events/${deviceEvent.id}` });
  });

  test.each<[unknown, string]>([
    [null, "options must be an object, such as { store }"],
    ["store", "options must be an object"],
    [{ time_out: 5 }, 'confirmEvent has no "time_out"; did you mean timeout?'],
    [{ store: { get: () => undefined } }, "store must have the methods get and set"],
    [{ drift: {} }, "drift must be a function: pass watchDrift(onFinding)"],
  ])("makes no call with the options %j", async (options, message) => {
    const before = api.requests.length;
    const refused: unknown = Reflect.apply(confirmEvent, undefined, [api.client, deviceEvent, options]);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
    expect(api.requests).toHaveLength(before);
  });

  test("refuses a client without GET", async () => {
    const refused: unknown = Reflect.apply(confirmEvent, undefined, [{}, deviceEvent]);
    await expect(refused).rejects.toThrow("client must be a client: pass createClient()");
  });

  test("makes no call if the body is not an event", async () => {
    const before = api.requests.length;
    const error = await errorOf(confirmEvent(api.client, { ...deviceEvent, id: "evt_1/../x" }));
    expect(error).toMatchObject({ kind: "webhook", reason: "no-event" });
    expect(api.requests).toHaveLength(before);
  });

  test("refuses an event that the API does not have", async () => {
    const error = await errorOf(confirmEvent(api.client, { ...deviceEvent, id: "evt_0" }));
    expect(error).toMatchObject({ reason: "unknown-event", differs: [], cause: { status: 404 } });
  });

  const forged = { ...deviceEvent, type: "device.delete", data: { id: "dev_0" } };
  test.each<[string, object, object, string[]]>([
    ["type", deviceEvent, { ...deviceEvent, type: "device.delete" }, ["type"]],
    ["object ID", deviceEvent, { ...deviceEvent, data: { ...deviceEvent.data, id: "dev_0" } }, ["object-id"]],
    ["type and object ID", deviceEvent, forged, ["type", "object-id"]],
    ["no object ID", deviceEvent, { ...deviceEvent, data: {} }, ["object-id"]],
    ["an additional object ID", tariffEvent, { ...tariffEvent, data: { id: "trf_1" } }, ["object-id"]],
    ["tariff", tariffEvent, { ...tariffEvent, data: { tariff_id: "trf_0" } }, ["object-id"]],
    ["location", tariffEvent, { ...tariffEvent, data: { location_id: "loc_0" } }, ["object-id"]],
  ])("refuses an event with another %s, and says which", async (_name, known, sent, differs) => {
    api.setEvents(known as { id: string });
    const error = await errorOf(confirmEvent(api.client, sent));
    expect(error).toBeInstanceOf(WebhookError);
    expect(error).toMatchObject({ reason: "altered", differs });
    expect(String(error)).toContain(differs.join(" and "));
  });

  test("refuses a response with another event", async () => {
    api.onCall((_id, outgoing) => outgoing.end(JSON.stringify({ ...deviceEvent, id: "evt_other" })));
    const error = await errorOf(confirmEvent(api.client, deviceEvent));
    expect(error).toMatchObject({ reason: "altered", differs: ["id"] });
  });

  test("confirms an event whose data names fewer objects than the API does", async () => {
    const sent = { ...tariffEvent, data: { tariff_id: "trf_1", customer_id: "cus_1" } };
    expect(await confirmEvent(api.client, sent)).toEqual(tariffEvent);
  });

  test("throws the error of the call if the call fails", async () => {
    api.onCall((_id, outgoing) => outgoing.writeHead(500).end());
    const error = await errorOf(confirmEvent(api.client, deviceEvent));
    expect(isErrorFrom(error, "get-event") && error.status).toBe(500);
  });

  test("does not accept a response that is not an event as confirmation", async () => {
    api.onCall((_id, outgoing) => outgoing.end("{}"));
    const error = await errorOf(confirmEvent(api.client, deviceEvent));
    expect(error).toMatchObject({ kind: "unexpected-response", response: { status: 200 } });
    expect(isErrorFrom(error, "get-event")).toBe(true);
  });

  test("passes signal and timeout on to the call", async () => {
    const signal = AbortSignal.abort("enough");
    const before = api.requests.length;
    expect(await errorOf(confirmEvent(api.client, deviceEvent, { signal }))).toMatchObject({
      kind: "aborted",
    });
    expect(await errorOf(confirmEvent(api.client, deviceEvent, { timeout: -1 }))).toMatchObject({
      kind: "usage",
    });
    expect(api.requests).toHaveLength(before);
  });
});

describe("running confirmations", () => {
  const eventOf = (number: number) => ({ ...deviceEvent, id: `evt_${number}` });

  test("are limited to ten per client, and the eleventh is refused without a call", async () => {
    const waiting: (() => void)[] = [];
    api.onCall((id, outgoing) => {
      waiting.push(() => outgoing.end(JSON.stringify({ ...deviceEvent, id })));
    });
    const before = api.requests.length;
    const calls = Array.from({ length: 10 }, (_, number) => confirmEvent(api.client, eventOf(number)));
    const eleventh = await errorOf(confirmEvent(api.client, deviceEvent));
    expect(eleventh).toMatchObject({
      reason: "busy",
      message: `Too many confirmations; event ${deviceEvent.id} must be redelivered`,
    });

    const other = createClient({ token: "bearer", baseUrl: api.origin });
    const ofAnother = confirmEvent(other, deviceEvent);
    await expect.poll(() => api.requests).toHaveLength(before + 11);
    for (const answer of waiting) answer();
    await Promise.all([...calls, ofAnother]);
  });

  test("are limited to one per ID", async () => {
    let answer = (): void => undefined;
    api.onCall((_id, outgoing) => {
      answer = () => outgoing.end(JSON.stringify(deviceEvent));
    });
    const before = api.requests.length;
    const first = confirmEvent(api.client, deviceEvent);
    expect(await errorOf(confirmEvent(api.client, deviceEvent))).toMatchObject({ reason: "busy" });
    await expect.poll(() => api.requests).toHaveLength(before + 1);
    answer();
    expect(await first).toEqual(deviceEvent);
    api.setEvents(deviceEvent);
    expect(await confirmEvent(api.client, deviceEvent)).toEqual(deviceEvent);
  });

  test("free their place when they succeed or fail", async () => {
    api.onCall((_id, outgoing) => outgoing.writeHead(500).end());
    for (let round = 0; round < 2; round++) {
      const calls = Array.from({ length: 10 }, (_, number) =>
        errorOf(confirmEvent(api.client, eventOf(number))),
      );
      expect(await Promise.all(calls)).toEqual(
        calls.map(() => expect.objectContaining({ status: 500 }) as unknown),
      );
    }
  });
});

describe("a repeated event", () => {
  test("is refused once it is remembered, without a call", async () => {
    const store = createMemoryStore();
    const event = await confirmEvent(api.client, deviceEvent, { store });
    // Not before the work is done: it may fail, and then a redelivery must be accepted.
    await confirmEvent(api.client, deviceEvent, { store });
    await rememberEvent(store, event);
    expect(store.ttls).toEqual([7 * 24 * 3_600_000]);

    const before = api.requests.length;
    expect(await errorOf(confirmEvent(api.client, deviceEvent, { store }))).toMatchObject({
      reason: "replayed",
    });
    expect(api.requests).toHaveLength(before);
    expect(await confirmEvent(api.client, tariffEvent, { store })).toEqual(tariffEvent);
  });

  test.each(["", 0, false, NaN])("is handled if the store holds %j for it", async (value) => {
    const store = { ...createMemoryStore(), get: () => Promise.resolve(value) };
    expect(await errorOf(confirmEvent(api.client, deviceEvent, { store }))).toMatchObject({
      reason: "replayed",
    });
  });

  test("is not accepted if the store fails", async () => {
    const failing = () => Promise.reject(new Error("connection to redis://user:password@host lost"));
    const store = { get: failing, set: failing };
    const error = await errorOf(confirmEvent(api.client, deviceEvent, { store }));
    expect(error).toMatchObject({ reason: "store-failed" });
    expect(String(error)).not.toContain("password");
    expect(await errorOf(rememberEvent(store, parseEvent(deviceEvent)))).toMatchObject({
      reason: "store-failed",
    });
  });
});

test.each([5, null, {}, { get: () => undefined }])("rememberEvent refuses %j as a store", async (given) => {
  const remember: (store: never, event: typeof deviceEvent) => Promise<void> = rememberEvent;
  const remembered: unknown = Reflect.apply(remember, undefined, [given, deviceEvent]);
  await expect(remembered).rejects.toThrow(
    new UsageError("store must have the methods get and set; pass a Keyv, for example"),
  );
});
