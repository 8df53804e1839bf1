import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { MeterRecordSubmit } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

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
  const recordOfLocation = (
    start: string,
    end: string,
    value: number,
    more: Partial<MeterRecordSubmit> = {},
  ): MeterRecordSubmit => ({
    location_id,
    units: "KWH",
    value,
    start_time: `2026-06-${start}:00Z`,
    end_time: `2026-06-${end}:00Z`,
    ...more,
  });
  const record: typeof recordOfLocation = (start, end, value, more) =>
    recordOfLocation(start, end, value, { device_id, ...more });
  const submit = (...records: MeterRecordSubmit[]) =>
    unwrap(flatpeak.PUT("/meters/interval", { body: records }));
  return { fake, flatpeak, location_id, device_id, record, recordOfLocation, submit };
}

describe("meter records", () => {
  test("make a batch that GET /meters/batch knows", async () => {
    const { flatpeak, record, submit } = await open();
    const batch = await submit(record("15T09:00", "15T10:00", 7), record("15T10:00", "15T11:00", 7));
    expect(batch).toMatchObject({
      records_submitted: 2,
      records_accepted: 2,
      records_processed: 2,
      failed_records: [],
    });
    const query = { batch_id: batch.id };
    expect(await unwrap(flatpeak.GET("/meters/batch", { params: { query } }))).toEqual(batch);
    const { error } = await flatpeak.GET("/meters/batch", { params: { query: { batch_id: "bat_none" } } });
    expect(error).toMatchObject({ status: 400, body: { message: "No such meter_batch: bat_none" } });
  });

  test("that are invalid are reported by index and reference, and the others are accepted", async () => {
    const { record, submit } = await open();
    const wrong = record("15T10:00", "15T09:00", 7, { record_reference_id: "REC1" });
    const batch = await submit(
      record("15T09:00", "15T10:00", 7),
      wrong,
      record("15T09:00", "15T10:00", 7, { device_id: "dev_none" }),
    );
    expect(batch).toMatchObject({
      records_submitted: 3,
      records_accepted: 1,
      failed_records: [
        { record_num: 1, record_reference_id: "REC1", error: "end_time must be after start_time" },
        { record_num: 2, error: '/device_id must be the ID of a device; there is no "dev_none"' },
      ],
    });
  });

  test("of a register are the differences between its readings, also across submissions", async () => {
    const { flatpeak, location_id, device_id } = await open();
    const read = (...readings: [time: string, value: number][]) =>
      unwrap(
        flatpeak.PUT("/meters/cumulative/epoch", {
          body: {
            location_id,
            device_id,
            session_reference_id: "S1",
            units: "KWH",
            data: readings.map(([time, value]) => ({
              time: Date.parse(`2026-06-15T${time}:00Z`) / 1000,
              value,
            })),
          },
        }),
      );
    await read(["08:00", 100], ["09:00", 107]);
    expect(await read(["10:00", 110], ["11:00", 109])).toMatchObject({
      records_accepted: 1,
      failed_records: [{ record_num: 1, error: "value must not be below the last reading" }],
    });
    const report = await unwrap(flatpeak.POST("/costs/session/{id}", { params: { path: { id: "S1" } } }));
    expect(report.data?.map(({ energy, cost }) => [energy.value, cost.value])).toEqual([
      [7000, 0.7],
      [3000, 0.3],
    ]);
  });
});

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
