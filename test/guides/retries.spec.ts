import type { Device } from "flatpeak";
import { describe, expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("retries");

test("a deadline can be set for all calls and for one", async () => {
  expect((await page.run("Timeout", 1)).said).toEqual([["log", "in time"]]);
});

test("a signal aborts a call", async () => {
  const { said } = await page.run("Timeout", 2);
  expect(said).toEqual([["log", "aborted", "not-sent"]]);
});

describe("a creation of unknown outcome", () => {
  interface Exports {
    ensureDevice: (reference: string) => Promise<Device>;
  }

  const losingAnswers = async (happened: boolean) => {
    page.fake.fail("create-device", { status: 502, carriedOut: happened, times: 1 });
    return (await page.run<Exports>("create-device.ts")).exports;
  };

  test("that was processed returns the device", async () => {
    const { ensureDevice } = await losingAnswers(true);
    expect(await ensureDevice("lost")).toMatchObject({ reference_id: "lost" });
  });

  test("that was not processed throws", async () => {
    const { ensureDevice } = await losingAnswers(false);
    await expect(ensureDevice("never")).rejects.toMatchObject({ status: 502, outcome: "unknown" });
  });

  test("a used reference returns its device", async () => {
    const { exports } = await page.run<Exports>("create-device.ts");
    const first = await exports.ensureDevice("twice");
    expect(await exports.ensureDevice("twice")).toEqual(first);
  });
});

test("a wait beyond the deadline is reported", async () => {
  const { exports } = await page.run<{ refresh: (id: string) => Promise<number | undefined> }>("queue.ts");
  page.fake.fail("get-location", { status: 429, headers: { "retry-after": "3600" }, times: 1 });
  expect(await exports.refresh("loc_1")).toBe(3_600_000);
});

page.everyBlockRan();
