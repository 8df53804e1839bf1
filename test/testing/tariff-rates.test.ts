import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { OperationBody } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeContract, FakeFlatpeakOptions } from "flatpeak/testing";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { createCall } from "../support/local-flatpeak/caller.ts";
import { baseUrl, tariffOf } from "../support/local-flatpeak/session.ts";

type NewTariff = OperationBody<"create-tariff">;
type Season = NonNullable<NewTariff["schedule"]>[number];
type Days = NonNullable<Season["days_and_hours"]>[number];
type Hours = NonNullable<Days["hours"]>[number];

/** A location in London whose tariffs are not connected; `show` returns the price at a time, or why there is none. */
async function open(options: FakeFlatpeakOptions & Partial<FakeContract> = {}) {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-03-28T10:12:00Z"), ...options });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(
    flatpeak.POST("/locations", { body: { postal_address: { country_code: "GB" } } }),
  );
  fake.prices(id, 0.9);
  fake.tariff(id, "none");
  const show = async (start_time: string, tariff_direction: "IMPORT" | "EXPORT" | "LOCAL" = "IMPORT") => {
    const end_time = new Date(Date.parse(start_time) + 60_000).toISOString();
    const { data, error } = await flatpeak.POST("/prices/{id}", {
      params: { path: { id } },
      body: { start_time, end_time, tariff_direction },
    });
    return data?.data?.[0]?.price?.value ?? (error?.status === 422 ? error.body.code : error);
  };
  const create = (fields: Partial<NewTariff>) =>
    unwrap(flatpeak.POST("/tariffs", { body: { ...tariffOf(id), ...fields } }));
  return { fake, flatpeak, id, show, create };
}

const NONE = "no_price_data";
const allDay = (fixed: number): Hours => ({ rate: [{ fixed }] });
const inSeason = (season: Season): Season[] => [
  { days_and_hours: [{ days: ["All"], hours: [allDay(0.5)] }], ...season },
];
const onDays = (days: Days): Season[] => [{ days_and_hours: [{ hours: [allDay(0.5)], ...days }] }];
const atHours = (...hours: Hours[]): Season[] => [{ days_and_hours: [{ hours }] }];

