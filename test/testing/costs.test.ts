import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { MeterRecordSubmit } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createRecords } from "../support/meter-records.ts";

async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-06-20T00:00:00Z") });
  const flatpeak = createClient(fake);
  const { id: location_id } = await unwrap(
    flatpeak.POST("/locations", { body: { postal_address: { country_code: "DE" } } }),
  );
  const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  // Berlin is two hours ahead of UTC.
  fake.prices(location_id, { "00:00": 0.1, "12:00": 0.3 });
  fake.prices(location_id, 0.08, "EXPORT");
  const recordOfLocation = createRecords({ location_id });
  const record = createRecords({ location_id, device_id });
  const submit = (...records: MeterRecordSubmit[]) =>
    unwrap(flatpeak.PUT("/meters/interval", { body: records }));
  return { fake, flatpeak, location_id, device_id, record, recordOfLocation, submit };
}

describe("a cost report", () => {
  test("sums records at the prices of their time, and spreads a record evenly over a price change", async () => {
    const { flatpeak, device_id, record, submit } = await open();
    // 10 kWh, half before and half after noon in Berlin; and an hour of 2 kW.
    await submit(record("15T09:00", "15T11:00", 10), record("15T12:00", "15T13:00", 2, { units: "KW" }));
    const report = await unwrap(
      flatpeak.POST("/costs/interval/{id}", { params: { path: { id: device_id } }, body: {} }),
    );
    expect(report).toMatchObject({
      object_id: device_id,
      currency_code: "EUR",
      location_timezone: "Europe/Berlin",
      energy_units: "WH",
    });
    expect(report.data).toEqual([
      {
        start_time: "2026-06-15T09:00:00Z",
        end_time: "2026-06-15T13:00:00Z",
        energy: { value: 12_000 },
        cost: { value: 2.6, confidence: 1 },
      },
    ]);
  });

  test("by day and by month uses the local days and months of the location", async () => {
    const { flatpeak, device_id, record, submit } = await open();
    // Half past midnight in Berlin is the evening before in UTC.
    await submit(
      record("15T20:00", "15T21:00", 1),
      record("15T22:30", "15T23:30", 2),
      record("16T10:00", "16T11:00", 3),
    );
    const ask = async (aggregation: "DAY" | "MONTH") =>
      (
        await unwrap(
          flatpeak.POST("/costs/interval/{id}", {
            params: { path: { id: device_id }, query: { aggregation } },
            body: { end_time: "2026-06-18T00:00:00+02:00" },
          }),
        )
      ).data?.map(({ start_time, end_time, energy, cost }) => [
        start_time,
        end_time,
        energy.value,
        cost.value,
      ]);
    expect(await ask("DAY")).toEqual([
      ["2026-06-15T00:00:00+02:00", "2026-06-16T00:00:00+02:00", 1000, 0.3],
      ["2026-06-16T00:00:00+02:00", "2026-06-17T00:00:00+02:00", 5000, 1.1],
    ]);
    expect(await ask("MONTH")).toEqual([
      ["2026-06-01T00:00:00+02:00", "2026-06-18T00:00:00+02:00", 6000, 1.4],
    ]);
  });

  test("of a location counts only its main meter, and only records of the requested direction", async () => {
    const { flatpeak, location_id, record, recordOfLocation, submit } = await open();
    await submit(
      record("15T09:00", "15T10:00", 5),
      recordOfLocation("15T09:00", "15T10:00", 20),
      recordOfLocation("15T09:00", "15T10:00", 3, {
        energy_flow_direction: "OUTBOUND",
        tariff_direction: "EXPORT",
      }),
    );
    const ask = async (tariff_direction: "IMPORT" | "EXPORT") => {
      const params = { path: { id: location_id }, query: { tariff_direction } };
      return (await unwrap(flatpeak.POST("/costs/interval/{id}", { params, body: {} }))).data?.[0]?.cost
        .value;
    };
    expect([await ask("IMPORT"), await ask("EXPORT")]).toEqual([2, 0.24]);
  });

  test("of a session lists its records with their references", async () => {
    const { flatpeak, device_id, record, submit } = await open();
    const session = { session_reference_id: "S1" };
    await submit(
      record("15T09:00", "15T10:00", 5, { ...session, record_reference_id: "R1" }),
      record("15T09:00", "15T10:00", 50),
      record("15T10:00", "15T11:00", 5, { ...session, record_reference_id: "R2" }),
    );
    const report = await unwrap(flatpeak.POST("/costs/session/{id}", { params: { path: { id: "S1" } } }));
    expect(report.object_id).toBe(device_id);
    expect(report.data).toMatchObject([
      { session_reference_id: "S1", record_reference_id: "R1", cost: { value: 0.5 } },
      { session_reference_id: "S1", record_reference_id: "R2", cost: { value: 1.5 } },
    ]);
    const unknown = await unwrap(flatpeak.POST("/costs/session/{id}", { params: { path: { id: "S2" } } }));
    expect(unknown.data).toEqual([]);
  });

  test("of a period contains the records within it, in order of time", async () => {
    const { flatpeak, device_id, record, submit } = await open();
    // Each has its own amount, so that the sums show which are counted.
    await submit(
      record("16T08:00", "16T09:00", 8),
      record("15T08:00", "15T09:00", 4),
      record("15T09:00", "15T10:00", 2),
      record("15T07:59", "15T08:30", 1),
      record("16T08:30", "16T09:01", 16),
    );
    const ask = async (body: { start_time?: string; end_time?: string }, aggregation?: "DAY" | "MONTH") => {
      const params = { path: { id: device_id }, query: { ...(aggregation && { aggregation }) } };
      const { data = [] } = await unwrap(flatpeak.POST("/costs/interval/{id}", { params, body }));
      return data.map(({ start_time, end_time, energy }) => [start_time, end_time, energy.value]);
    };
    const window = { start_time: "2026-06-15T08:00:00Z", end_time: "2026-06-16T09:00:00Z" };
    const { start_time, end_time } = window;
    expect(await ask(window)).toEqual([[start_time, end_time, 14_000]]);
    expect(await ask({ start_time })).toEqual([[start_time, "2026-06-16T09:01:00Z", 30_000]]);
    expect(await ask({ end_time })).toEqual([["2026-06-15T07:59:00Z", end_time, 15_000]]);
    expect(await ask({ start_time: "2026-06-15T03:00:00-05:00" }, "MONTH")).toEqual([
      ["2026-06-15T03:00:00-05:00", "2026-06-30T17:00:00-05:00", 30_000],
    ]);
    // Berlin's midnight is at 22:00 in UTC.
    expect(await ask(window, "DAY")).toEqual([
      [start_time, "2026-06-15T22:00:00Z", 6000],
      ["2026-06-15T22:00:00Z", end_time, 8000],
    ]);
  });

  test("is as sure as the least sure of its records and prices", async () => {
    const { fake, flatpeak, location_id, device_id, record, submit } = await open();
    fake.prices(location_id, [
      {
        valid_from: "2026-06-15T08:00:00Z",
        valid_to: "2026-06-15T10:00:00Z",
        price: { value: 0.1, confidence: 0.9 },
      },
      {
        valid_from: "2026-06-15T10:00:00Z",
        valid_to: "2026-06-15T11:00:00Z",
        price: { value: 0.1, confidence: 0.7 },
      },
    ]);
    const session_reference_id = "S1";
    await submit(
      record("15T08:00", "15T09:00", 1, { session_reference_id, confidence: 0.8 }),
      record("15T09:00", "15T11:00", 1, { session_reference_id }),
    );
    const { data: records } = await unwrap(
      flatpeak.POST("/costs/session/{id}", { params: { path: { id: "S1" } } }),
    );
    expect(records?.map(({ cost }) => cost.confidence)).toEqual([0.8, 0.7]);
    const params = { path: { id: device_id } };
    const { data } = await unwrap(flatpeak.POST("/costs/interval/{id}", { params, body: {} }));
    expect(data?.map(({ cost }) => cost.confidence)).toEqual([0.7]);

    const body = record("15T10:00", "15T11:01", 1);
    const { error } = await flatpeak.POST("/costs/instant", { body });
    expect(error).toMatchObject({
      status: 422,
      body: { code: "no_price_data", message: "Prices are missing for part of the time" },
    });
  });

  test("of a session is in order of time, and has only the records of the requested direction", async () => {
    const { flatpeak, location_id, recordOfLocation, submit } = await open();
    const session_reference_id = "S1";
    await submit(
      recordOfLocation("15T10:00", "15T11:00", 2, { session_reference_id }),
      recordOfLocation("15T08:00", "15T09:00", 1, { session_reference_id }),
      recordOfLocation("15T09:00", "15T10:00", 4, { session_reference_id, tariff_direction: "EXPORT" }),
    );
    const ask = async (tariff_direction: "IMPORT" | "EXPORT") => {
      const params = { path: { id: "S1" }, query: { tariff_direction } };
      const { object_id, data } = await unwrap(flatpeak.POST("/costs/session/{id}", { params }));
      return [object_id, data?.map(({ energy }) => energy.value)];
    };
    expect(await ask("IMPORT")).toEqual([location_id, [1000, 2000]]);
    expect(await ask("EXPORT")).toEqual([location_id, [4000]]);
  });

  test("has no periods without records, and no place if only a location would have one", async () => {
    const { flatpeak, location_id, device_id } = await open();
    const ask = (id: string) =>
      flatpeak.POST("/costs/interval/{id}", {
        params: { path: { id }, query: { tariff_direction: "EXPORT" } },
        body: {},
      });
    const report = {
      object: "energy_cost",
      live_mode: false,
      tariff_direction: "EXPORT",
      energy_units: "WH",
      data: [],
      account_id: "acc_000000000000000000000001",
    };
    expect(await unwrap(ask(location_id))).toEqual({
      ...report,
      id: "ecs_000000000000000000000001",
      object_id: location_id,
      location_timezone: "Europe/Berlin",
      currency_code: "EUR",
    });
    expect(await unwrap(ask(device_id))).toEqual({
      ...report,
      id: "ecs_000000000000000000000002",
      object_id: device_id,
    });
    const { error } = await ask("dev_none");
    expect(error?.message).toContain("No such location or device: dev_none");
  });

  test("is a 422 if a price is missing", async () => {
    const { fake, flatpeak, location_id, device_id, record, submit } = await open();
    await submit(record("15T09:00", "15T10:00", 5));
    fake.tariff(location_id, "none");
    const { error } = await flatpeak.POST("/costs/interval/{id}", {
      params: { path: { id: device_id } },
      body: {},
    });
    expect(error).toMatchObject({ status: 422, body: { code: "no_tariff_connected" } });
  });
});

