import { describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createCall } from "../support/local-flatpeak/caller.ts";

const NOW = "2026-06-15T00:00:00Z";
const WINDOW = { start_time: NOW, end_time: "2026-06-16T00:00:00Z" };

describe("a lenient fake refuses what it cannot calculate with", () => {
  const need = (more: object) => ({ max_power: { units: "KW", value: 7 }, data: [more] });
  const energy = { units: "KWH", value: 7 };

  test.each([
    ["/schedules/amount/{id}", [], "The request body must be a JSON object"],
    ["/schedules/amount/{id}", {}, "max_power is missing"],
    ["/schedules/amount/{id}", { max_power: 7 }, "max_power must be a JSON object"],
    ["/schedules/amount/{id}", { max_power: { value: 7 } }, "units of max_power is missing"],
    ["/schedules/amount/{id}", { max_power: { units: "KW" } }, "value of max_power is missing"],
    ["/schedules/amount/{id}", { max_power: { units: "MW", value: 1 } }, "units must be one of W, KW"],
    [
      "/schedules/amount/{id}",
      { max_power: { units: "W", value: -1 } },
      "value of max_power must not be negative",
    ],
    [
      "/schedules/amount/{id}",
      { ...need({}), shaving_threshold: 1 },
      "shaving_threshold must be a JSON object",
    ],
    ["/schedules/amount/{id}", { ...need({}), data: {} }, "data must be a list"],
    ["/schedules/amount/{id}", { ...need({}), data: [1] }, "Each entry of data must be a JSON object"],
    ["/schedules/amount/{id}", need({}), "device_id is missing"],
    ["/schedules/amount/{id}", need({ device_id: 1 }), "device_id must be a string"],
    ["/schedules/amount/{id}", need({ device_id: "$device" }), "energy is missing"],
    ["/schedules/amount/{id}", need({ device_id: "$device", energy: 7 }), "energy must be a JSON object"],
    [
      "/schedules/amount/{id}",
      need({ device_id: "$device", energy: { units: "W", value: 7 } }),
      "units must be one of WH, KWH",
    ],
    [
      "/schedules/amount/{id}",
      need({ device_id: "$device", energy, max_power: 7 }),
      "max_power must be a JSON object",
    ],
    [
      "/schedules/amount/{id}",
      need({ device_id: "$device", energy, tariff_direction: "OUT" }),
      "tariff_direction must be one of IMPORT, EXPORT",
    ],
    ["/schedules/duration/{id}", WINDOW, "segment is missing"],
    ["/schedules/duration/{id}", { ...WINDOW, segment: "low" }, "segment must be one of HIGH, LOW"],
    ["/schedules/duration/{id}", { ...WINDOW, segment: "LOW" }, "duration is missing"],
    ["/schedules/duration/{id}", { ...WINDOW, segment: "LOW", duration: "1" }, "duration must be a number"],
    [
      "/schedules/limit/{id}",
      { ...WINDOW, segment: "LOW", relative: 1.1 },
      "relative must be from 0.01 to 1",
    ],
    ["/schedules/limit/{id}", { ...WINDOW, segment: "LOW", relative: 0 }, "relative must be from 0.01 to 1"],
    [
      "/costs/interval/{id}",
      { start_time: "yesterday" },
      "start_time must be a time by RFC 3339, such as 2026-01-02T03:04:05Z",
    ],
    ["/costs/interval/{id}", { start_time: NOW, end_time: NOW }, "end_time must be after start_time"],
    ["/costs/interval/{id}?aggregation=WEEK", {}, "aggregation must be one of DAY, MONTH"],
    ["/costs/session/S1?tariff_direction=IN", {}, "tariff_direction must be one of IMPORT, EXPORT, LOCAL"],
    ["/prices/{id}", {}, "end_time is missing"],
    ["/schedules/limit/{id}", { end_time: NOW }, "start_time is missing"],
    ["/costs/interval/{id}", { start_time: 1 }, "start_time must be a string"],
  ] as const)("POST %s with %j: %s", async (path, body, message) => {
    const fake = createFakeFlatpeak({ lenient: true });
    const flatpeak = createClient(fake);
    const { id: location_id } = await unwrap(flatpeak.POST("/locations", { body: {} }));
    const { id: device_id } = await unwrap(flatpeak.POST("/devices", { body: {} }));
    fake.prices(location_id, 0.3);
    const authorization = `Bearer ${fake.issueToken()}`;
    const call = createCall({ ...fake, baseUrl: "https://api.example", authorization });
    const sent: unknown = JSON.parse(JSON.stringify(body).replaceAll("$device", device_id));
    expect(await call(`POST ${path.replace("{id}", location_id)}`, sent)).toMatchObject({
      status: 400,
      body: { message },
    });
  });
});
