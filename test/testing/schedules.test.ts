import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

const WINDOW = { start_time: "2026-06-15T00:00:00Z", end_time: "2026-06-16T00:00:00Z" };

async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse(WINDOW.start_time) });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
  const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  const { id: other_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
  // London is one hour ahead of UTC.
  fake.prices(id, {
    "00:00": 0.3,
    "03:00": 0.1,
    "04:00": 0.2,
    "05:00": 0.3,
    "14:00": 0.1,
    "14:30": 0.3,
    "18:00": 0.6,
    "20:00": 0.3,
  });
  return { fake, flatpeak, device_id, other_id, params: { path: { id } } };
}

describe("a schedule by duration", () => {
  test("has the cheapest time of the window, with adjacent periods joined at their mean price", async () => {
    const { flatpeak, params } = await open();
    const schedule = await unwrap(
      flatpeak.POST("/schedules/duration/{id}", {
        params,
        body: { ...WINDOW, segment: "LOW", duration: 120 },
      }),
    );
    expect(schedule.data).toEqual([
      {
        start_time: "2026-06-15T02:00:00Z",
        end_time: "2026-06-15T03:30:00Z",
        price: { average: 0.13333, confidence: 1 },
      },
      {
        start_time: "2026-06-15T13:00:00Z",
        end_time: "2026-06-15T13:30:00Z",
        price: { average: 0.1, confidence: 1 },
      },
    ]);
    expect(schedule.request).toMatchObject({ duration: 120, segment: "LOW", tariff_direction: "IMPORT" });
  });

  test("has the most expensive time for HIGH, with only a part of the last period", async () => {
    const { flatpeak, params } = await open();
    const body = { ...WINDOW, segment: "HIGH", duration: 45 } as const;
    expect((await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }))).data).toEqual([
      {
        start_time: "2026-06-15T17:00:00Z",
        end_time: "2026-06-15T17:45:00Z",
        price: { average: 0.6, confidence: 1 },
      },
    ]);
  });

  test("uses the later part of a period if the device runs on after it, so that it starts once", async () => {
    const { fake, flatpeak, params } = await open();
    fake.prices(params.path.id, { "00:00": 0.3, "01:30": 0.2, "02:00": 0.1, "02:30": 0.3 });
    const body = { ...WINDOW, segment: "LOW", duration: 45 } as const;
    expect((await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }))).data).toMatchObject([
      { start_time: "2026-06-15T00:45:00Z", end_time: "2026-06-15T01:30:00Z" },
    ]);
  });

  test("stays within a window that begins in the middle of a period", async () => {
    const { fake, flatpeak, params } = await open();
    fake.prices(params.path.id, 0.2);
    const body = {
      start_time: "2026-06-15T10:10:00Z",
      end_time: "2026-06-15T11:05:00+00:00",
      segment: "LOW",
      duration: 55,
    } as const;
    const { data } = await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }));
    expect(data).toMatchObject([{ start_time: "2026-06-15T10:10:00Z", end_time: "2026-06-15T11:05:00Z" }]);
  });

  test.each([
    [{ ...WINDOW, duration: 25 * 60 }, "longer than the window"],
    [{ ...WINDOW, duration: 0 }, "more than 0 minutes"],
    [{ ...WINDOW, end_time: "2026-06-19T00:00:00Z", duration: 60 }, "at most 3 days"],
  ])("%j is refused", async (body, message) => {
    const { flatpeak, params } = await open();
    const { error } = await flatpeak.POST("/schedules/duration/{id}", {
      params,
      body: { ...body, segment: "LOW" },
    });
    expect(error).toMatchObject({ status: 400 });
    expect(error?.message).toContain(message);
  });
});

describe("a schedule by limit", () => {
  test.each([
    [{ segment: "LOW", absolute: 0.2 }, 150],
    [{ segment: "HIGH", absolute: 0.6 }, 120],
    [{ segment: "LOW", absolute: 0.05 }, 0],
    // The cheapest price, the most expensive one, and halfway between.
    [{ segment: "LOW", relative: 0.01 }, 90],
    [{ segment: "LOW", relative: 1 }, 24 * 60],
    [{ segment: "HIGH", relative: 0.5 }, 120],
    [{ segment: "HIGH", relative: 0.01, absolute: 0.6 }, 120],
  ] as const)("%j has %i minutes", async (limit, minutes) => {
    const { flatpeak, params } = await open();
    const { duration, data } = await unwrap(
      flatpeak.POST("/schedules/limit/{id}", { params, body: { ...WINDOW, ...limit } }),
    );
    expect(duration).toBe(minutes);
    const total = data.reduce(
      (sum, { start_time, end_time }) => sum + (Date.parse(end_time) - Date.parse(start_time)) / 60_000,
      0,
    );
    expect(total).toBe(minutes);
  });

  test("needs a limit", async () => {
    const { flatpeak, params } = await open();
    const { error } = await flatpeak.POST("/schedules/limit/{id}", {
      params,
      body: { ...WINDOW, segment: "LOW" },
    });
    expect(error).toMatchObject({ status: 400, body: { message: "relative or absolute is missing" } });
  });
});

describe("a schedule by amount", () => {
  const kilowatts = (value: number) => ({ units: "KW", value }) as const;
  const need = (device_id: string, value: number) =>
    ({
      device_id,
      tariff_direction: "IMPORT",
      ...WINDOW,
      max_power: kilowatts(7),
      energy: { units: "KWH", value },
    }) as const;

  test("charges at the cheapest time, and returns cost and savings", async () => {
    const { flatpeak, params, device_id } = await open();
    const plan = await unwrap(
      flatpeak.POST("/schedules/amount/{id}", {
        params,
        body: { max_power: kilowatts(14), data: [need(device_id, 14)] },
      }),
    );
    // An hour and a half at 0.1, and half an hour at 0.2, instead of two hours at 0.3.
    expect(plan.data).toMatchObject([
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
    expect(plan).toMatchObject({ cost: { value: 1.75 }, savings: { value: 2.45 } });
  });

  test("supplies every device and never exceeds the power of the location", async () => {
    const { flatpeak, params, device_id, other_id } = await open();
    const late = { ...need(other_id, 10), start_time: "2026-06-15T02:20:00Z" };
    const { data = [] } = await unwrap(
      flatpeak.POST("/schedules/amount/{id}", {
        params,
        body: { max_power: kilowatts(8), data: [need(device_id, 10), late] },
      }),
    );
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
    const { fake, flatpeak, params, device_id } = await open();
    fake.prices(params.path.id, { "00:00": 0.05, "18:00": 0.4, "19:00": 0.05 }, "EXPORT");
    const { data = [] } = await unwrap(
      flatpeak.POST("/schedules/amount/{id}", {
        params,
        body: {
          max_power: kilowatts(14),
          shaving_threshold: { absolute: 0.15 },
          data: [need(device_id, 100), { ...need(device_id, 100), tariff_direction: "EXPORT" }],
        },
      }),
    );
    // As much as fits: an hour and a half of buying, and an hour of selling.
    expect(data.map(({ cost }) => cost.value)).toEqual([1.05, 2.8]);
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
