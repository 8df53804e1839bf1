import type { Client } from "flatpeak";
import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("events");

// What the two record of a call is tested in test/send/events.test.ts.
test.each(["OpenTelemetry", "A logger"])("the client under %s works", async (heading) => {
  const { exports } = await page.run<{ flatpeak: Client }>(heading);
  const { data } = await exports.flatpeak.GET("/devices");
  expect(data?.data).toHaveLength(0);
});

page.everyBlockRan();
