import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { Client } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak } from "flatpeak/testing";

const NOW = Date.parse("2026-03-28T10:12:00Z");

interface Scene {
  readonly fake: FakeFlatpeak;
  readonly flatpeak: Client;
  readonly id: string;
}

async function openLocation(postal_address: object = { city: "London", country_code: "GB" }): Promise<Scene> {
  const fake = createFakeFlatpeak({ now: () => NOW });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: { postal_address } }));
  return { fake, flatpeak, id };
}

function ask(
  { flatpeak, id }: Pick<Scene, "flatpeak" | "id">,
  body: { start_time?: string; end_time: string; tariff_direction?: "IMPORT" | "EXPORT" | "LOCAL" },
) {
  return flatpeak.POST("/prices/{id}", { params: { path: { id } }, body });
}

const DAY = { start_time: "2026-03-28T00:00:00Z", end_time: "2026-03-29T00:00:00Z" };

describe("a location", () => {
  test.each([
    [{ country_code: "GB", city: "London" }, "Europe/London", "GBP"],
    [{ country_code: " de " }, "Europe/Berlin", "EUR"],
    [{ country_code: "AU", city: "Lord Howe" }, "Australia/Lord_Howe", "AUD"],
    [{ country_code: "AU", state: "WA", city: "Fremantle" }, "Australia/Perth", "AUD"],
    [{ country_code: "US", state: "CA", city: "Oakland" }, "America/Los_Angeles", "USD"],
    // The contract's example.
    [{ city: "Atlantis" }, "Europe/London", "EUR"],
  ])(
    "at %j has the time zone %s and the currency %s, also in its prices",
    async (address, timezone, currency_code) => {
      const scene = await openLocation(address);
      const { flatpeak, id } = scene;
      expect(await unwrap(flatpeak.GET("/locations/{id}", { params: { path: { id } } }))).toMatchObject({
        timezone,
        currency_code,
      });
      expect(await unwrap(ask(scene, DAY))).toMatchObject({
        location_id: id,
        location_timezone: timezone,
        currency_code,
      });
    },
  );
});

describe("the prices of a new location", () => {
  test("are cheap at night and expensive in the evening, and equal on every run", async () => {
    const [one, other] = [await openLocation(), await openLocation()];
    const price = await unwrap(ask(one, DAY));
    const { data = [] } = price;
    expect(data).toHaveLength(48);
    const values = data.map(({ price: { value = 0 } = {} }) => value);
    expect(Math.max(...values.slice(4, 8))).toBeLessThan(0.2);
    expect(Math.min(...values.slice(34, 39))).toBeGreaterThan(0.3);
    expect((await unwrap(ask(other, DAY))).data).toEqual(data);
  });

  test("differ between locations, and are lower for export", async () => {
    const scene = await openLocation();
    const { id } = await unwrap(scene.flatpeak.POST("/locations", { body: {} }));
    const own = (await unwrap(ask(scene, DAY))).data;
    expect((await unwrap(ask({ ...scene, id }, DAY))).data).not.toEqual(own);
    const { tariff_direction, data } = await unwrap(ask(scene, { ...DAY, tariff_direction: "EXPORT" }));
    expect(tariff_direction).toBe("EXPORT");
    expect(data?.[0]?.price?.value).toBeLessThan(own?.[0]?.price?.value ?? 0);
  });
});

