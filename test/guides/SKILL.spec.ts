import { describe, expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("SKILL");

test("has at most 150 lines, so that an agent reads all of it", () => {
  expect(page.markdown.split("\n").length).toBeLessThanOrEqual(151);
});

test("begins with the name and the description by which agents choose it", () => {
  expect(page.markdown).toMatch(/^---\nname: flatpeak\ndescription: .{50,1024}\n---\n\n# /);
});

test("a device is created and read", async () => {
  await page.run("client.ts");
  expect((await page.run("call.ts")).said).toEqual([["log", "DEV1234567890"]]);
});

test("errors are distinguished by status", async () => {
  const { exports } = await page.run<{ register: (reference: string) => Promise<string> }>("narrow.ts");
  expect(await exports.register("DEV1234567890")).toBe("taken: Reference ID already exists");
  expect(await exports.register("another")).toMatch(/^dev_/);
});

test("a list is read", async () => {
  expect((await page.run("list.ts")).said).toContainEqual(["log", "DEV1234567890"]);
});

test("the handler refuses a body that is not an event", async () => {
  const { exports } = await page.run<{ POST: (request: Request) => Promise<Response> }>("webhook.ts");
  const request = new Request("https://example.com/webhooks", { method: "POST", body: "{}" });
  expect((await exports.POST(request)).status).toBe(400);
});

describe("the page's own tests pass", async () => {
  await import(/* @vite-ignore */ page.file("flatpeak.test.ts"));
});

page.everyBlockRan();
