import { describe, expect, test, vi } from "vitest";
import { createClient, UsageError } from "flatpeak";
import type { WatchedBody } from "flatpeak";
import { watchDrift } from "flatpeak/drift";
import type { DriftFinding, DriftOptions } from "flatpeak/drift";
import { confirmEvent, createWebhookHandler, verifyEvent } from "flatpeak/webhooks";
import { version } from "../../generated/validators.js";
import { createFakeFlatpeak } from "flatpeak/testing";
import { deviceEvent, tariffEvent } from "../support/event-api.ts";
import { createKeyApi } from "../support/key-api.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";

const device = deviceEvent.data;

/** A watch, its findings, and a client whose API always returns one response. */
function watchResponse(body: unknown, init: ResponseInit = { status: 201 }) {
  const found: DriftFinding[] = [];
  const drift = watchDrift((finding) => found.push(finding));
  const fetch = () => Promise.resolve(Response.json(body, init));
  const flatpeak = createClient({ token: "bearer", retries: 0, fetch, drift });
  return { found, drift, create: () => flatpeak.POST("/devices", { body: { reference_id: "DEV1" } }) };
}

test("a finding has place and kind, and the call returns the response unchanged", async () => {
  const body = { ...device, live_mode: "yes", grid_zone: 7 };
  const { found, create } = watchResponse(body);
  expect((await create()).data).toEqual(body);
  const shared = { operationId: "create-device", status: 201, contract: version };
  const firstSeen: unknown = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/);
  expect(found).toEqual([
    {
      ...shared,
      kind: "unknown-property",
      pointer: "/grid_zone",
      expected: "nothing",
      received: "number",
      firstSeen,
    },
    {
      ...shared,
      kind: "wrong-type",
      pointer: "/live_mode",
      expected: "boolean",
      received: "string",
      firstSeen,
    },
  ]);
});

test("a finding is reported once and counted once per response, even if many items of a list deviate", async () => {
  const found: DriftFinding[] = [];
  const drift = watchDrift((finding) => found.push(finding));
  const body = {
    object: "list",
    has_more: false,
    data: Array.from({ length: 50 }, () => ({ ...device, zone: 1 })),
  };
  const flatpeak = createClient({
    token: "bearer",
    fetch: () => Promise.resolve(Response.json(body)),
    drift,
  });
  await flatpeak.GET("/devices");
  await flatpeak.GET("/devices");
  expect(found.map(({ kind, pointer }) => `${kind} ${pointer}`)).toEqual(["unknown-property /data/*/zone"]);
  expect(drift.findings()).toEqual([{ ...found[0], count: 2 }]);
});

test("the same deviation is a separate finding for each operation, status and received type", () => {
  const watch = watchDrift(() => undefined);
  const response = {
    operationId: "create-device",
    status: 201,
    headers: undefined,
    body: { ...device, id: 1 },
  };
  const others = [
    { operationId: "get-device", status: 200 },
    { status: 403 },
    { body: { ...device, id: true } },
  ];
  for (const other of [{}, ...others]) watch({ ...response, ...other });
  const ids = watch.findings().filter(({ pointer }) => pointer === "/id");
  expect(ids.map(({ operationId, status, received }) => `${operationId} ${status} ${received}`)).toEqual([
    "create-device 201 number",
    "get-device 200 number",
    "create-device 403 number",
    "create-device 201 boolean",
  ]);
});

test("documented errors are compared, undocumented statuses are reported", async () => {
  const conflict = watchResponse(
    { object: "error", type: "conflict", code: 7, message: "Taken" },
    { status: 409 },
  );
  expect((await conflict.create()).error?.status).toBe(409);
  expect(conflict.found).toMatchObject([{ status: 409, kind: "wrong-type", pointer: "/code" }]);
  const teapot = watchResponse({ anything: 1 }, { status: 418 });
  await teapot.create();
  expect(teapot.found).toMatchObject([
    { status: 418, kind: "undocumented-status", pointer: "", expected: "201, 403, 409", received: "418" },
  ]);
});

test("another version, a deprecation and a sunset are reported without the text of the header", async () => {
  const headers = { "flatpeak-version": "2026-11-01.cathode", deprecation: "@1", sunset: "s3cr3t" };
  const { found, create } = watchResponse(device, { status: 201, headers });
  await create();
  expect(found).toMatchObject([
    { kind: "other-version", pointer: "", expected: version, received: "2026-11-01.cathode" },
    { kind: "deprecated", pointer: "", expected: "nothing", received: "a header" },
    { kind: "sunset", pointer: "", expected: "nothing", received: "a header" },
  ]);
  const odd = ["s3cr3t", "2026-11-01 s3cr3t", "s3cr3t 2026-11-01"].map((sent) =>
    watchResponse(device, { status: 201, headers: { "flatpeak-version": sent } }),
  );
  for (const { create } of odd) await create();
  const same = watchResponse(device, { status: 201, headers: { "flatpeak-version": version } });
  await same.create();
  expect(JSON.stringify([found, ...odd.map((each) => each.found)])).not.toContain("s3cr3t");
  for (const { found } of odd) expect(found).toMatchObject([{ received: "another version" }]);
  expect(same.found).toEqual([]);
});

