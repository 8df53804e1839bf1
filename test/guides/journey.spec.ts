import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("journey");
const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-f]{24}$`));
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

// Each file imports those before it, so what one says is said once.
test.each([
  ["flatpeak.ts", []],
  ["customer.ts", [["log", id("cus"), "CUS1234567890"]]],
  ["location.ts", [["log", id("loc"), "Europe/London", "GBP"]]],
  ["tariff.ts", [["log", id("trf"), "Day and night"]]],
  ["status.ts", [["log", expect.any(String)]]],
  ["device.ts", [["log", id("dev")]]],
  ["price.ts", [["log", time, time, expect.any(Number), expect.stringMatching(/^[A-Z]{3}$/)]]],
  ["schedule.ts", [["log", "on from", time, "to", time]]],
  ["connect.ts", [["log", 86400, "seconds"]]],
])("%s", async (file, expected) => {
  const { said } = await page.run(file);
  expect(said.slice(0, expected.length || said.length)).toEqual(expected);
});

test("the objects lead to each other", () => {
  const created = page.fake.requests.filter(({ method }) => method === "POST");
  expect(created.map(({ operationId }) => operationId)).toEqual([
    "create-customer",
    "create-location",
    "create-tariff",
    "create-device",
    "get-price",
    "schedule-by-duration",
    "create-connect-token",
  ]);
});

page.everyBlockRan();
