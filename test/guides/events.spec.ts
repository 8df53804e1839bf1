import type { Client } from "flatpeak";
import { expect, test, vi } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("events");

// What the two record of a call is tested in test/send/events.test.ts.
test.each(["OpenTelemetry", "A logger"])("the client under %s works", async (heading) => {
  const { exports } = await page.run<{ flatpeak: Client }>(heading);
  const { data } = await exports.flatpeak.GET("/devices");
  expect(data?.data).toHaveLength(0);
});

test("logEvents writes the lines that the page shows", async () => {
  const { exports } = await page.run<{ flatpeak: Client }>("One line for each event");
  const lines: string[] = [];
  const spies = (["debug", "info", "warn", "error"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line))),
  );
  page.fake.fail("list-devices", { status: 503, times: 1 });
  await exports.flatpeak.GET("/devices");
  for (const spy of spies) spy.mockRestore();
  const [, shown = ""] = /```text\n(flatpeak #.*?)\n```/s.exec(page.markdown) ?? [];
  const withoutNumbers = (text: string) => text.replace(/#\d+|\d+(?= ms)/g, "N");
  expect(withoutNumbers(lines.join("\n"))).toBe(withoutNumbers(shown));
});

page.everyBlockRan();
