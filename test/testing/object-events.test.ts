import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { Client } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createWebhookHandler } from "flatpeak/webhooks";
import { tariffOf } from "../support/local-flatpeak/session.ts";

async function listTypes(flatpeak: Client, query: { object_id?: string; event_type?: string } = {}) {
  const { data = [] } = await unwrap(flatpeak.GET("/events", { params: { query } }));
  return data.map(({ type }) => type);
}

describe("events", () => {
  test("are created by creations, changes and deletions, and listed newest first with the object at that time", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    const { id: customer_id } = await unwrap(flatpeak.POST("/customers", { body: {} }));
    const { id } = await unwrap(flatpeak.POST("/locations", { body: { customer_id, reference_id: "A" } }));
    await unwrap(
      flatpeak.PATCH("/locations/{id}", { params: { path: { id } }, body: { reference_id: "B" } }),
    );
    await unwrap(flatpeak.DELETE("/customers/{id}", { params: { path: { id: customer_id } } }));
    expect(await listTypes(flatpeak)).toEqual([
      "location.delete",
      "customer.delete",
      "location.update",
      "location.create",
      "customer.create",
    ]);
    expect(await listTypes(flatpeak, { object_id: customer_id })).toEqual([
      "customer.delete",
      "customer.create",
    ]);
    const { data = [] } = await unwrap(flatpeak.GET("/events", { params: { query: { object_id: id } } }));
    expect(data.map((event) => event.data)).toMatchObject([
      { id, reference_id: "B" },
      { id, reference_id: "B" },
      { id, reference_id: "A", customer_id },
    ]);
  });

  test("are created by changes of prices and of the state of a tariff", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
    fake.prices(id, 0.2);
    fake.tariff(id, "lost");
    fake.tariff(id, "expired");
    expect(await listTypes(flatpeak)).toEqual([
      "tariff.expired",
      "tariff.fetch.failed",
      "location.update",
      "location.create",
    ]);
    const { data = [] } = await unwrap(
      flatpeak.GET("/events", { params: { query: { event_type: "tariff.expired" } } }),
    );
    expect(data[0]?.data).toEqual({ live_mode: false, location_id: id, account_id: fake.accountId });
  });

  test("of a tariff have its ID, if it was created, and those of its location and customer", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    const { id: customer_id } = await unwrap(flatpeak.POST("/customers", { body: {} }));
    const { id: location_id } = await unwrap(flatpeak.POST("/locations", { body: { customer_id } }));
    const { id: tariff_id } = await unwrap(flatpeak.POST("/tariffs", { body: tariffOf(location_id) }));
    fake.tariff(location_id, "lost");
    fake.tariff(location_id, "lost", "EXPORT");
    const { data = [] } = await unwrap(
      flatpeak.GET("/events", { params: { query: { event_type: "tariff.fetch.failed" } } }),
    );
    const ofLocation = { live_mode: false, location_id, customer_id, account_id: fake.accountId };
    expect(data.map((event) => event.data)).toEqual([ofLocation, { ...ofLocation, tariff_id }]);
  });

  test("are updates of the location if its tariff is connected, pending or removed", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
    for (const state of ["pending", "none", "connected"] as const) fake.tariff(id, state);
    const query = { event_type: "location.update" };
    const { data = [] } = await unwrap(flatpeak.GET("/events", { params: { query } }));
    const status = (commodity_import: string) => ({ id, tariff_status: { commodity_import } });
    expect(data.map((event) => event.data)).toMatchObject([
      status("CONNECTED"),
      status("NOT_CONNECTED"),
      status("PENDING"),
    ]);
  });

  test("are not created by refused calls", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    await flatpeak.POST("/devices", { body: { reference_id: "A" } });
    await flatpeak.POST("/devices", { body: { reference_id: "A" } });
    expect(await listTypes(flatpeak)).toEqual(["device.create"]);
  });
});

describe("fake.deliverEvents", () => {
  test.each([true, false])(
    "delivers each event once to a handler of flatpeak/webhooks, oldest first (signed: %s)",
    async (signed) => {
      const fake = createFakeFlatpeak();
      const client = createClient(fake);
      const handled: string[] = [];
      const handle = createWebhookHandler({
        client,
        onEvent: ({ type }) => void handled.push(type),
        onError: (error) => {
          throw error;
        },
      });
      const { id } = await unwrap(client.POST("/locations", { body: {} }));
      fake.tariff(id, "expired");
      const delivered = await fake.deliverEvents(handle, { signed });
      expect(delivered).toMatchObject([
        { type: "location.create", status: 204 },
        { type: "tariff.expired", status: 204 },
      ]);
      expect(handled).toEqual(["location.create", "tariff.expired"]);
      expect(await fake.deliverEvents(handle, { signed })).toEqual([]);
    },
  );

  test("redelivers an event that the handler refused", async () => {
    const fake = createFakeFlatpeak();
    await createClient(fake).POST("/devices", { body: {} });
    expect(await fake.deliverEvents(() => new Response(null, { status: 503 }))).toMatchObject([
      { status: 503 },
    ]);
    expect(await fake.deliverEvents(() => new Response())).toMatchObject([
      { type: "device.create", status: 200 },
    ]);
    expect(await fake.deliverEvents(() => new Response())).toEqual([]);
  });

  test("loses no event that is created during two deliveries at once", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    await unwrap(flatpeak.POST("/devices", { body: {} }));
    await fake.deliverEvents(async () => {
      await fake.deliverEvents(() => new Response());
      await unwrap(flatpeak.POST("/customers", { body: {} }));
      return new Response();
    });
    expect(await fake.deliverEvents(() => new Response())).toMatchObject([{ type: "customer.create" }]);
  });
});

describe("fake.example", () => {
  test("is the contract's example with some fields changed", async () => {
    const fake = createFakeFlatpeak();
    const flatpeak = createClient(fake);
    fake.on("get-price", fake.example("get-price", 200, { currency_code: "GBP", data: [] }));
    const price = await unwrap(
      flatpeak.POST("/prices/{id}", {
        params: { path: { id: "loc_1" } },
        body: { end_time: "2026-01-01T00:00:00Z" },
      }),
    );
    expect(price).toMatchObject({ object: "price", currency_code: "GBP", data: [] });
  });

  test("has the success status by default, and any documented one", () => {
    const fake = createFakeFlatpeak();
    expect(fake.example("create-device").status).toBe(201);
    expect(fake.example("create-device", 409).body.code).toBe("duplicate_reference");
  });
});

test("the fake has no member named like a client option except those it sets", () => {
  const fake = createFakeFlatpeak();
  expect(Object.keys(fake).sort()).toEqual(["accountId", "allowBrowser", "apiKey", "fetch"]);
});
