import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak } from "flatpeak/testing";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";

type Curve = Parameters<FakeFlatpeak["prices"]>[1];

const DAY = { start_time: "2026-03-28T00:00:00Z", end_time: "2026-03-29T00:00:00Z" };
/** Four half hours. */
const MORNING = { start_time: "2026-03-28T05:00:00Z", end_time: "2026-03-28T07:00:00Z" };

/** A location in London, which has winter time on 28 March 2026. */
async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-03-28T10:12:00Z") });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(
    flatpeak.POST("/locations", { body: { postal_address: { country_code: "GB" } } }),
  );
  const ask = (body: { start_time: string; end_time: string }) =>
    flatpeak.POST("/prices/{id}", { params: { path: { id } }, body });
  const show = async (window = MORNING) => (await unwrap(ask(window))).data ?? [];
  const values = async (window = MORNING) => (await show(window)).map(({ price }) => price?.value);
  return { fake, id, ask, show, values };
}

/** A period of 28 March, in the form of a response. */
const period = (from: string, to: string, value: number, confidence?: number) => ({
  valid_from: `2026-03-28T${from}:00Z`,
  valid_to: `2026-03-28T${to}:00Z`,
  price: { value, ...(confidence !== undefined && { confidence }) },
});

describe("fake.prices", () => {
  test("accepts one price, bands, a function, and the periods of an earlier response", async () => {
    const { fake, id, show, values } = await open();
    const recorded = await show(DAY);
    const before = await values();

    fake.prices(id, 0.25);
    expect(await values()).toEqual([0.25, 0.25, 0.25, 0.25]);
    fake.prices(id, { "06:15": 0.4, "22:00": 0.1 });
    expect(await values()).toEqual([0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 0.4, 0.4]);
    fake.prices(id, ({ hour, minute }) => (hour === 5 ? minute / 100 : undefined));
    expect(await values()).toEqual([0, 0.3]);
    fake.prices(id, recorded);
    expect(await values()).toEqual(before);
  });

  test("accepts bands and periods in any order, and hours with one digit", async () => {
    const { fake, id, show, values } = await open();
    fake.prices(id, { "22:00": 0.1, "6:00": 0.4, "05:30": 0.2 });
    expect(await values()).toEqual([0.1, 0.2, 0.4, 0.4]);
    fake.prices(id, { "06:00": 0.3 });
    expect(await values()).toEqual([0.3, 0.3, 0.3, 0.3]);
    fake.prices(id, [period("06:00", "06:40", 0.4), period("05:00", "06:00", 0.2, 0.5)]);
    expect(await show()).toEqual([period("05:00", "06:00", 0.2, 0.5), period("06:00", "06:40", 0.4, 1)]);
  });

  test("passes each half hour to a function, as a Date and as local time", async () => {
    const { fake, id, values } = await open();
    const times: unknown[] = [];
    fake.prices(id, (time) => times.push(time));
    // An hour before and after the clocks go forward from one to two.
    await values({ start_time: "2026-03-29T00:30:00Z", end_time: "2026-03-29T01:30:00Z" });
    const sunday = { date: "2026-03-29", weekday: 0 };
    expect(times).toEqual([
      { ...sunday, at: new Date("2026-03-29T00:30:00Z"), hour: 0, minute: 30 },
      { ...sunday, at: new Date("2026-03-29T01:00:00Z"), hour: 2, minute: 0 },
    ]);
  });

  test.each<[string, Curve, string]>([
    ["a price that is not a number", NaN, "The price of the curve must be a number, not NaN"],
    ["a band that is not a number", { "06:00": NaN }, "The price from 06:00 must be a number, not NaN"],
    ["an invalid time", { "6:99": 1 }, '"6:99" is not a local time'],
    ["a time with decimals", { "06:00.5": 1 }, '"06:00.5" is not a local time; write it as "06:00"'],
    ["a time with three digits", { "006:00": 1 }, '"006:00" is not a local time'],
    ["no price", {}, "The curve has no price"],
    [
      "a period without end",
      [{ valid_from: "2026-01-01T00:00:00Z", price: { value: 1 } }],
      "Period 0 of the curve needs a valid_from and a later valid_to",
    ],
    ["a period without start", [{ valid_to: "2026-01-01T00:00:00Z", price: { value: 1 } }], "Period 0"],
    ["a period without length", [period("05:00", "05:00", 1)], "Period 0"],
    [
      "a period without price",
      [period("05:00", "06:00", 1), { valid_from: "2026-03-28T06:00:00Z", valid_to: DAY.end_time }],
      "The price of period 1 must be a number, not undefined",
    ],
    ["a period with NaN as price", [period("05:00", "06:00", NaN)], "The price of period 0 must be a number"],
    [
      "periods that overlap",
      [period("06:00", "07:00", 1), period("05:00", "06:01", 1)],
      "Periods of the curve overlap at 2026-03-28T06:00:00.000Z",
    ],
  ])("refuses %s", async (_, curve, message) => {
    const { fake, id, values } = await open();
    const before = await values();
    expect(() => {
      fake.prices(id, curve);
    }).toThrow(message);
    expect(await values()).toEqual(before);
  });

  test("returns a 500 if a function returns no number", async () => {
    const { fake, id, ask } = await open();
    fake.prices(id, ({ hour }) => (hour === 6 ? NaN : 1));
    const { error } = await ask(MORNING);
    expect(error).toMatchObject({ status: 500 });
    expect(error?.message).toContain("The price at 2026-03-28T06:00:00.000Z must be a number, not NaN");
  });

  test("refuses an unknown location or direction by name", async () => {
    const { fake, id } = await open();
    expect(() => {
      fake.prices("loc_none", 1);
    }).toThrow('no location "loc_none"');
    expect(() => {
      Reflect.apply(fake.prices, undefined, [id, 1, "OUT"]);
    }).toThrow('"OUT" is not a direction; use one of IMPORT, EXPORT, LOCAL');
  });
});

test.each([
  [{ timezone: "Asia/Kathmandu", currency_code: "NPR" }, "Asia/Kathmandu", "NPR", "2026-03-28T05:15:00Z"],
  [{}, "UTC", "EUR", "2026-03-28T11:00:00Z"],
])("the contract's example %j is the default place of a location", async (example, ...expected) => {
  const changed = { ...examples["GET /locations/{id}"], responses: { 200: { id: "loc_1", ...example } } };
  const contract = { manifest, examples: { ...examples, "GET /locations/{id}": changed } };
  const fake = createFakeFlatpeak(contract);
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  // Kathmandu is 5:45 hours ahead of UTC.
  fake.prices(id, { "00:00": 0.1, "11:00": 0.3 });
  const body = { start_time: "2026-03-28T05:10:00Z", end_time: "2026-03-28T11:10:00Z" };
  const price = await unwrap(flatpeak.POST("/prices/{id}", { params: { path: { id } }, body }));
  const start = price.data?.find((each) => each.price?.value === 0.3)?.valid_from;
  expect([price.location_timezone, price.currency_code, start]).toEqual(expected);
});
