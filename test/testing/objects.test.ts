import { describe, expect, test } from "vitest";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { readField } from "../support/local-flatpeak/caller.ts";
import { create, idsOf, open, tariffOf } from "../support/local-flatpeak/session.ts";

describe("objects", () => {
  test("are created, fetched, updated and deleted", async () => {
    const { fake, call } = await open({ now: () => Date.parse("2026-01-02T03:04:05.678Z") });
    const created = await call("POST /devices", { reference_id: "DEV1" });
    const device = {
      id: "dev_000000000000000000000001",
      object: "device",
      live_mode: false,
      reference_id: "DEV1",
      time_created: "2026-01-02T03:04:05Z",
      account_id: fake.accountId,
    };
    expect(created).toMatchObject({ status: 201, body: device });
    expect((await call(`GET /devices/${device.id}`)).body).toEqual(device);

    const updated = await call(`PATCH /devices/${device.id}`, { reference_id: "DEV2" });
    expect(updated).toMatchObject({ status: 200, body: { ...device, reference_id: "DEV2" } });
    expect((await call(`GET /devices/${device.id}`)).body).toEqual(updated.body);

    expect(await call(`DELETE /devices/${device.id}`)).toMatchObject({
      status: 202,
      body: { message: "Accepted" },
    });
    expect(await call(`GET /devices/${device.id}`)).toMatchObject({ status: 404 });
    expect(idsOf(await call("GET /devices"))).toEqual([]);
  });

  test("keep the fields that an update does not send", async () => {
    const { call } = await open();
    const [id = ""] = await create(call, "POST /locations", {
      reference_id: "LOC1",
      postal_address: { city: "London" },
    });
    const updated = await call(`PATCH /locations/${id}`, { reference_id: "LOC2" });
    expect(updated.body).toMatchObject({ reference_id: "LOC2", postal_address: { city: "London" } });
  });

  test("have every sent field that responses have, for any fields of the contract", async () => {
    const sent = { reference_id: "DEV1", nickname: "Car", pin: "1234" };
    const facts = examples["POST /devices"];
    const newer = { ...facts, sharedFields: [...facts.sharedFields, "nickname"] };
    const { call } = await open({ manifest, examples: { ...examples, "POST /devices": newer } });
    const created = await call("POST /devices", sent);
    expect(created.body).toMatchObject({ reference_id: "DEV1", nickname: "Car" });
    expect(created.body).not.toHaveProperty("pin");
  });

  test.each(["/customers", "/devices", "/locations", "/tariffs"] as const)(
    "of %s return the contract's example of a request as it was sent",
    async (path) => {
      const { call } = await open();
      const [customer_id] = await create(call, "POST /customers", {});
      const [location_id] = await create(call, "POST /locations", {});
      const sent = {
        ...examples[`POST ${path}`].body,
        ...(path === "/locations" && { customer_id }),
        ...(path === "/tariffs" && { location_id }),
      };
      expect((await call(`POST ${path}`, sent)).body).toMatchObject(sent);
    },
  );

  test("keep the fields that only the server sets", async () => {
    const { fake, call } = await open({ lenient: true });
    const forged = { id: "dev_forged", live_mode: true, account_id: "acc_forged" };
    const [id = ""] = await create(call, "POST /devices", { ...forged, reference_id: "DEV1" });
    await call(`PATCH /devices/${id}`, forged);
    expect(await call(`GET /devices/${id}`)).toMatchObject({
      status: 200,
      body: { id, live_mode: false, account_id: fake.accountId, reference_id: "DEV1" },
    });
  });

  test("a location has no coordinates and markets, which the example has for another address", async () => {
    const { call } = await open();
    const { body } = await call("POST /locations", {});
    expect(body).not.toHaveProperty("geo_location");
    expect(body).not.toHaveProperty("market_sources");
  });

  test("a device created without a reference has an empty one, and so may others", async () => {
    const { call } = await open();
    expect(await call("POST /devices")).toMatchObject({ status: 201, body: { reference_id: "" } });
    expect(await call("POST /devices", {})).toMatchObject({ status: 201, body: { reference_id: "" } });
    expect(await call("POST /devices", { reference_id: "" })).toMatchObject({ status: 201 });
  });

  test("an update of a customer returns 202, as documented", async () => {
    const { call } = await open();
    const [id = ""] = await create(call, "POST /customers", {});
    expect(await call(`PATCH /customers/${id}`, { reference_id: "CUS1" })).toMatchObject({
      status: 202,
      body: { reference_id: "CUS1" },
    });
  });

  test.each(["/devices", "/locations"])("a used reference in %s returns 409", async (path) => {
    const { call } = await open();
    await call(`POST ${path}`, { reference_id: "TAKEN" });
    expect(await call(`POST ${path}`, { reference_id: "TAKEN" })).toMatchObject({
      status: 409,
      body: { type: "conflict", code: "duplicate_reference", message: "Reference ID already exists" },
    });
    expect(idsOf(await call(`GET ${path}`))).toHaveLength(1);
  });

  test("a reference can be used again after its device is deleted", async () => {
    const { call } = await open();
    const [id = ""] = await create(call, "POST /devices", { reference_id: "DEV1" });
    await call(`DELETE /devices/${id}`);
    expect(await call("POST /devices", { reference_id: "DEV1" })).toMatchObject({ status: 201 });
  });

  test("a used reference has a message, even if the contract has no example", async () => {
    const { responses, ...facts } = examples["POST /devices"];
    const { call } = await open({
      manifest,
      examples: { ...examples, "POST /devices": { ...facts, responses: { 201: responses[201] } } },
    });
    await call("POST /devices", { reference_id: "TAKEN" });
    expect(await call("POST /devices", { reference_id: "TAKEN" })).toMatchObject({
      status: 409,
      body: { message: "Reference ID already exists" },
    });
  });

  test("two customers may share a reference: the contract documents no 409 there", async () => {
    const { call } = await open();
    await call("POST /customers", { reference_id: "CUS1" });
    expect(await call("POST /customers", { reference_id: "CUS1" })).toMatchObject({ status: 201 });
  });

  test.each([
    "GET /devices/dev_none",
    "PATCH /devices/dev_none",
    "DELETE /customers/cus_none",
    "GET /locations/loc_none",
    "GET /tariffs/trf_none",
    "GET /devices?starting_after=dev_none",
    "GET /events/evt_none",
    "GET /events?starting_after=evt_none",
  ])("%s returns a 404 without access_denied", async (target) => {
    const { call } = await open();
    const reply = await call(target);
    expect(reply).toMatchObject({ status: 404, body: { object: "error", live_mode: false } });
    expect(readField(reply.body, "message")).toMatch(
      /^No such (device|customer|location|tariff|event): \w+_none$/,
    );
    expect(JSON.stringify(reply.body)).not.toContain("access_denied");
  });

  test.each([
    ["{", "The request body is not valid JSON"],
    ["[]", "the request body must be an object"],
    ["null", "the request body must be an object"],
    ['"text"', "the request body must be an object"],
  ])("the body %s is refused with 400: %s", async (body, message) => {
    const { call } = await open();
    const headers = { "content-type": "application/json" };
    const reply = await call("POST /devices", undefined, { body, headers });
    expect(reply).toMatchObject({ status: 400, body: { object: "error", type: "invalid_request", message } });
    expect(idsOf(await call("GET /devices"))).toEqual([]);
  });
});