describe("a window", () => {
  test("gets uncut, adjacent periods that cover it, in the offset of its end", async () => {
    const scene = await openLocation();
    const { request, data = [] } = await unwrap(
      ask(scene, { start_time: "2026-03-28T10:12:00Z", end_time: "2026-03-28T17:40:00+05:30" }),
    );
    expect(request).toEqual({
      tariff_direction: "IMPORT",
      start_time: "2026-03-28T15:42:00+05:30",
      end_time: "2026-03-28T17:40:00+05:30",
    });
    expect(data.map(({ valid_from, valid_to }) => [valid_from, valid_to])).toEqual([
      ["2026-03-28T15:30:00+05:30", "2026-03-28T16:00:00+05:30"],
      ["2026-03-28T16:00:00+05:30", "2026-03-28T16:30:00+05:30"],
      ["2026-03-28T16:30:00+05:30", "2026-03-28T17:00:00+05:30"],
      ["2026-03-28T17:00:00+05:30", "2026-03-28T17:30:00+05:30"],
      ["2026-03-28T17:30:00+05:30", "2026-03-28T18:00:00+05:30"],
    ]);
  });

  test("keeps the offset of its end if that is behind UTC", async () => {
    const scene = await openLocation();
    scene.fake.prices(scene.id, 0.2);
    const window = { start_time: "2026-03-28T10:00:00.500Z", end_time: "2026-03-28T06:30:00-03:45" };
    const { request, data } = await unwrap(ask(scene, window));
    expect(request.start_time).toBe("2026-03-28T06:15:00-03:45");
    expect(data).toMatchObject([
      { valid_from: "2026-03-28T06:15:00-03:45", valid_to: "2026-03-28T06:45:00-03:45" },
    ]);
  });

  test("may start at any millisecond, also on a day with a clock change", async () => {
    const start_time = "2026-03-29T14:40:30.250Z";
    const { data } = await unwrap(
      ask(await openLocation(), { start_time, end_time: "2026-03-29T15:00:00Z" }),
    );
    expect(data?.map(({ valid_from }) => valid_from)).toEqual(["2026-03-29T14:30:00Z"]);
  });

  test("may have 90 days", async () => {
    const window = { start_time: "2026-01-01T00:00:00Z", end_time: "2026-04-01T00:00:00Z" };
    expect((await unwrap(ask(await openLocation(), window))).data).toHaveLength(90 * 48);
  });

  test("begins now if it has no start", async () => {
    const { data } = await unwrap(ask(await openLocation(), { end_time: "2026-03-28T11:00:00Z" }));
    expect(data?.map(({ valid_from }) => valid_from)).toEqual([
      "2026-03-28T10:00:00Z",
      "2026-03-28T10:30:00Z",
    ]);
  });

  test.each([
    [
      "ends before it begins",
      { start_time: "2026-03-28T02:00:00Z", end_time: "2026-03-28T01:00:00Z" },
      "end_time must be after start_time",
    ],
    [
      "is empty",
      { start_time: "2026-03-28T02:00:00Z", end_time: "2026-03-28T02:00:00Z" },
      "end_time must be after start_time",
    ],
    [
      "is longer than 90 days",
      { start_time: "2026-01-01T00:00:00Z", end_time: "2026-04-01T00:00:01Z" },
      "at most 90 days",
    ],
    ["has an invalid end", { end_time: "not a date" }, "end_time must be a time by RFC 3339"],
  ])("that %s is refused with 400", async (_, body, message) => {
    const { error } = await ask(await openLocation(), body);
    expect(error).toMatchObject({ status: 400, body: { type: "invalid_request" } });
    expect(error?.message).toContain(message);
  });

  test("of an unknown location is refused with 404", async () => {
    const { flatpeak } = await openLocation();
    expect((await ask({ flatpeak, id: "loc_none" }, DAY)).error).toMatchObject({
      status: 404,
      body: { message: "No such location: loc_none" },
    });
  });

  test.each([
    ["Europe/London", { country_code: "GB" }, "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z", 46],
    ["Europe/Berlin", { country_code: "DE" }, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 50],
    ["Australia/Sydney", { country_code: "AU" }, "2026-10-03T14:00:00Z", "2026-10-04T13:00:00Z", 46],
    [
      "Australia/Lord_Howe",
      { country_code: "AU", city: "Lord Howe" },
      "2026-04-04T13:00:00Z",
      "2026-04-05T13:30:00Z",
      49,
    ],
  ])(
    "on a day with a clock change in %s has every band at its local time",
    async (zone, address, start_time, end_time, count) => {
      const scene = await openLocation(address);
      scene.fake.prices(scene.id, { "00:00": 0.1, "06:00": 0.3, "16:30": 0.5 });
      const { data = [] } = await unwrap(ask(scene, { start_time, end_time }));
      expect(data).toHaveLength(count);
      expect([data[0]?.valid_from, data.at(-1)?.valid_to]).toEqual([start_time, end_time]);
      const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
      for (const { valid_from = "", price } of data) {
        const time = clock.format(new Date(valid_from));
        expect(`${time} ${price?.value}`).toBe(
          `${time} ${time < "06:00" ? 0.1 : time < "16:30" ? 0.3 : 0.5}`,
        );
      }
    },
  );
});

test("prices are last updated when they or their tariff change, at first with their location", async () => {
  let now = NOW;
  const fake = createFakeFlatpeak({ now: () => now });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  const updated = async () => (await unwrap(ask({ flatpeak, id }, DAY))).last_updated;
  now += 60_000;
  expect(await updated()).toBe("2026-03-28T10:12:00Z");
  fake.prices(id, 0.2);
  now += 60_000;
  expect(await updated()).toBe("2026-03-28T10:13:00Z");
  fake.tariff(id, "connected");
  now += 60_000;
  expect(await updated()).toBe("2026-03-28T10:14:00Z");
});

