import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { MeterRecordSubmit, OperationBody } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createCall } from "../support/local-flatpeak/caller.ts";
import { createRecords } from "../support/meter-records.ts";
import { baseUrl } from "../support/local-flatpeak/session.ts";

type Readings = OperationBody<"submit-meter-cumulative">;

async function open({ lenient = false } = {}) {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-06-20T00:00:00Z"), lenient });
  const flatpeak = createClient(fake);
  const { id: location_id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  fake.prices(location_id, 0.1);
  fake.prices(location_id, 0.08, "EXPORT");
  const record = createRecords({ location_id, device_id });
  const submit = (...records: MeterRecordSubmit[]) =>
    unwrap(flatpeak.PUT("/meters/interval", { body: records }));
  /** Submits readings of 15 June. */
  const read = (more: Partial<Readings>, ...readings: [time: string, value: number, reference?: string][]) =>
    unwrap(
      flatpeak.PUT("/meters/cumulative/epoch", {
        body: {
          location_id,
          units: "KWH",
          data: readings.map(([time, value, record_reference_id]) => ({
            time: Date.parse(`2026-06-15T${time}:00Z`) / 1000,
            value,
            ...(record_reference_id !== undefined && { record_reference_id }),
          })),
          ...more,
        },
      }),
    );
  const report = (session: string, tariff_direction: "IMPORT" | "EXPORT" = "IMPORT") =>
    unwrap(
      flatpeak.POST("/costs/session/{id}", {
        params: { path: { id: session }, query: { tariff_direction } },
      }),
    );
  const call = createCall({ ...fake, baseUrl, authorization: `Bearer ${fake.issueToken()}` });
  return { fake, flatpeak, location_id, device_id, record, submit, read, report, call };
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

  test.each([
    ["W", 3000, 1500],
    ["KW", 3, 1500],
    ["WH", 1500, 1500],
    ["KWH", 1.5, 1500],
  ] as const)("in %s: %d in half an hour are %d Wh", async (units, value, energy) => {
    const { record, submit, report } = await open();
    await submit(record("15T09:00", "15T09:30", value, { units, session_reference_id: "S1" }));
    expect((await report("S1")).data).toMatchObject([{ energy: { value: energy } }]);
  });

  test("without length are refused", async () => {
    const { record, submit } = await open();
    expect(await submit(record("15T09:00", "15T09:00", 7))).toMatchObject({
      failed_records: [{ record_num: 0, error: "end_time must be after start_time" }],
    });
  });
});

