import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { manifest } from "../../generated/manifest.ts";
import { examples } from "../../generated/examples.ts";
import { createCall, readField } from "../support/local-flatpeak/caller.ts";
import { create, open, tariffOf } from "../support/local-flatpeak/session.ts";

const window = { start_time: "2026-01-02T00:00:00Z", end_time: "2026-01-03T00:00:00Z" };
const TIME = "a time by RFC 3339, such as 2026-01-02T03:04:05Z";

describe("a request that violates the contract", () => {
  test.each<[string, unknown, string]>([
    ["POST /prices/loc_1", { end_time: "not a date" }, `/end_time must be ${TIME}`],
    ["POST /prices/loc_1", { end_time: "2026-02-30T00:00:00Z" }, `/end_time must be ${TIME}`],
    ["POST /prices/loc_1", {}, "/end_time is missing"],
    ["POST /prices/loc_1", undefined, "the request body is missing"],
    ["POST /prices/loc_1", [], "the request body must be an object"],
    [
      "POST /devices",
      { refernce_id: "A" },
      "/refernce_id is not in the contract; did you mean reference_id?",
    ],
    ["POST /devices", { reference_id: 987_654 }, "/reference_id must be a string"],
    ["POST /devices", { reference_id: null }, "/reference_id must be a string"],
    [
      "POST /locations",
      { postal_address: { town: "Berlin" } },
      "/postal_address/town is not in the contract; use one of address_line1, address_line2, city, state, post_code, country_code",
    ],
    ["POST /locations", { postal_address: "Berlin" }, "/postal_address must be an object"],
    [
      "POST /schedules/limit/loc_1",
      { ...window, segment: "CHEAP", relative: 2 },
      "/segment must be one of HIGH, LOW; /relative must be <= 1",
    ],
    [
      "POST /schedules/duration/loc_1",
      {},
      "/start_time is missing; /end_time is missing; /segment is missing; and 1 more",
    ],
    [
      "POST /schedules/duration/loc_1",
      { segment: "LOW" },
      "/start_time is missing; /end_time is missing; /duration is missing",
    ],
    [
      "PUT /meters/interval",
      [{ ...window, location_id: "loc_1", units: "W", value: "1" }],
      "/0/value must be a number",
    ],
    [
      "PUT /meters/interval",
      [{ ...window, location_id: "loc_1", unit: "W", units: "W", value: 1 }],
      "/0/unit is not in the contract; did you mean units?",
    ],
    ["GET /devices?limit=many", undefined, "query parameter limit must be an integer"],
    ["GET /devices?limit=101", undefined, "query parameter limit must be <= 100"],
    ["GET /devices?limit=0", undefined, "query parameter limit must be >= 1"],
    ["GET /devices?limit=1&limit=2", undefined, "query parameter limit must be an integer"],
    ["GET /devices?limt=1", undefined, "query parameter limt is not in the contract; did you mean limit?"],
    ["GET /devices/dev_1?expand=all", undefined, "query parameter expand is not in the contract"],
    ["GET /tariffs", undefined, "query parameter location_id is missing"],
    [
      "POST /costs/interval/dev_1?aggregation=YEAR",
      {},
      "query parameter aggregation must be one of DAY, MONTH",
    ],
    ["DELETE /devices/dev_1", {}, "DELETE /devices/{id} takes no request body"],
  ])("%s %j is refused: %s", async (target, body, message) => {
    const { call } = await open();
    expect(await call(target, body)).toMatchObject({
      status: 400,
      body: { object: "error", live_mode: false, type: "invalid_request", message },
    });
  });

  test("is refused for more records than the contract allows", async () => {
    const { call } = await open();
    const record = { ...window, location_id: "loc_1", units: "W", value: 1 };
    expect(await call("PUT /meters/interval", Array(10_001).fill(record))).toMatchObject({
      status: 400,
      body: { message: "the request body must satisfy maxItems: 10000" },
    });
  });

  test("is refused for a content type that the contract lacks", async () => {
    const { call } = await open();
    const headers = { "content-type": "text/plain" };
    expect((await call("POST /devices", {}, { headers })).body).toMatchObject({
      message: "the content-type of the request must be application/json",
    });
    for (const type of ["application/json; charset=utf-8", "Application/JSON ;charset=utf-8"]) {
      headers["content-type"] = type;
      expect(await call("POST /devices", {}, { headers })).toMatchObject({ status: 201 });
    }
    // Bytes have no type.
    const body = new TextEncoder().encode("{}");
    expect(await call("POST /devices", undefined, { body })).toMatchObject({ status: 400 });
  });

  test("is a number only if the contract says so: a reference may look like one", async () => {
    const { call } = await open();
    expect(await call("GET /devices?reference_id=12")).toMatchObject({ status: 200 });
  });

  test("reaches the caller as the documented error, and creates nothing", async () => {
    const flatpeak = createClient(createFakeFlatpeak());
    const { error } = await flatpeak.POST("/prices/{id}", {
      params: { path: { id: "loc_1" } },
      body: { end_time: "tomorrow" },
    });
    expect(error).toMatchObject({
      documented: true,
      body: { type: "invalid_request" },
      message: `400 /end_time must be ${TIME} (POST /prices/{id})`,
    });
    const wrong = JSON.parse('{ "reference_id": 1 }') as { reference_id: string };
    expect((await flatpeak.POST("/devices", { body: wrong })).error?.status).toBe(400);
    expect((await unwrap(flatpeak.GET("/devices"))).data).toEqual([]);
  });

  test("is refused after its credentials and before a handler", async () => {
    const { fake, call } = await open();
    let calls = 0;
    fake.on("create-device", () => {
      calls += 1;
      return undefined;
    });
    const unknown = createCall({ ...fake, baseUrl: "https://api.example", authorization: "Bearer none" });
    expect(await unknown("POST /devices", { name: "x" })).toMatchObject({ status: 403 });
    expect(await call("POST /devices", { name: "x" })).toMatchObject({ status: 400 });
    expect(calls).toBe(0);
  });

  test("is refused with a message that has neither its values nor the fake's secrets", async () => {
    const { fake, call } = await open();
    const token = fake.issueToken();
    const messages: string[] = [];
    for (const secret of [fake.apiKey, token]) {
      for (const [target, body] of [
        ["POST /devices", { [secret]: 1 }],
        ["POST /devices", { reference_id: [secret] }],
        ["POST /locations", { customer_id: secret }],
        [`GET /devices?${secret}=1`, undefined],
        [`GET /devices?limit=${secret}`, undefined],
        [`GET /devices/${secret}`, undefined],
      ] as const) {
        const { status, body: answer } = await call(target, body);
        expect(status).toBeGreaterThanOrEqual(400);
        messages.push(readField(answer, "message"));
      }
    }
    for (const secret of [fake.apiKey, token]) expect(messages.join("\n")).not.toContain(secret);
    expect(messages[1]).toBe("/reference_id must be a string");
    // The response of a successful call has what was sent.
    const body = { reference_id: token };
    expect(await call("POST /devices", body)).toMatchObject({ status: 201, body });
  });

  test("is accepted by a lenient fake and by a fake of another contract", async () => {
    for (const options of [{ lenient: true }, { manifest: { ...manifest }, examples }]) {
      const { call } = await open(options);
      expect(await call("POST /devices?dry=1", { name: "x" })).toMatchObject({ status: 201 });
    }
  });
});