describe("fake.tariff", () => {
  test.each([
    ["none", "no_tariff_connected", "NOT_CONNECTED"],
    ["expired", "no_tariff_connected", "NOT_CONNECTED"],
    ["pending", "pending_connect", "PENDING"],
    ["lost", "no_price_data", "ERROR"],
  ] as const)(
    "%s refuses prices, audits and schedules with 422 %s, and the status is %s",
    async (state, code, status) => {
      const scene = await openLocation();
      const { fake, flatpeak, id } = scene;
      fake.tariff(id, state);
      const params = { path: { id } };
      const body = { start_time: "2026-03-28T12:00:00Z", end_time: "2026-03-29T00:00:00Z" };
      const errors = await Promise.all([
        ask(scene, body),
        flatpeak.POST("/audits/prices/{id}", { params, body }),
        flatpeak.POST("/schedules/duration/{id}", {
          params,
          body: { ...body, segment: "LOW", duration: 60 },
        }),
      ]);
      for (const { error } of errors) expect(error).toMatchObject({ status: 422, body: { code } });
      expect((await ask(scene, { ...body, tariff_direction: "EXPORT" })).error).toBeUndefined();
      expect(await unwrap(flatpeak.GET("/locations/{id}/status", { params }))).toMatchObject({
        tariff_status: { commodity_import: { status }, commodity_export: { status: "CONNECTED" } },
      });
      fake.tariff(id, "connected");
      expect((await ask(scene, body)).error).toBeUndefined();
    },
  );

  test("expired keeps the prices of earlier times", async () => {
    const scene = await openLocation();
    scene.fake.tariff(scene.id, "expired");
    // Up to the time of the change.
    const past = { start_time: "2026-03-28T09:00:00Z", end_time: "2026-03-28T10:12:00Z" };
    expect((await unwrap(ask(scene, past))).data).toHaveLength(3);
    expect((await ask(scene, { ...past, end_time: "2026-03-28T10:12:01Z" })).error).toMatchObject({
      body: {
        object: "error",
        live_mode: false,
        type: "invalid_request",
        code: "no_tariff_connected",
        message: "The tariff has expired",
      },
    });
  });

  test("local generation has no prices before they are set", async () => {
    const scene = await openLocation();
    const { fake, flatpeak, id } = scene;
    const status = async () =>
      (await unwrap(flatpeak.GET("/locations/{id}/status", { params: { path: { id } } }))).tariff_status;
    const local = { ...DAY, tariff_direction: "LOCAL" } as const;
    expect((await ask(scene, local)).error).toMatchObject({ body: { code: "no_tariff_connected" } });
    expect(await status()).toMatchObject({ local: { status: "NOT_CONNECTED" } });
    fake.prices(id, 0.05, "LOCAL");
    expect((await unwrap(ask(scene, local))).data?.[0]?.price?.value).toBe(0.05);
    expect(await status()).toMatchObject({ local: { status: "CONNECTED" } });
    fake.tariff(id, "pending", "EXPORT");
    expect(await status()).toMatchObject({ commodity_export: { status: "PENDING" } });
  });

  test("refuses an unknown state by name", async () => {
    const { fake, id } = await openLocation();
    expect(() => {
      Reflect.apply(fake.tariff, undefined, [id, "gone"]);
    }).toThrow('"gone" is not a state of a tariff; use one of connected, pending, none, expired, lost');
  });

  test("a window without any price is a 422 no_price_data", async () => {
    const scene = await openLocation();
    scene.fake.prices(scene.id, []);
    expect((await ask(scene, DAY)).error).toMatchObject({
      status: 422,
      body: { code: "no_price_data", message: "There is no price in this window" },
    });
  });
});

test("an audit has the same prices, and components that add up to them", async () => {
  const scene = await openLocation();
  const { flatpeak, id } = scene;
  const audit = await unwrap(flatpeak.POST("/audits/prices/{id}", { params: { path: { id } }, body: DAY }));
  const price = await unwrap(ask(scene, DAY));
  expect(audit.data.map((period) => [period.valid_from, period.price_breakdown?.total])).toEqual(
    price.data?.map((period) => [period.valid_from, period.price?.value]),
  );
  for (const { price_breakdown: parts } of audit.data) expect(parts?.commodity?.aggregate).toBe(parts?.total);
});
