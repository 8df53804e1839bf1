import { createClient, unwrap } from "flatpeak";
import type { OperationError } from "flatpeak";
import { describe, expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("errors");

test("the status selects the case", async () => {
  expect((await page.run("Status codes")).said).toEqual([["log", "there is no such device"]]);
});

describe("codes", () => {
  interface Exports {
    readPrices: (
      id: string,
      end_time: string,
    ) => Promise<{ state: string; error?: OperationError<"get-price"> }>;
  }

  const ask = async (status: number, body: object) => {
    const { exports } = await page.run<Exports>("prices.ts");
    page.fake.fail("get-price", { respond: () => Response.json(body, { status }), times: 1 });
    return await exports.readPrices("loc_1", "2026-01-01T00:00:00Z");
  };

  test.each([
    [422, "pending_connect", "later"],
    [422, "no_price_data", "later"],
    [422, "no_tariff_connected", "no tariff"],
    [422, "account_disabled", "failed"],
    [422, undefined, "failed"],
    [404, "no_price_data", "failed"],
  ])("%i %s is %s", async (status, code, state) => {
    expect(await ask(status, { object: "error", code })).toMatchObject({ state });
  });

  test("a successful call returns prices", async () => {
    const { exports } = await page.run<Exports>("prices.ts");
    const { id } = await unwrap(createClient(page.fake).POST("/locations", { body: {} }));
    expect(await exports.readPrices(id, new Date(Date.now() + 3_600_000).toISOString())).toMatchObject({
      state: "ready",
      prices: { object: "price" },
    });
  });
});

test("a caught error is narrowed", async () => {
  expect((await page.run("Exceptions")).said).toEqual([["log", "gone"]]);
});

test("the other fields of an error are plain values", async () => {
  const { said } = await page.run("Logging");
  expect(said).toEqual([
    [
      "error",
      expect.stringContaining("GET /customers/{id}"),
      {
        kind: "api",
        status: 404,
        operation: "get-customer",
        outcome: "rejected",
        attempts: 1,
        requestId: undefined,
      },
    ],
  ]);
});

test("the exhaustive switch runs", async () => {
  expect((await page.run("New status codes")).said).toEqual([["log", "DEV3"]]);
});

test("a message is as on the page", async () => {
  const { accountId, apiKey, fetch } = page.fake;
  const flatpeak = createClient({ accountId, apiKey, fetch });
  page.fake.on("create-device", {
    status: 409,
    body: { code: "duplicate_reference", message: "Reference ID already exists" },
  });
  const { error } = await flatpeak.POST("/devices", { body: {} });
  expect(page.markdown).toContain(`\`${error?.message ?? "no error"}\``);
});

test("a body below the limit is accepted", async () => {
  expect((await page.run("Large responses")).said).toEqual([["log", expect.any(Number)]]);
});

page.everyBlockRan();