test.each<[name: string, Season[], Record<string, number | string>]>([
  [
    "of some months",
    inSeason({ months: ["Mar", "Jun"] }),
    {
      "2026-02-28T12:00:00Z": NONE,
      "2026-03-01T00:00:00Z": 0.5,
      "2026-04-01T12:00:00Z": NONE,
      // London is an hour ahead of UTC.
      "2026-05-31T22:30:00Z": NONE,
      "2026-05-31T23:30:00Z": 0.5,
    },
  ],
  [
    "of some days of a month",
    inSeason({ months: ["Mar"], dates: [1, 24] }),
    {
      "2026-03-01T12:00:00Z": 0.5,
      "2026-03-24T12:00:00Z": 0.5,
      "2026-03-25T12:00:00Z": NONE,
      "2026-04-24T12:00:00Z": NONE,
    },
  ],
  [
    "of all months, on some days of each",
    inSeason({ months: ["All"], dates: [24] }),
    { "2026-04-24T12:00:00Z": 0.5, "2026-04-25T12:00:00Z": NONE },
  ],
  [
    "of every day, if lists are empty or absent",
    [{ dates: [], days_and_hours: [{ hours: [allDay(0.5)] }] }],
    { "2026-02-14T00:00:00Z": 0.5, "2026-02-15T23:59:00Z": 0.5, "2026-07-01T12:00:00Z": 0.5 },
  ],
  [
    "of the weekend",
    onDays({ days: ["Weekend"] }),
    {
      "2026-03-27T12:00:00Z": NONE,
      "2026-03-28T12:00:00Z": 0.5,
      "2026-03-29T12:00:00Z": 0.5,
      "2026-03-30T12:00:00Z": NONE,
    },
  ],
  [
    "of weekdays",
    onDays({ days: ["Weekdays"] }),
    {
      "2026-03-27T12:00:00Z": 0.5,
      "2026-03-28T12:00:00Z": NONE,
      "2026-03-29T12:00:00Z": NONE,
      "2026-03-30T12:00:00Z": 0.5,
    },
  ],
  [
    "of named days",
    onDays({ days: ["Sat", "Mon"] }),
    { "2026-03-28T12:00:00Z": 0.5, "2026-03-29T12:00:00Z": NONE, "2026-03-30T12:00:00Z": 0.5 },
  ],
  [
    "of some hours, to the minute",
    atHours({ valid_from: "05:15:00", valid_to: "23:35:00", rate: [{ fixed: 0.5 }] }),
    {
      "2026-03-28T05:14:00Z": NONE,
      "2026-03-28T05:15:00Z": 0.5,
      "2026-03-28T23:34:00Z": 0.5,
      "2026-03-28T23:35:00Z": NONE,
    },
  ],
  [
    "of hours across midnight, on the same day",
    [
      {
        days_and_hours: [
          {
            days: ["Sat"],
            hours: [{ valid_from: "22:30:00", valid_to: "06:15:00", rate: [{ fixed: 0.5 }] }],
          },
        ],
      },
    ],
    {
      "2026-03-27T23:00:00Z": NONE,
      "2026-03-28T00:00:00Z": 0.5,
      "2026-03-28T06:14:00Z": 0.5,
      "2026-03-28T06:15:00Z": NONE,
      "2026-03-28T22:29:00Z": NONE,
      "2026-03-28T22:30:00Z": 0.5,
      "2026-03-28T23:59:00Z": 0.5,
      "2026-03-29T00:00:00Z": NONE,
    },
  ],
  [
    "that overlap: the last one counts",
    atHours(allDay(0.2), { valid_from: "16:00:00", valid_to: "19:00:00", rate: [{ fixed: 0.5 }] }),
    {
      "2026-03-28T15:59:00Z": 0.2,
      "2026-03-28T16:00:00Z": 0.5,
      "2026-03-28T18:59:00Z": 0.5,
      "2026-03-28T19:00:00Z": 0.2,
    },
  ],
  [
    "of several tiers: the first one counts; one without a price does not",
    atHours(
      { rate: [{ fixed: 0.3, to_kwh: 30 }, { fixed: 0.5 }] },
      { valid_to: "06:00:00", rate: [] },
      { valid_from: "18:00:00", rate: [{ surcharge_fixed: 0.5 }] },
    ),
    { "2026-03-28T05:00:00Z": 0.3, "2026-03-28T20:00:00Z": 0.3 },
  ],
])("a tariff has rates %s", async (_, schedule, prices) => {
  const { create, show } = await open();
  await create({ schedule });
  const times = Object.keys(prices);
  const shown = await Promise.all(times.map(async (time) => [time, await show(time)]));
  expect(Object.fromEntries(shown)).toEqual(prices);
});

const NOON = "2026-03-28T12:00:00Z";
const schedule = atHours(allDay(0.5));

