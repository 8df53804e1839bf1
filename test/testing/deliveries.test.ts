import { constants, createPublicKey, verify } from "node:crypto";
import type { JsonWebKey } from "node:crypto";
import { expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { watchDrift } from "flatpeak/drift";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak } from "flatpeak/testing";
import { listen } from "flatpeak/testing/node";
import { createWebhookHandler, verifyEvent } from "flatpeak/webhooks";
import type { EventType, WebhookEvent, WebhookHandlerOptions } from "flatpeak/webhooks";
import { eventData } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { examples } from "../../generated/examples.ts";

const TYPES = Object.keys(eventData) as EventType[];

/** Handles a delivery; returns the status, the handled events and the reasons of refusals. */
async function handle(
  fake: FakeFlatpeak,
  request: Request,
  options: Partial<WebhookHandlerOptions> = {},
): Promise<{ status: number; events: WebhookEvent[]; reasons: unknown[] }> {
  const events: WebhookEvent[] = [];
  const reasons: unknown[] = [];
  const receive = createWebhookHandler({
    client: createClient(fake),
    onEvent: (event) => void events.push(event),
    onError: (error) => void reasons.push((error as { reason?: unknown }).reason),
    ...options,
  });
  const { status } = await receive(request);
  return { status, events, reasons };
}

const countReads = ({ requests }: FakeFlatpeak): number =>
  requests.filter(({ operationId }) => operationId === "get-event").length;

test("the fake confirms an unsigned delivery to a handler", async () => {
  const fake = createFakeFlatpeak();
  const { status, events } = await handle(fake, await fake.event("device.create", { reference_id: "DEV1" }));
  expect(status).toBe(204);
  expect(events).toMatchObject([{ type: "device.create", data: { reference_id: "DEV1" } }]);
  expect(countReads(fake)).toBe(1);
});

test("a handler accepts a signed delivery without the API, and only for its account", async () => {
  const fake = createFakeFlatpeak();
  const { accountId } = fake;
  const deliver = () => fake.event("tariff.expired", {}, { signed: true });
  const options = { verify: "signature", accountId } as const;
  expect(await handle(fake, await deliver(), options)).toMatchObject({ status: 204, reasons: [] });
  expect(await handle(fake, await deliver())).toMatchObject({ status: 204, reasons: [] });
  expect(countReads(fake)).toBe(0);
  const other = await handle(fake, await deliver(), { ...options, accountId: "acc_2" });
  expect(other).toMatchObject({ status: 403, reasons: ["other-account"] });
});

test("an unsigned delivery says so, and is refused if signatures are required", async () => {
  const fake = createFakeFlatpeak();
  const request = await fake.event("device.create");
  expect(request.headers.get("flatpeak-signature")).toBe("none");
  expect(await handle(fake, request, { verify: "signature" })).toMatchObject({ reasons: ["unsigned"] });
});

test("an altered signed delivery is refused, and the fake confirms one that is too old", async () => {
  const fake = createFakeFlatpeak();
  const request = await fake.event("device.create", {}, { signed: true });
  const { headers, url } = request;
  const body = (await request.clone().text()).replace("DEV", "dev");
  const altered = new Request(url, { method: "POST", headers, body });
  expect(await handle(fake, altered)).toMatchObject({ status: 403, reasons: ["bad-signature"] });

  const late = createFakeFlatpeak({ now: () => Date.now() - 3_600_000 });
  expect(await handle(late, await late.event("device.create", {}, { signed: true }))).toMatchObject({
    status: 204,
  });
  expect(countReads(late)).toBe(1);
});

test("node:crypto accepts the signatures, and headers are as Flatpeak sends them", async () => {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-01-01T00:00:00.500Z") });
  const request = await fake.event("device.create", {}, { signed: true, url: "https://example.com/hooks" });
  expect(request.url).toBe("https://example.com/hooks");
  expect(Object.fromEntries(request.headers)).toMatchObject({
    "content-type": "application/json",
    "flatpeak-version": manifest.apiVersion,
    "flatpeak-signature-scheme": "v1",
    "flatpeak-timestamp": "1767225600",
  });
  const response = await fake.fetch("https://api.flatpeak.com/jwks.json");
  const { keys } = (await response.json()) as { keys: JsonWebKey[] };
  const key = keys.find(({ kid }) => kid === request.headers.get("flatpeak-key-id")) ?? {};
  expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  const signature = request.headers.get("flatpeak-signature")?.replace("v1=", "") ?? "";
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signed = Buffer.from(`1767225600.${await request.text()}`);
  const publicKey = createPublicKey({ key, format: "jwk" });
  expect(verify("sha256", signed, { key: publicKey, ...pss }, Buffer.from(signature, "base64url"))).toBe(
    true,
  );
});

test("a test can make the keys fail to load", async () => {
  const fake = createFakeFlatpeak();
  fake.fail("*", { status: 503 });
  const request = await fake.event("device.create", {}, { signed: true });
  expect(await handle(fake, request, { verify: "signature" })).toMatchObject({
    status: 503,
    reasons: ["keys-unavailable"],
  });
});

test("events are listed newest first, by page, type and object", async () => {
  const fake = createFakeFlatpeak();
  const flatpeak = createClient(fake);
  const list = async (query: { limit?: number; event_type?: string; object_id?: string }) => {
    const { data } = await flatpeak.GET("/events", { params: { query } });
    return data?.data?.map(({ type }) => type);
  };
  expect(await list({})).toEqual([]);
  expect((await flatpeak.GET("/events")).data).toMatchObject({ object: "list", url: "/events" });
  await fake.event("device.create", { id: "dev_1" });
  await fake.event("device.update", { id: "dev_1" });
  await fake.event("tariff.expired", { tariff_id: "trf_1" });
  expect(await list({})).toEqual(["tariff.expired", "device.update", "device.create"]);
  expect(await list({ limit: 1 })).toEqual(["tariff.expired"]);
  expect(await list({ event_type: "device.create" })).toEqual(["device.create"]);
  expect(await list({ object_id: "dev_1" })).toEqual(["device.update", "device.create"]);
  expect(await list({ object_id: "trf_1" })).toEqual(["tariff.expired"]);
  expect(await list({ object_id: "dev_2" })).toEqual([]);
});