describe("readings of a register", () => {
  test("make records of the differences between them, also across submissions", async () => {
    const { read, report, device_id } = await open();
    const register = { device_id, session_reference_id: "S1" };
    await read(register, ["08:00", 100], ["09:00", 107, "R1"]);
    expect(
      await read(register, ["10:00", 110], ["11:00", 109], ["10:00", 111], ["12:00", 110]),
    ).toMatchObject({
      records_accepted: 2,
      failed_records: [
        { record_num: 1, error: "value must not be below the last reading" },
        { record_num: 2, error: "time must be after the last reading" },
      ],
    });
    const times = (from: string, to: string) => ({
      start_time: `2026-06-15T${from}:00Z`,
      end_time: `2026-06-15T${to}:00Z`,
      session_reference_id: "S1",
    });
    const { object_id, data } = await report("S1");
    expect(object_id).toBe(device_id);
    expect(data).toEqual([
      {
        ...times("08:00", "09:00"),
        record_reference_id: "R1",
        energy: { value: 7000 },
        cost: { value: 0.7, confidence: 1 },
      },
      { ...times("09:00", "10:00"), energy: { value: 3000 }, cost: { value: 0.3, confidence: 1 } },
      { ...times("10:00", "12:00"), energy: { value: 0 }, cost: { value: 0, confidence: 1 } },
    ]);
  });

  test("are separate by device, flow and direction; the direction follows the flow", async () => {
    const { flatpeak, read, report, location_id, device_id } = await open();
    const { id: other_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
    const outbound = { energy_flow_direction: "OUTBOUND" } as const;
    const registers = [
      { session_reference_id: "main" },
      { session_reference_id: "device", device_id },
      { session_reference_id: "other", device_id: other_id },
      { session_reference_id: "out", ...outbound },
      { session_reference_id: "out-import", ...outbound, tariff_direction: "IMPORT" },
    ] as const;
    for (const [index, register] of registers.entries()) await read(register, ["08:00", 100 * (5 - index)]);
    for (const [index, register] of registers.entries())
      await read({ ...register, units: "WH" }, ["09:00", 1000 * (100 * (5 - index) + index + 1)]);
    const energyOf = async (session: string, direction?: "EXPORT") => {
      const { object_id, tariff_direction, data } = await report(session, direction);
      return [object_id, tariff_direction, data?.map(({ energy }) => energy.value)];
    };
    expect(await energyOf("main")).toEqual([location_id, "IMPORT", [1000]]);
    expect(await energyOf("device")).toEqual([device_id, "IMPORT", [2000]]);
    expect(await energyOf("other")).toEqual([other_id, "IMPORT", [3000]]);
    expect(await energyOf("out", "EXPORT")).toEqual([location_id, "EXPORT", [4000]]);
    expect(await energyOf("out-import")).toEqual([location_id, "IMPORT", [5000]]);
    expect(await energyOf("out")).toEqual([undefined, "IMPORT", []]);
  });
});

describe("a lenient fake", () => {
  test("takes 10,000 records at most, in a list", async () => {
    const { call } = await open({ lenient: true });
    const records = new Array(10_001).fill(null);
    expect(await call("PUT /meters/interval", records)).toMatchObject({
      status: 400,
      body: { message: "At most 10000 records can be submitted" },
    });
    expect(await call("PUT /meters/interval", records.slice(1))).toMatchObject({
      body: { records_submitted: 10_000, records_accepted: 0 },
    });
    expect(await call("PUT /meters/interval", {})).toMatchObject({
      status: 400,
      body: { message: "The request body must be a list of records" },
    });
  });

  test("reports what each record lacks, with its reference if that is a text", async () => {
    const { call, record } = await open({ lenient: true });
    const valid = record("15T09:00", "15T10:00", 7);
    const names = ["location_id", "units", "value", "start_time", "end_time"];
    const records = [
      null,
      ...names.map((name) => ({ ...valid, [name]: undefined, record_reference_id: name })),
      { ...valid, energy_flow_direction: "IN", record_reference_id: 1 },
      { ...valid, confidence: "1" },
    ];
    const { body } = await call("PUT /meters/interval", records);
    expect(body).toMatchObject({ records_accepted: 0 });
    expect(body).toHaveProperty("failed_records", [
      { record_num: 0, error: "A record must be a JSON object" },
      ...names.map((name, index) => ({
        record_num: index + 1,
        record_reference_id: name,
        error: `${name} is missing`,
      })),
      { record_num: 6, error: "energy_flow_direction must be one of INBOUND, OUTBOUND" },
      { record_num: 7, error: "confidence must be a number" },
    ]);
  });

  test("counts the energy of a refused reading with the next one", async () => {
    const { call, location_id, report } = await open({ lenient: true });
    const send = (...data: unknown[]) =>
      call("PUT /meters/cumulative/epoch", { location_id, units: "WH", session_reference_id: "S1", data });
    expect(
      await send(
        { time: 3600, value: 100 },
        { time: 7200, value: 200, record_reference_id: 5 },
        { time: 7200 },
        { value: 200 },
        1,
        { time: 10_800, value: 300 },
      ),
    ).toMatchObject({
      body: {
        failed_records: [
          { record_num: 1, error: "record_reference_id must be a string" },
          { record_num: 2, error: "value is missing" },
          { record_num: 3, error: "time is missing" },
          { record_num: 4, error: "A reading must be a JSON object" },
        ],
      },
    });
    expect((await report("S1")).data).toMatchObject([
      { start_time: "1970-01-01T01:00:00Z", end_time: "1970-01-01T03:00:00Z", energy: { value: 200 } },
    ]);
    const unknown = await call("PUT /meters/cumulative/epoch", { location_id, data: [] });
    expect(unknown).toMatchObject({ status: 400, body: { message: "units is missing" } });
  });
});
