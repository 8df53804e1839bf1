import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { OperationBody } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

const WINDOW = { start_time: "2026-06-15T00:00:00Z", end_time: "2026-06-16T00:00:00Z" };

async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse(WINDOW.start_time) });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  const { id: other_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  // London is one hour ahead of UTC.
  fake.prices(id, { "00:00": 0.3, "03:00": 0.1, "04:00": 0.2, "05:00": 0.3, "14:00": 0.1, "14:30": 0.3 });
  const params = { path: { id } };
  const plan = (body: OperationBody<"schedule-by-amount">) =>
    unwrap(flatpeak.POST("/schedules/amount/{id}", { params, body }));
  return { fake, flatpeak, device_id, other_id, params, plan };
}

const kilowatts = (value: number) => ({ units: "KW", value }) as const;
const need = (device_id: string, value: number) =>
  ({
    device_id,
    tariff_direction: "IMPORT",
    ...WINDOW,
    max_power: kilowatts(7),
    energy: { units: "KWH", value },
  }) as const;

describe("a schedule by amount", () => {
  test("charges at the cheapest time, and returns cost and savings", async () => {
    const { plan, device_id } = await open();
    const schedule = await plan({ max_power: kilowatts(14), data: [need(device_id, 14)] });
    // An hour and a half at 0.1, and half an hour at 0.2, instead of two hours at 0.3.
    expect(schedule.data).toMatchObject([
      {
        device_id,
        cost: { value: 1.75 },
        savings: { value: 2.45, percentage: 58.33 },
        schedule: [
          {
            start_time: "2026-06-15T02:00:00Z",
            end_time: "2026-06-15T03:30:00Z",
            power: { units: "W", value: 7000 },
          },
          {
            start_time: "2026-06-15T13:00:00Z",
            end_time: "2026-06-15T13:30:00Z",
            power: { units: "W", value: 7000 },
          },
        ],
      },
    ]);
    expect(schedule).toMatchObject({ cost: { value: 1.75 }, savings: { value: 2.45 } });
  });

  test("supplies every device and never exceeds the power of the location", async () => {
    const { plan, device_id, other_id } = await open();
    const late = { ...need(other_id, 10), start_time: "2026-06-15T02:20:00Z" };
    const { data = [] } = await plan({ max_power: kilowatts(8), data: [need(device_id, 10), late] });
    const parts = data.flatMap(({ device_id: device, schedule }) =>
      schedule.map(({ start_time, end_time, power }) => ({
        device,
        from: Date.parse(start_time),
        to: Date.parse(end_time),
        power: power.value,
      })),
    );
    for (const id of [device_id, other_id]) {
      const own = parts.filter(({ device }) => device === id);
      const energy = own.reduce((sum, { from, to, power }) => sum + (power * (to - from)) / 3_600_000, 0);
      // Up to a second more.
      expect(energy).toBeGreaterThan(9_999.9);
      expect(energy).toBeLessThan(10_003);
    }
    for (let at = Date.parse(WINDOW.start_time); at < Date.parse(WINDOW.end_time); at += 60_000) {
      const used = parts
        .filter(({ from, to }) => from <= at && at < to)
        .reduce((sum, { power }) => sum + power, 0);
      expect(used).toBeLessThanOrEqual(8000);
    }
    expect(
      parts
        .filter(({ device }) => device === other_id)
        .every(({ from }) => from >= Date.parse(late.start_time)),
    ).toBe(true);
  });

  test("neither buys above a price cap nor sells below it", async () => {
    const { fake, plan, params, device_id } = await open();
    fake.prices(params.path.id, { "00:00": 0.05, "18:00": 0.4, "19:00": 0.05 }, "EXPORT");
    const { data = [] } = await plan({
      max_power: kilowatts(14),
      shaving_threshold: { absolute: 0.15 },
      data: [need(device_id, 100), { ...need(device_id, 100), tariff_direction: "EXPORT" }],
    });
    // As much as fits: an hour and a half of buying, and an hour of selling.
    expect(data.map(({ cost }) => cost.value)).toEqual([1.05, 2.8]);
  });

  test("uses the power that other devices leave, in the order of the request", async () => {
    const { fake, plan, params, device_id, other_id } = await open();
    fake.prices(params.path.id, 0.3);
    const { data = [] } = await plan({
      max_power: kilowatts(7),
      data: [need(device_id, 7), need(other_id, 7)],
    });
    const power = { units: "W", value: 7000 };
    expect(data.map(({ schedule }) => schedule)).toEqual([
      [{ start_time: "2026-06-15T00:00:00Z", end_time: "2026-06-15T01:00:00Z", power }],
      [{ start_time: "2026-06-15T01:00:00Z", end_time: "2026-06-15T02:00:00Z", power }],
    ]);
  });

  test("handles windows in any order, and devices that need nothing", async () => {
    const { plan, device_id } = await open();
    const from = (start: string, value: number) => ({
      ...need(device_id, value),
      start_time: `2026-06-15T${start}:00Z`,
      end_time: "2026-06-15T02:30:00Z",
    });
    const { data = [] } = await plan({
      max_power: kilowatts(1),
      data: [from("02:20", 0), from("02:10", 0), from("02:00", 0.5)],
    });
    const nothing = {
      cost: { value: 0, confidence: 1 },
      savings: { value: 0, percentage: 0 },
      schedule: [],
    };
    expect(data).toMatchObject([
      nothing,
      nothing,
      {
        cost: { value: 0.05 },
        schedule: [
          {
            start_time: "2026-06-15T02:00:00Z",
            end_time: "2026-06-15T02:30:00Z",
            power: { units: "W", value: 1000 },
          },
        ],
      },
    ]);
  });

  test("is as sure as the least sure of the prices that it uses", async () => {
    const { fake, plan, params, device_id, other_id } = await open();
    const period = (from: string, to: string, value: number, confidence: number) => ({
      valid_from: `2026-06-15T${from}:00Z`,
      valid_to: `2026-06-15T${to}:00Z`,
      price: { value, confidence },
    });
    fake.prices(params.path.id, [
      period("05:00", "06:00", 0.1, 0.9),
      period("06:00", "07:00", 0.2, 0.7),
      period("07:00", "08:00", 0.3, 0.1),
    ]);
    const { cost, data = [] } = await plan({
      max_power: kilowatts(14),
      data: [need(device_id, 14), need(other_id, 7)],
    });
    expect(data.map((each) => each.cost)).toEqual([
      { value: 2.1, confidence: 0.7 },
      { value: 0.7, confidence: 0.9 },
    ]);
    expect(cost).toEqual({ value: 2.8, confidence: 0.7 });
  });

  test("begins now and has the power of the location, unless the request says otherwise", async () => {
    const { plan, device_id } = await open();
    const { energy } = need(device_id, 28);
    const schedule = await plan({
      max_power: kilowatts(14),
      data: [{ device_id, tariff_direction: "IMPORT", end_time: WINDOW.end_time, energy }],
    });
    // An hour and a half at 0.1, and half an hour at 0.2, instead of two hours at 0.3.
    expect(schedule).toMatchObject({
      data: [{ ...WINDOW, cost: { value: 3.5 }, savings: { value: 4.9 } }],
    });
    expect(schedule).not.toHaveProperty("shaving_threshold");
  });

  test("does not buy above a relative price cap", async () => {
    const { plan, device_id } = await open();
    // A fifth of the way from 0.1 to 0.3.
    const shaving_threshold = { relative: 0.2 };
    const { data = [] } = await plan({
      max_power: kilowatts(14),
      shaving_threshold,
      data: [need(device_id, 100)],
    });
    expect(data.map(({ cost }) => cost.value)).toEqual([1.05]);
  });

  test("refuses an unknown device by name", async () => {
    const { flatpeak, params } = await open();
    const { error } = await flatpeak.POST("/schedules/amount/{id}", {
      params,
      body: { max_power: kilowatts(14), data: [need("dev_none", 1)] },
    });
    expect(error).toMatchObject({
      status: 400,
      body: { message: '/data/0/device_id must be the ID of a device; there is no "dev_none"' },
    });
  });
});
