import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

const NOW = "2026-06-15T00:00:00Z";
const WINDOW = { start_time: NOW, end_time: "2026-06-16T00:00:00Z" };

const AT_LOCATION = {
  location_id: "loc_000000000000000000000001",
  location_timezone: "Europe/London",
  currency_code: "EUR",
  live_mode: false,
  time_created: NOW,
  account_id: "acc_000000000000000000000001",
};

/** A location in London with one device, and prices that fall at three in the morning. */
async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse(NOW) });
  const flatpeak = createClient(fake);
  const { id: location_id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  fake.prices(location_id, { "00:00": 0.3, "03:00": 0.1, "04:00": 0.3 });
  return { flatpeak, location_id, device_id, params: { path: { id: location_id } } };
}

describe("the whole response of", () => {
  test("POST /prices/{id}, POST /audits/prices/{id} and GET /locations/{id}/status", async () => {
    const { flatpeak, params } = await open();
    const body = { start_time: "2026-06-15T02:10:00Z", end_time: "2026-06-15T02:30:00Z" };
    const period = { valid_from: "2026-06-15T02:00:00Z", valid_to: "2026-06-15T02:30:00Z" };
    const price = {
      ...AT_LOCATION,
      last_updated: NOW,
      request: { ...body, tariff_direction: "IMPORT" },
      tariff_direction: "IMPORT",
    };
    expect(await unwrap(flatpeak.POST("/prices/{id}", { params, body }))).toEqual({
      ...price,
      id: "prs_000000000000000000000001",
      object: "price",
      next_update: "2026-06-15T23:00:00Z",
      data: [{ ...period, price: { value: 0.1, confidence: 1 } }],
    });
    expect(await unwrap(flatpeak.POST("/audits/prices/{id}", { params, body }))).toEqual({
      ...price,
      id: "tra_000000000000000000000001",
      object: "price_audit",
      data: [
        {
          ...period,
          price_breakdown: { commodity: { fixed: 0.1, aggregate: 0.1 }, total: 0.1, confidence: 1 },
        },
      ],
    });
    const { location_id: id, account_id, live_mode } = AT_LOCATION;
    const [connected, none] = [{ status: "CONNECTED" }, { status: "NOT_CONNECTED" }];
    expect(await unwrap(flatpeak.GET("/locations/{id}/status", { params }))).toEqual({
      id,
      object: "location_status",
      live_mode,
      tariff_status: {
        commodity_import: connected,
        commodity_export: connected,
        non_commodity_import: none,
        non_commodity_export: none,
        local: none,
      },
      time_created: NOW,
      account_id,
    });
  });

  test("POST /schedules/duration/{id}", async () => {
    const { flatpeak, params } = await open();
    const body = { ...WINDOW, segment: "LOW", duration: 60 } as const;
    expect(await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }))).toEqual({
      ...AT_LOCATION,
      data: [
        {
          start_time: "2026-06-15T02:00:00Z",
          end_time: "2026-06-15T03:00:00Z",
          price: { average: 0.1, confidence: 1 },
        },
      ],
      id: "std_000000000000000000000001",
      next_update: "2026-06-15T23:00:00Z",
      object: "schedule_duration",
      request: {
        duration: 60,
        ...WINDOW,
        segment: "LOW",
        tariff_direction: "IMPORT",
      },
      tariff_direction: "IMPORT",
    });
  });

  test("POST /schedules/limit/{id}", async () => {
    const { flatpeak, params } = await open();
    const body = { ...WINDOW, segment: "LOW", relative: 0.5, absolute: 0.1 } as const;
    expect(await unwrap(flatpeak.POST("/schedules/limit/{id}", { params, body }))).toEqual({
      ...AT_LOCATION,
      data: [
        {
          start_time: "2026-06-15T02:00:00Z",
          end_time: "2026-06-15T03:00:00Z",
          price: { average: 0.1, confidence: 1 },
        },
      ],
      duration: 60,
      id: "spl_000000000000000000000001",
      next_update: "2026-06-15T23:00:00Z",
      object: "schedule_limit",
      request: {
        absolute: 0.1,
        ...WINDOW,
        relative: 0.5,
        segment: "LOW",
        tariff_direction: "IMPORT",
      },
      tariff_direction: "IMPORT",
    });
  });

  test("POST /schedules/amount/{id}", async () => {
    const { flatpeak, params, device_id } = await open();
    const energy = { units: "WH", value: 10_500 } as const;
    const max_power = { units: "KW", value: 7 } as const;
    const body = {
      max_power: { units: "W", value: 9000 } as const,
      shaving_threshold: { absolute: 0.3 },
      data: [
        { device_id, tariff_direction: "IMPORT" as const, ...WINDOW, max_power, energy },
        { device_id, tariff_direction: "EXPORT" as const, ...WINDOW, energy },
      ],
    };
    expect(await unwrap(flatpeak.POST("/schedules/amount/{id}", { params, body }))).toEqual({
      ...AT_LOCATION,
      cost: { confidence: 1, value: 1.75 },
      data: [
        {
          cost: { confidence: 1, value: 1.75 },
          device_id: "dev_000000000000000000000001",
          ...WINDOW,
          energy: { units: "WH", value: 10500 },
          max_power: { units: "KW", value: 7 },
          savings: { percentage: 44.44, value: 1.4 },
          schedule: [
            {
              end_time: "2026-06-15T00:30:00Z",
              power: { units: "W", value: 7000 },
              start_time: "2026-06-15T00:00:00Z",
            },
            {
              end_time: "2026-06-15T03:00:00Z",
              power: { units: "W", value: 7000 },
              start_time: "2026-06-15T02:00:00Z",
            },
          ],
          tariff_direction: "IMPORT",
        },
        {
          cost: { confidence: 1, value: 0 },
          device_id: "dev_000000000000000000000001",
          ...WINDOW,
          energy: { units: "WH", value: 10500 },
          savings: { percentage: -100, value: -0.48866 },
          schedule: [],
          tariff_direction: "EXPORT",
        },
      ],
      id: "sae_000000000000000000000001",
      max_power: { units: "W", value: 9000 },
      object: "schedule_amount",
      savings: { percentage: 34.24, value: 0.91134 },
      shaving_threshold: { absolute: 0.3 },
    });
  });

  test("POST /costs/instant, and of the reports that contain its record", async () => {
    const { flatpeak, location_id, device_id } = await open();
    const body = {
      location_id,
      device_id,
      session_reference_id: "S1",
      record_reference_id: "R1",
      units: "KWH",
      value: 2,
      start_time: "2026-06-14T01:30:00Z",
      end_time: "2026-06-14T02:30:00Z",
    } as const;
    expect(await unwrap(flatpeak.POST("/costs/instant", { body }))).toEqual({
      account_id: "acc_000000000000000000000001",
      currency_code: "EUR",
      data: {
        cost: { confidence: 1, value: 0.4 },
        start_time: "2026-06-14T01:30:00Z",
        end_time: "2026-06-14T02:30:00Z",
        energy: { value: 2000 },
        record_reference_id: "R1",
        session_reference_id: "S1",
      },
      energy_flow_direction: "INBOUND",
      energy_units: "WH",
      id: "mre_000000000000000000000001",
      live_mode: false,
      object: "meter_record",
      request: {
        device_id: "dev_000000000000000000000001",
        start_time: "2026-06-14T01:30:00Z",
        end_time: "2026-06-14T02:30:00Z",
        location_id: "loc_000000000000000000000001",
        non_persistent: false,
        record_reference_id: "R1",
        session_reference_id: "S1",
        units: "KWH",
        value: 2,
      },
      tariff_direction: "IMPORT",
      time_created: "2026-06-15T00:00:00Z",
    });

    const id = device_id;
    const reportOfDevice = {
      object: "energy_cost",
      object_id: "dev_000000000000000000000001",
      location_timezone: "Europe/London",
      currency_code: "EUR",
      tariff_direction: "IMPORT",
      energy_units: "WH",
      live_mode: false,
      account_id: "acc_000000000000000000000001",
    };
    expect(
      await unwrap(
        flatpeak.POST("/costs/interval/{id}", {
          params: { path: { id }, query: { aggregation: "DAY" } },
          body: {},
        }),
      ),
    ).toEqual({
      ...reportOfDevice,
      data: [
        {
          cost: { confidence: 1, value: 0.4 },
          start_time: "2026-06-13T23:00:00Z",
          end_time: "2026-06-14T23:00:00Z",
          energy: { value: 2000 },
        },
      ],
      id: "ecs_000000000000000000000001",
    });
    expect(await unwrap(flatpeak.POST("/costs/session/{id}", { params: { path: { id: "S1" } } }))).toEqual({
      ...reportOfDevice,
      data: [
        {
          cost: { confidence: 1, value: 0.4 },
          start_time: "2026-06-14T01:30:00Z",
          end_time: "2026-06-14T02:30:00Z",
          energy: { value: 2000 },
          record_reference_id: "R1",
          session_reference_id: "S1",
        },
      ],
      id: "ecs_000000000000000000000002",
    });
  });

  test("PUT /meters/interval", async () => {
    const { flatpeak, location_id } = await open();
    const record = {
      location_id,
      units: "WH",
      value: 500,
      start_time: "2026-06-14T01:00:00Z",
      end_time: "2026-06-14T02:00:00Z",
    } as const;
    expect(await unwrap(flatpeak.PUT("/meters/interval", { body: [record] }))).toEqual({
      account_id: "acc_000000000000000000000001",
      failed_records: [],
      id: "bat_000000000000000000000001",
      object: "meter_batch",
      records_accepted: 1,
      records_processed: 1,
      records_submitted: 1,
      time_created: "2026-06-15T00:00:00Z",
    });
  });
});