describe("relations", () => {
  test("a customer has the IDs of its locations, and a location those of its tariffs", async () => {
    const { call } = await open();
    const [customer = "", other = ""] = await create(call, "POST /customers", {}, {});
    const [location = ""] = await create(call, "POST /locations", { customer_id: customer });
    const [tariff = ""] = await create(call, "POST /tariffs", tariffOf(location));
    expect((await call(`GET /customers/${customer}`)).body).toMatchObject({ locations: [location] });
    expect((await call(`GET /customers/${other}`)).body).toMatchObject({ locations: [] });
    expect((await call(`GET /locations/${location}`)).body).toMatchObject({ tariff_elements: [tariff] });
  });

  test("deleting a customer deletes its locations and their tariffs, and no others", async () => {
    const { call } = await open();
    const [customer = ""] = await create(call, "POST /customers", {});
    const [owned = "", free = ""] = await create(call, "POST /locations", { customer_id: customer }, {});
    const [lost = "", kept = ""] = await create(call, "POST /tariffs", tariffOf(owned), tariffOf(free));
    await call(`DELETE /customers/${customer}`);
    expect(idsOf(await call("GET /locations"))).toEqual([free]);
    expect(await call(`GET /tariffs/${lost}`)).toMatchObject({ status: 404 });
    expect(await call(`GET /tariffs/${kept}`)).toMatchObject({ status: 200 });
  });

  test("deleting a location removes it from its customer and deletes its tariffs", async () => {
    const { call } = await open();
    const [customer = ""] = await create(call, "POST /customers", {});
    const [gone = "", left = ""] = await create(
      call,
      "POST /locations",
      { customer_id: customer },
      { customer_id: customer },
    );
    const [tariff = ""] = await create(call, "POST /tariffs", tariffOf(gone));
    await call(`DELETE /locations/${gone}`);
    expect((await call(`GET /customers/${customer}`)).body).toMatchObject({ locations: [left] });
    expect(await call(`GET /tariffs/${tariff}`)).toMatchObject({ status: 404 });
  });

  test("deleting a tariff removes it from its location", async () => {
    const { call } = await open();
    const [location = ""] = await create(call, "POST /locations", {});
    const [tariff = ""] = await create(call, "POST /tariffs", tariffOf(location));
    expect(await call(`DELETE /tariffs/${tariff}`)).toMatchObject({ status: 202 });
    expect((await call(`GET /locations/${location}`)).body).toMatchObject({ tariff_elements: [] });
  });

  test("a tariff needs an existing location", async () => {
    const { call } = await open();
    expect(await call("POST /tariffs", tariffOf("loc_none"))).toMatchObject({ status: 404 });
  });

  test("an update of a tariff sends its schedule as `data`", async () => {
    const { call } = await open();
    const [location_id = ""] = await create(call, "POST /locations", {});
    const [tariff = ""] = await create(call, "POST /tariffs", {
      ...tariffOf(location_id),
      display_name: "Old",
      schedule: [],
    });
    const data = [{ months: ["All"] }];
    expect(await call(`PATCH /tariffs/${tariff}`, { data })).toMatchObject({
      status: 200,
      body: { display_name: "Old", schedule: data },
    });
    expect((await call(`GET /tariffs/${tariff}`)).body).not.toHaveProperty("data");
    expect(await call(`PATCH /tariffs/${tariff}`, { display_name: "New" })).toMatchObject({
      body: { display_name: "New", schedule: data },
    });
  });
});