describe("a reference to an unknown object", () => {
  const metered = { ...window, location_id: "loc_none", units: "W", value: 1 };
  test.each<[string, unknown, number, string]>([
    ["POST /locations", { customer_id: "cus_none" }, 400, "/customer_id must be the ID of a customer"],
    ["POST /tariffs", tariffOf("loc_none"), 404, "/location_id must be the ID of a location"],
    ["POST /costs/instant", metered, 400, "/location_id must be the ID of a location"],
    [
      "POST /connect/token",
      { connect_url: "app://a", callback_url: "app://b", customer_id: "cus_none" },
      400,
      "/customer_id must be the ID of a customer",
    ],
    [
      "POST /connect/token",
      { connect_url: "app://a", callback_url: "app://b", tariff_id: "trf_none" },
      400,
      "/tariff_id must be the ID of a tariff",
    ],
  ])("%s %j is refused with %i", async (target, body, status, message) => {
    const { call } = await open();
    const reply = await call(target, body);
    expect(reply.status).toBe(status);
    expect(readField(reply.body, "message")).toMatch(new RegExp(`^${message}; there is no "\\w+_none"$`));
  });

  test("is also refused in an update, which then has no effect", async () => {
    const { call } = await open();
    const [customer_id = ""] = await create(call, "POST /customers", {});
    const [id = ""] = await create(call, "POST /locations", { customer_id });
    expect(await call(`PATCH /locations/${id}`, { customer_id: "cus_none" })).toMatchObject({ status: 404 });
    expect((await call(`GET /locations/${id}`)).body).toMatchObject({ customer_id });
  });

  test("is accepted by a lenient fake if nothing is computed from it", async () => {
    const { call } = await open({ lenient: true });
    expect(await call("POST /locations", { customer_id: "cus_none" })).toMatchObject({ status: 201 });
  });
});

describe("a base URL with a path", () => {
  test.each(["https://api.example/v1", "https://gateway.example/energy/flatpeak/v1/"])(
    "%s works",
    async (baseUrl) => {
      const fake = createFakeFlatpeak();
      const flatpeak = createClient({ ...fake, baseUrl });
      const { id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
      expect((await flatpeak.GET("/devices/{id}", { params: { path: { id } } })).error).toBeUndefined();
      expect(fake.requests.map(({ path }) => path)).toEqual(["/login", "/devices", "/devices/{id}"]);
      expect((await fake.fetch(`${baseUrl.replace(/\/$/, "")}/jwks.json`)).status).toBe(200);
    },
  );

  test("is removed if it is the contract's, even before a path that begins with a parameter", async () => {
    const entry = {
      security: "none",
      versioned: false,
      idempotent: true,
      success: { 200: "object" },
      errors: {},
    } as const;
    const operations = {
      "GET /things": { ...entry, operationId: "all-things" },
      "GET /{tenant}/things": { ...entry, operationId: "things" },
    };
    for (const base of ["https://things.example/v1", "https://things.example/v1/"]) {
      const fake = createFakeFlatpeak<{ things: object }>({
        manifest: { baseUrl: base, apiVersion: "1", operations },
        examples: {},
      });
      await fake.fetch("https://things.example/v1/acme/things");
      await fake.fetch("https://localhost/acme/things");
      await fake.fetch("https://localhost/v2/acme/things");
      expect(fake.requests.map(({ params }) => params)).toEqual([{ tenant: "acme" }, { tenant: "acme" }, {}]);
    }
  });

  test.each(["/devices/dev_1/devices", "/v1/nothing", "//devices", "/v1//devices", "/devices/"])(
    "is not removed if the rest is not a path of the contract: %s",
    async (path) => {
      const { call } = await open();
      const message = `The contract has no path ${path}`;
      expect(await call(`GET ${path}`)).toMatchObject({ status: 404, body: { message } });
    },
  );
});
