import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "flatpeak";
import type { DriftFinding } from "flatpeak/drift";
import { expect, test, vi } from "vitest";
import { readObservations } from "../../scripts/observe/lines.ts";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { openPage } from "./blocks.ts";

const fake = createFakeFlatpeak();
const device = { object: "device", id: "dev_1", live_mode: false, reference_id: "D", account_id: "acc_1" };
const strange = { ...device, time_created: "2022-01-24T14:15:22Z", grid_zone: "north" };
const list = { object: "list", has_more: false, data: [strange] };

const fetch: typeof fake.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (pathname === "/events/evt_1") {
    const event = { id: "evt_1", object: "event", type: "device.create", data: strange };
    return Response.json(event);
  }
  if (pathname !== "/devices") return fake.fetch(input, init);
  return init?.method === "POST" ? Response.json(strange, { status: 201 }) : Response.json(list);
};
const page = openPage("drift", { fake: { ...fake, fetch } });

test("a finding is logged as on the page", async () => {
  const { exports } = await page.run<{ flatpeak: Client }>("log.ts");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await exports.flatpeak.POST("/devices", { body: { reference_id: "D" } });
  const lines = warn.mock.calls.map(([line]) => JSON.parse(String(line)) as DriftFinding);
  warn.mockRestore();
  const printed = JSON.parse(/```json\n(.*?)```/s.exec(page.markdown)?.[1] ?? "") as DriftFinding;
  expect(lines).toEqual([{ ...printed, firstSeen: lines[0]?.firstSeen }]);
});

test("a file of findings has a line for each finding", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flatpeak-drift-"));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { exports } = await page.run<{ flatpeak: Client }>("file.ts");
    await exports.flatpeak.POST("/devices", { body: { reference_id: "D" } });
    const text = readFileSync("drift.jsonl", "utf8");
    expect(JSON.parse(text)).toMatchObject({ kind: "unknown-property", pointer: "/grid_zone" });
    const { observed } = readObservations([{ name: "drift.jsonl", text }]);
    expect(observed).toMatchObject([{ operationId: "create-device", count: 1 }]);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});

test("webhook events are compared", async () => {
  const { exports } = await page.run<{ receive: (request: Request) => Promise<Response> }>("webhook.ts");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const body = JSON.stringify({ id: "evt_1", object: "event", type: "device.create", data: strange });
  const { status } = await exports.receive(new Request("https://example.com/", { method: "POST", body }));
  const lines = warn.mock.calls.map(([line]) => JSON.parse(String(line)) as DriftFinding);
  vi.restoreAllMocks();
  expect(status).toBe(204);
  expect(lines.map(({ operationId, pointer }) => `${operationId} ${pointer}`)).toEqual([
    "get-event /data/grid_zone",
    "webhook /data/grid_zone",
  ]);
});

test("a test fails on drift", async () => {
  const { exports } = await page.run<{ checkDevices: () => Promise<void> }>("drift.test.ts");
  await expect(exports.checkDevices()).rejects.toThrow("/data/*/grid_zone");
});

page.everyBlockRan();