test("a reset deletes all events", async () => {
  const fake = createFakeFlatpeak();
  const request = await fake.event("device.create");
  fake.reset();
  expect(await handle(fake, request)).toMatchObject({ status: 403, reasons: ["unknown-event"] });
});

test.each(TYPES)("the data of %s conforms to the contract", async (type) => {
  const fake = createFakeFlatpeak();
  const drift = watchDrift(() => undefined, { every: 1 });
  const client = createClient({ ...fake, accountId: fake.accountId, drift });
  const event = await verifyEvent(await fake.event(type), { client, drift });
  expect(event.type).toBe(type);
  expect(event.data).toMatchObject({ live_mode: false, account_id: fake.accountId });
  await client.GET("/events");
  expect(drift.findings()).toEqual([]);
});

test("given fields replace those of the example, and undefined removes them", async () => {
  const fake = createFakeFlatpeak();
  const data = { tariff_id: "trf_1", customer_id: undefined };
  const request = await fake.event("tariff.expired", data);
  const sent = (await request.clone().json()) as WebhookEvent;
  expect(sent.data).toMatchObject({ tariff_id: "trf_1" });
  expect(sent.data).not.toHaveProperty("customer_id");
  expect(sent.data).toHaveProperty("location_id");
  expect((await handle(fake, request)).events).toEqual([sent]);
});

test("later changes to the data do not change an event", async () => {
  const fake = createFakeFlatpeak();
  const address = { city: "London", country_code: "GB" };
  const request = await fake.event("location.create", { postal_address: address });
  address.city = "Paris";
  const event = await createClient(fake).GET("/events/{id}", {
    params: { path: { id: ((await request.json()) as WebhookEvent).id } },
  });
  expect(event.data?.data).toMatchObject({ postal_address: { city: "London" } });
});

test("deliveries are verified over HTTP just as in memory", async () => {
  const fake = createFakeFlatpeak();
  await using server = await listen(fake);
  const { accountId, apiKey } = fake;
  const client = createClient({ accountId, apiKey, baseUrl: server.baseUrl });
  for (const signed of [true, false]) {
    const request = await fake.event("device.delete", {}, { signed });
    expect(await verifyEvent(request, { client })).toMatchObject({ type: "device.delete" });
  }
});

test("the time of an event follows fake timers", async () => {
  vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z") });
  try {
    const fake = createFakeFlatpeak();
    const { events } = await handle(fake, await fake.event("device.create", {}, { signed: true }));
    expect(events).toMatchObject([{ time_created: "2026-01-01T00:00:00Z" }]);
    expect(countReads(fake)).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a signed delivery of a fake with its own clock is too old for a handler with the real one", async () => {
  const fake = createFakeFlatpeak({ now: () => Date.now() - 3_600_000 });
  const deliver = () => fake.event("device.create", {}, { signed: true });
  expect(await handle(fake, await deliver())).toMatchObject({ status: 204, reasons: [] });
  expect(countReads(fake)).toBe(1);
  expect(await handle(fake, await deliver(), { verify: "signature" })).toMatchObject({
    status: 403,
    reasons: ["old-signature"],
  });
});

test("two fakes number events alike and sign with the same key", async () => {
  const [one, other] = [createFakeFlatpeak(), createFakeFlatpeak()];
  const [signed, unsigned] = [
    await other.event("device.create", {}, { signed: true }),
    await other.event("device.create"),
  ];
  const { status, events } = await handle(one, signed);
  expect([status, events[0]?.id]).toEqual([204, "evt_000000000000000000000001"]);
  expect(await handle(one, unsigned)).toMatchObject({ status: 403, reasons: ["unknown-event"] });
});

test("an event of a type that the contract lacks has only the given data", async () => {
  const fake = createFakeFlatpeak();
  // @ts-expect-error: a new type
  const request: Request = await fake.event("device.archived", { id: "dev_1" }, { signed: true });
  const { status, events } = await handle(fake, request);
  expect(status).toBe(204);
  expect(events).toMatchObject([{ type: "device.archived", data: { id: "dev_1" } }]);
  expect(Object.keys(events[0]?.data ?? {})).toEqual(["id"]);
});

test("a delivery names no version if the contract has no header for it", async () => {
  const { baseUrl, apiVersion, operations } = manifest;
  const fake = createFakeFlatpeak<object>({ manifest: { baseUrl, apiVersion, operations }, examples });
  const { headers } = await fake.event("device.create");
  expect([...headers.keys()]).toEqual(["content-type", "flatpeak-signature"]);
});

test("a fake of another contract refuses to create events", async () => {
  const other = { manifest: { ...manifest, baseUrl: "https://api.example.com" }, examples };
  const fake = createFakeFlatpeak<object>(other);
  await expect(fake.event("device.create")).rejects.toThrow("Only the fake of Flatpeak's contract");
  expect((await fake.fetch("https://api.example.com/jwks.json")).status).toBe(404);
});

test("a misspelled option is refused", async () => {
  const fake = createFakeFlatpeak();
  // @ts-expect-error misspelled
  await expect(fake.event("device.create", {}, { sign: true })).rejects.toThrow(
    'the delivery has no "sign"; use one of signed, url',
  );
});