describe("a tariff", () => {
  test("sets the prices of its direction, an update changes them, and its deletion removes them", async () => {
    const { flatpeak, create, show } = await open();
    const before = await show(NOON, "EXPORT");
    expect(before).toBeTypeOf("number");
    const { id } = await create({ schedule });
    expect([await show(NOON), await show(NOON, "EXPORT")]).toEqual([0.5, before]);
    await create({ schedule: atHours(allDay(0.1)), direction: "EXPORT" });
    expect([await show(NOON), await show(NOON, "EXPORT")]).toEqual([0.5, 0.1]);

    const params = { path: { id } };
    await unwrap(flatpeak.PATCH("/tariffs/{id}", { params, body: { data: atHours(allDay(0.7)) } }));
    expect([await show(NOON), await show(NOON, "EXPORT")]).toEqual([0.7, 0.1]);
    await unwrap(flatpeak.DELETE("/tariffs/{id}", { params }));
    expect([await show(NOON), await show(NOON, "EXPORT")]).toEqual(["no_tariff_connected", 0.1]);
  });

  test("counts only if it is the latest of its direction, and again after later ones are deleted", async () => {
    const { fake, flatpeak, id, create, show } = await open();
    const remove = (tariff: string) =>
      unwrap(flatpeak.DELETE("/tariffs/{id}", { params: { path: { id: tariff } } }));
    const first = await create({ schedule });
    const second = await create({ schedule: atHours(allDay(0.7)) });
    const network = await create({ schedule, type: "NON_COMMODITY" });
    const exported = await create({ schedule, direction: "EXPORT" });
    const last = await create({ schedule: atHours(allDay(0.9)) });
    fake.prices(id, 0.3);
    const params = { path: { id: first.id } };
    await unwrap(flatpeak.PATCH("/tariffs/{id}", { params, body: { data: atHours(allDay(0.1)) } }));
    expect(await show(NOON)).toBe(0.3);
    await remove(first.id);
    await remove(exported.id);
    expect([await show(NOON), await show(NOON, "EXPORT")]).toEqual([0.3, "no_tariff_connected"]);
    await remove(last.id);
    expect(await show(NOON)).toBe(0.7);
    await remove(second.id);
    expect(await show(NOON)).toBe("no_tariff_connected");
    const { data = [] } = await unwrap(flatpeak.GET("/events", { params: { query: { limit: 1 } } }));
    expect(data).toMatchObject([{ type: "location.update", data: { tariff_elements: [network.id] } }]);
  });

  test.each<[string, Partial<NewTariff>]>([
    ["that follows the market", { schedule, market_rates: true }],
    ["without a schedule", {}],
    ["with an empty schedule", { schedule: [] }],
  ])("%s connects its location, whose prices stay", async (_, fields) => {
    const { flatpeak, id, create, show } = await open();
    expect(await show(NOON)).toBe("no_tariff_connected");
    await create(fields);
    expect(await show(NOON)).toBe(0.9);
    expect(await unwrap(flatpeak.GET("/locations/{id}", { params: { path: { id } } }))).toMatchObject({
      tariff_status: { commodity_import: "CONNECTED" },
    });
  });

  test("has periods of half an hour, or shorter ones that its hours need", async () => {
    const { flatpeak, id, create } = await open();
    const body = { start_time: "2026-03-28T05:00:00Z", end_time: "2026-03-28T06:00:00Z" };
    const starts = async () => {
      const { data = [] } = await unwrap(flatpeak.POST("/prices/{id}", { params: { path: { id } }, body }));
      return data.map(({ valid_from }) => valid_from?.slice(11, 16));
    };
    await create({ schedule });
    expect(await starts()).toEqual(["05:00", "05:30"]);
    await create({ schedule: atHours(allDay(0.2), { valid_from: "05:15:00", rate: [{ fixed: 0.5 }] }) });
    expect(await starts()).toEqual(["05:00", "05:15", "05:30", "05:45"]);
  });

  test("of the network neither sets prices nor connects its location", async () => {
    const { flatpeak, create, show } = await open();
    const list = async () => (await unwrap(flatpeak.GET("/events"))).data;
    const events = await list();
    await create({ schedule, type: "NON_COMMODITY" });
    expect(await show(NOON)).toBe("no_tariff_connected");
    expect(await list()).toEqual(events);
  });
});

test("a lenient fake ignores what is no rate, and tariffs of no known location", async () => {
  // With a contract of its own, as its tariffs, which are as they were sent, deviate from the contract.
  const { fake, flatpeak, id, show } = await open({ lenient: true, manifest, examples });
  const call = createCall({ ...fake, baseUrl, authorization: `Bearer ${fake.issueToken()}` });
  const season = {
    days_and_hours: ["x", { hours: [1, { rate: 1 }, { rate: [{ fixed: "1" }] }, allDay(0.4)] }],
  };
  await call("POST /tariffs", { ...tariffOf(id), schedule: [null, season] });
  expect(await show(NOON)).toBe(0.4);

  const list = async () => (await unwrap(flatpeak.GET("/events"))).data;
  const events = await list();
  for (const fields of [{ location_id: "loc_none" }, { location_id: 1 }, { direction: "OUT" }]) {
    const tariff = { ...tariffOf(id), schedule, ...fields };
    expect(await call("POST /tariffs", tariff)).toMatchObject({ status: 200 });
  }
  expect(await list()).toEqual(events);
  expect(await show(NOON)).toBe(0.4);
});
