import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

const WINDOW = { start_time: "2026-06-15T00:00:00Z", end_time: "2026-06-16T00:00:00Z" };

async function open() {
  const fake = createFakeFlatpeak({ now: () => Date.parse(WINDOW.start_time) });
  const flatpeak = createClient(fake);
  const { id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
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
  return { fake, flatpeak, params: { path: { id } } };
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

  test("does so if it has earlier parts elsewhere, too", async () => {
    const { fake, flatpeak, params } = await open();
    fake.prices(params.path.id, {
      "00:00": 0.3,
      "02:30": 0.2,
      "03:00": 0.1,
      "03:30": 0.3,
      "15:00": 0.05,
      "15:30": 0.3,
    });
    const body = { ...WINDOW, segment: "LOW", duration: 75 } as const;
    expect((await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }))).data).toMatchObject([
      { start_time: "2026-06-15T01:45:00Z", end_time: "2026-06-15T02:30:00Z" },
      { start_time: "2026-06-15T14:00:00Z", end_time: "2026-06-15T14:30:00Z" },
    ]);
  });

  test("uses prices of its direction; joined periods are as sure as the least sure one", async () => {
    const { fake, flatpeak, params } = await open();
    const period = (from: string, to: string, value: number, confidence: number) => ({
      valid_from: `2026-06-15T${from}:00Z`,
      valid_to: `2026-06-15T${to}:00Z`,
      price: { value, confidence },
    });
    fake.prices(
      params.path.id,
      [
        period("05:00", "06:00", 0.1, 0.7),
        period("06:00", "07:00", 0.2, 0.9),
        period("07:00", "08:00", 0, 0.5),
      ],
      "EXPORT",
    );
    const body = { ...WINDOW, segment: "HIGH", tariff_direction: "EXPORT", duration: 120 } as const;
    const schedule = await unwrap(flatpeak.POST("/schedules/duration/{id}", { params, body }));
    expect(schedule.request.tariff_direction).toBe("EXPORT");
    expect(schedule.data).toEqual([
      {
        start_time: "2026-06-15T05:00:00Z",
        end_time: "2026-06-15T07:00:00Z",
        price: { average: 0.15, confidence: 0.7 },
      },
    ]);
    const { error } = await flatpeak.POST("/schedules/duration/{id}", {
      params,
      body: { ...body, duration: 200 },
    });
    expect(error).toMatchObject({
      status: 422,
      body: {
        code: "no_price_data",
        message: "The window has prices for 180 minutes, fewer than duration",
      },
    });
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
    [{ ...WINDOW, end_time: "2026-06-18T00:00:01Z", duration: 60 }, "at most 3 days"],
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

  // Prices from 1 to 2: 0.2 is at 1 + (0.2 - 0.01) / 0.99 = 1.1919.
  test.each([
    ["LOW", 0.2, 120],
    ["HIGH", 0.2, 120],
    ["LOW", 0.22, 180],
    ["HIGH", 1, 60],
  ] as const)(
    "%s of relative %d is between the lowest and the highest price: %i minutes",
    async (...limit) => {
      const [segment, relative, minutes] = limit;
      const { fake, flatpeak, params } = await open();
      fake.prices(params.path.id, { "00:00": 1, "11:00": 1.19, "12:00": 1.2, "13:00": 2 });
      const body = {
        start_time: "2026-06-15T09:00:00Z",
        end_time: "2026-06-15T13:00:00Z",
        segment,
        relative,
      };
      const { duration } = await unwrap(flatpeak.POST("/schedules/limit/{id}", { params, body }));
      expect(duration).toBe(minutes);
    },
  );

  test("has the most expensive price at relative 1, where a calculation would round it down", async () => {
    const { fake, flatpeak, params } = await open();
    const [lowest, highest] = [0.05, 0.21];
    expect(lowest + (highest - lowest)).toBeLessThan(highest);
    fake.prices(params.path.id, { "00:00": lowest, "12:00": highest });
    const body = { ...WINDOW, segment: "LOW", relative: 1 } as const;
    const { duration } = await unwrap(flatpeak.POST("/schedules/limit/{id}", { params, body }));
    expect(duration).toBe(24 * 60);
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
