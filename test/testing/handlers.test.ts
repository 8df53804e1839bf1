import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { baseUrl, open } from "../support/local-flatpeak/session.ts";
import { basic, createCall } from "../support/local-flatpeak/caller.ts";

describe("on", () => {
  test("sets the response of an operation until it is removed", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    const body = { object: "error", code: "pending_connect", message: "Not yet" };
    const end = fake.on("get-price", { status: 422, body });
    const ask = () =>
      flatpeak.POST("/prices/{id}", {
        params: { path: { id: "loc_1" } },
        body: { end_time: "2026-01-01T00:00:00Z" },
      });
    expect((await ask()).error).toMatchObject({ status: 422, body });
    end();
    expect((await ask()).error).toMatchObject({ status: 404 });
  });

  test("adds the contract's example to a response without a body", async () => {
    const { fake, call } = await open();
    fake.on("create-device", { status: 409, headers: { "x-request-id": "req_1" } });
    const reply = await call("POST /devices", {});
    expect(reply).toMatchObject({ status: 409, body: { code: "duplicate_reference" } });
    expect(reply.headers.get("x-request-id")).toBe("req_1");
    expect(reply.headers.get("flatpeak-version")).toBe("2025-09-14.anode");
  });

  test("passes the request to a handler, and uses the fake's response if it returns undefined", async () => {
    const { fake, call } = await open({ lenient: true });
    const told: unknown[] = [];
    fake.on("update-device", async ({ operationId, params, query, body, request }) => {
      told.push({ operationId, params, query, body, text: await request.text() });
      return body?.reference_id === "TAKEN" ? { status: 403 } : undefined;
    });
    const { body } = await call("POST /devices", {});
    const { id } = body as { id: string };
    expect(await call(`PATCH /devices/${id}?dry=1`, { reference_id: "TAKEN" })).toMatchObject({
      status: 403,
    });
    expect(await call(`PATCH /devices/${id}`, { reference_id: "FREE" })).toMatchObject({
      status: 200,
      body: { reference_id: "FREE" },
    });
    const sent = { operationId: "update-device", params: { id } };
    expect(told).toEqual([
      { ...sent, query: { dry: "1" }, body: { reference_id: "TAKEN" }, text: '{"reference_id":"TAKEN"}' },
      { ...sent, query: {}, body: { reference_id: "FREE" }, text: '{"reference_id":"FREE"}' },
    ]);
  });

  test("calls a handler only with valid credentials and a JSON body", async () => {
    const { fake, call } = await open();
    let asked = 0;
    fake.on("create-device", () => {
      asked += 1;
      return undefined;
    });
    expect(await createCall({ ...fake, baseUrl })("POST /devices", {})).toMatchObject({ status: 403 });
    expect(await call("POST /devices", undefined, { body: "{" })).toMatchObject({ status: 400 });
    expect(asked).toBe(0);
    await call("POST /devices");
    expect(asked).toBe(1);
  });

  test("replaces an earlier handler, whose removal leaves the later one in place", async () => {
    const { fake, call } = await open();
    const endFirst = fake.on("list-devices", { status: 403 });
    const endSecond = fake.on("list-devices", { status: 429 });
    expect(await call("GET /devices")).toMatchObject({ status: 429 });
    endFirst();
    expect(await call("GET /devices")).toMatchObject({ status: 429 });
    endSecond();
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
  });

  test("accepts the bearer token that a handler of the login returns, for its lifetime", async () => {
    let time = 0;
    const fake = createFakeFlatpeak({ now: () => time });
    fake.on("bearer-token", { status: 200, body: { bearer_token: "mine", expires_in: 60, live_mode: true } });
    expect((await createClient(fake).GET("/devices")).error).toBeUndefined();
    const call = createCall({ ...fake, baseUrl, authorization: "Bearer mine" });
    time = 59_999;
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
    time = 60_000;
    expect(await call("GET /devices")).toMatchObject({ status: 403 });
  });

  test.each([
    { expires_in: 60 },
    { bearer_token: "mine", expires_in: "60" },
    { bearer_token: "mine" },
    "mine",
    null,
  ])("accepts no bearer token if a login returns %j, and goes on", async (body) => {
    const { fake, call } = await open();
    Reflect.apply(fake.on, undefined, ["bearer-token", { status: 200, body }]);
    const authorization = basic(fake.accountId, fake.apiKey);
    const headers = { authorization };
    expect(await call("GET /login", undefined, { headers })).toMatchObject({ status: 200, body });
    const mine = createCall({ ...fake, baseUrl, authorization: "Bearer mine" });
    expect(await mine("GET /devices")).toMatchObject({ status: 403 });
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
  });

  test("returns 500 with the error if a handler throws", async () => {
    const { fake, call } = await open();
    fake.on("create-device", () => {
      throw new Error("test gone wrong");
    });
    expect(await call("POST /devices", {})).toMatchObject({
      status: 500,
      body: { message: "The handler of create-device threw: Error: test gone wrong" },
    });
  });

  test("refuses an operation that the contract lacks, and names those that it has", () => {
    const on = createFakeFlatpeak().on as (id: string, answer: object) => unknown;
    expect(() => on("create-devise", { status: 409 })).toThrow(
      /^The contract has no operation "create-devise"; it has .*\bcreate-device,/,
    );
  });
});

describe("reset", () => {
  test("clears objects, handlers, faults and recorded requests, and keeps tokens valid", async () => {
    const fake = createFakeFlatpeak();
    const { requests } = fake;
    const flatpeak = createClient(fake);
    const create = () => flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
    const first = await create();
    fake.on("list-devices", { status: 429 });
    fake.fail("get-device", { status: 500 });
    const token = fake.issueToken();

    fake.reset();
    expect(requests).toEqual([]);
    expect((await flatpeak.GET("/devices")).data?.data).toEqual([]);
    const again = await create();
    expect(again.data?.id).toBe(first.data?.id);
    const id = again.data?.id ?? "";
    expect((await flatpeak.GET("/devices/{id}", { params: { path: { id } } })).error).toBeUndefined();
    expect(requests.map(({ operationId }) => operationId)).toEqual([
      "list-devices",
      "create-device",
      "get-device",
    ]);
    fake.revokeTokens();
    expect(
      await createCall({ ...fake, baseUrl, authorization: `Bearer ${token}` })("GET /devices"),
    ).toMatchObject({
      status: 403,
    });
  });
});

describe("createClient", () => {
  test("accepts a fake as its options, also in a simulated DOM", async () => {
    vi.stubGlobal("document", {});
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect((await createClient(createFakeFlatpeak()).GET("/devices")).error).toBeUndefined();
  });
});

describe("issueToken", () => {
  test("returns a valid bearer token for a client without the key", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient({ token: () => fake.issueToken(), fetch: fake.fetch });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(0);
  });
});