test("logins and retried attempts are compared, too", async () => {
  const fake = createFakeFlatpeak();
  fake.fail("list-devices", { status: 500, times: 1 });
  const seen: string[] = [];
  const drift = (body: WatchedBody) => seen.push(`${body.operationId} ${body.status}`);
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { data } = await createClient({
    accountId: fake.accountId,
    apiKey: fake.apiKey,
    fetch: fake.fetch,
    drift,
  }).GET("/devices");
  vi.restoreAllMocks();
  expect(data?.data).toEqual([]);
  expect(seen).toEqual(["bearer-token 200", "list-devices 500", "list-devices 200"]);
});

test("a failing callback or watch does not affect calls", async () => {
  const body = { ...device, zone: 1 };
  const fetch = () => Promise.resolve(Response.json(body, { status: 201 }));
  const throwing = () => {
    throw new Error("mine");
  };
  for (const drift of [watchDrift(throwing), watchDrift(() => Promise.reject(new Error("mine"))), throwing]) {
    const flatpeak = createClient({ token: "bearer", fetch, drift });
    expect((await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } })).data).toEqual(body);
  }
});

test("a callback cannot change stored findings", () => {
  const watch = watchDrift((finding) => Object.assign(finding, { pointer: "mine" }));
  watch({ operationId: "create-device", status: 201, headers: undefined, body: { ...device, id: 1 } });
  expect(watch.findings().map(({ pointer }) => pointer)).toEqual(["/id"]);
});

test("responses of operations that the contract lacks are ignored", () => {
  const watch = watchDrift(() => undefined);
  watch({ operationId: "theirs", status: 200, headers: undefined, body: {} });
  watch({ operationId: "toString", status: 200, headers: undefined, body: {} });
  expect(watch.findings()).toEqual([]);
});

test("verified webhook events are compared by their type, forged ones are not", async () => {
  const key = makeKey("wsk_test_1");
  const api = createKeyApi(key.jwk);
  const found: DriftFinding[] = [];
  const drift = watchDrift((finding) => found.push(finding));
  const request = (event: object, forged = false) => {
    const text = JSON.stringify(event);
    const headers = signedHeaders(forged ? "{}" : text, key, Math.floor(Date.now() / 1_000));
    return new Request("https://example.com/", { method: "POST", headers, body: text });
  };
  const { client } = api;
  await verifyEvent(request(deviceEvent), { client, drift });
  await verifyEvent(request(tariffEvent), { client, drift });
  await verifyEvent(request({ ...deviceEvent, type: "future.thing", data: { any: 1 } }), { client, drift });
  expect(found).toEqual([]);

  const odd = { ...deviceEvent, id: "evt_2", data: { ...deviceEvent.data, id: 1 } };
  const handle = createWebhookHandler({ client, drift, onEvent: () => undefined, onError: () => undefined });
  expect((await handle(request({ ...odd, zone: 1 }, true))).status).toBe(403);
  expect(found).toEqual([]);
  expect((await handle(request(odd))).status).toBe(204);
  const shared = { operationId: "webhook", status: null, received: "number" };
  expect(found).toMatchObject([{ ...shared, kind: "wrong-type", pointer: "/data/id" }]);

  api.events.set("evt_3", { ...deviceEvent, id: "evt_3", zone: 1 });
  await confirmEvent(client, { ...deviceEvent, id: "evt_3" }, { drift });
  expect(found[1]).toMatchObject({ ...shared, kind: "unknown-property", pointer: "/zone" });
});

test("options are checked", () => {
  expect(() => watchDrift("log" as never)).toThrow(new UsageError("onFinding must be a function"));
  expect(() => watchDrift(() => undefined, { every: 0 })).toThrow(
    "every is 0; it must be a whole number above 0",
  );
  for (const number of [0, -1, 1.5, NaN]) {
    expect(() => watchDrift(() => undefined, { maxFindings: number })).toThrow(UsageError);
    expect(() => watchDrift(() => undefined, { every: number })).toThrow(UsageError);
  }
  expect(() => createClient({ token: "bearer", drift: {} as never })).toThrow("drift must be a function");
});

describe("after the first 100 bodies of a kind", () => {
  /** Compares 500 bodies, of which one deviates; returns the number of the body that was found. */
  const findAt = (spoilt: (index: number) => object, options: DriftOptions = {}): number => {
    let shown = 0;
    let at = 0;
    const watch = watchDrift(({ pointer }) => {
      if (pointer === "/new_field") at = shown;
    }, options);
    for (shown = 1; shown <= 500; shown += 1) {
      watch({ operationId: "create-device", status: 201, headers: undefined, body: spoilt(shown) });
    }
    return at;
  };
  const late = (index: number): object => (index > 200 ? { new_field: 1 } : {});

  test("one in ten is compared, so a later deviation is found", () => {
    const at = findAt((index) => ({ ...device, ...late(index) }));
    expect(at).toBeGreaterThan(200);
    expect(at).toBeLessThanOrEqual(210);
  });

  test("one in ten is compared while deviations are new", () => {
    const fields = (index: number): object => ({
      ...(index >= 150 ? { first_field: 1 } : {}),
      ...(index > 150 ? { new_field: 1 } : {}),
    });
    expect(findAt((index) => ({ ...device, ...fields(index) }))).toBe(160);
  });

  test("one in a hundred is compared while deviations are known, or all if every is 1", () => {
    const deviating = (index: number): object => ({ ...device, live_mode: 1, ...late(index) });
    const at = findAt(deviating);
    expect(at).toBeGreaterThan(210);
    expect(at).toBeLessThanOrEqual(300);
    expect(findAt(deviating, { every: 1 })).toBe(201);
  });
});
