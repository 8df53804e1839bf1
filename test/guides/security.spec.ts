import type { AddressInfo } from "node:net";
import type { Express } from "express";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPage } from "./blocks.ts";

const answers = { status: 200, body: { name: "DEV1" } };
const page = openPage("security", {
  elsewhere: () => Promise.resolve(Response.json(answers.body, { status: answers.status })),
});
const real = globalThis.fetch;
const ID = "dev_6563a6757360a6d6a628e839";

let app: Express;
let route: (request: Request) => Promise<Response>;
beforeAll(async () => {
  const express = await page.run<{ app: Express }>("express.ts");
  // As `next build` does on a machine without credentials.
  vi.stubEnv("FLATPEAK_API_KEY", "");
  const next = await page.run<{ GET: typeof route }>("app/api/device/route.ts");
  vi.stubEnv("FLATPEAK_API_KEY", page.fake.apiKey);
  app = express.exports.app;
  route = next.exports.GET;
});

let close = (): void => undefined;
afterAll(() => {
  close();
});

/** Sends the same request to both routes; returns status and body, if any. */
async function request(cookie: string | undefined): Promise<readonly unknown[]> {
  const server = app.listen(0);
  close = () => void server.close();
  const { port } = server.address() as AddressInfo;
  const headers = cookie === undefined ? {} : { cookie };
  const responses = [
    await real(`http://127.0.0.1:${port}/api/device`, { headers }),
    await route(new Request("https://app.example/api/device", { headers })),
  ];
  server.close();
  return Promise.all(responses.map(async (one) => [one.status, await one.text()]));
}

test("a route refuses a request without a session, and does not call Flatpeak", async () => {
  const before = page.fake.requests.length;
  expect(await request(undefined)).toEqual([
    [401, ""],
    [401, ""],
  ]);
  expect(page.fake.requests).toHaveLength(before);
});

test("a route returns the fields of the page, and no others", async () => {
  page.fake.on("get-device", {
    status: 200,
    body: {
      id: ID,
      object: "device",
      live_mode: false,
      reference_id: "DEV1",
      time_created: "2026-01-01T00:00:00Z",
      account_id: "acc_1",
    },
  });
  expect(await request("session=abc")).toEqual([
    [200, '{"name":"DEV1"}'],
    [200, '{"name":"DEV1"}'],
  ]);
});

test("a route returns only the kind of a failure", async () => {
  page.fake.fail("get-device", { status: 403, times: 2 });
  expect(await request("session=abc")).toEqual([
    [502, ""],
    [502, ""],
  ]);
});

test("the page checks the status of the response", async () => {
  await page.run("session.ts");
  const { exports } = await page.run<{ loadName: () => Promise<string> }>("page.ts");
  expect(await exports.loadName()).toBe("DEV1");
  answers.status = 502;
  await expect(exports.loadName()).rejects.toThrow("/api/device returned 502");
});

page.everyBlockRan();