test("an instant cost is the cost of its record, which is stored unless it is a simulation", async () => {
  const { flatpeak, device_id, record } = await open();
  const body = record("15T09:00", "15T10:00", 5);
  const simulated = await unwrap(
    flatpeak.POST("/costs/instant", { params: { query: { non_persistent: true } }, body }),
  );
  expect(simulated).toMatchObject({
    request: { non_persistent: true },
    data: { energy: { value: 5000 }, cost: { value: 0.5 } },
  });
  const report = () =>
    unwrap(flatpeak.POST("/costs/interval/{id}", { params: { path: { id: device_id } }, body: {} }));
  expect((await report()).data).toEqual([]);
  await unwrap(flatpeak.POST("/costs/instant", { body }));
  expect((await report()).data).toMatchObject([{ cost: { value: 0.5 } }]);
});

test("an instant cost has the offset of the record's end", async () => {
  const { flatpeak, record } = await open();
  const body = { ...record("15T09:00", "15T10:00", 5), end_time: "2026-06-15T07:30:00-02:30" };
  const { data } = await unwrap(flatpeak.POST("/costs/instant", { body }));
  expect(data).toMatchObject({
    start_time: "2026-06-15T06:30:00-02:30",
    end_time: "2026-06-15T07:30:00-02:30",
    cost: { value: 0.5 },
  });
});
