import type { Context } from "aws-lambda";
import { createClient, unwrap } from "flatpeak";
import type { Client } from "flatpeak";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startRedis } from "../support/redis.ts";
import type { Redis } from "../support/redis.ts";
import { openPage } from "./blocks.ts";
import { startTunnelProxy } from "./connect-proxy.ts";

const page = openPage("recipes");
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const createLocation = async () =>
  (await unwrap(createClient(page.fake).POST("/locations", { body: {} }))).id;
/** Node's `fetch`: the page's calls the fake without a connection. */
const realFetch = globalThis.fetch;

describe.each([
  ["zod.ts", "ZodError"],
  ["valibot.ts", "ValiError"],
])("%s", (file, name) => {
  interface Exports {
    createDevice: (request: unknown) => Promise<{ data?: { reference_id: string } }>;
    readPrices: (id: string, end: string) => Promise<{ data: { price: { value: number } }[] }>;
  }

  test("a valid body is sent", async () => {
    const { exports } = await page.run<Exports>(file);
    const { data } = await exports.createDevice({ reference_id: file });
    expect(data?.reference_id).toBe(file);
  });

  test.each([{}, { reference_id: "" }, { reference_id: "a", mac: "b" }])("%j is refused", async (request) => {
    const { exports } = await page.run<Exports>(file);
    const before = page.fake.requests.length;
    await expect(exports.createDevice(request)).rejects.toMatchObject({ name });
    expect(page.fake.requests).toHaveLength(before);
  });

  test("a response with prices passes, and one without them does not", async () => {
    const { exports } = await page.run<Exports>(file);
    const { data } = await exports.readPrices(await createLocation(), inAnHour);
    expect(data[0]?.price.value).toEqual(expect.any(Number));
    page.fake.fail("get-price", { respond: () => Response.json({ currency_code: "EUR" }), times: 1 });
    await expect(exports.readPrices("loc_1", "2026-01-01T00:00:00Z")).rejects.toMatchObject({ name });
  });
});

describe("AWS Lambda", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    vi.stubEnv("REDIS_URL", redis.url);
  });
  afterAll(() => redis.stop());

  interface Exports {
    handler: (
      request: { location_id: string; end_time: string },
      context: Pick<Context, "getRemainingTimeInMillis">,
    ) => Promise<{ statusCode: number; body: string }>;
  }
  let request: { location_id: string; end_time: string };
  beforeAll(async () => {
    request = { location_id: await createLocation(), end_time: inAnHour };
  });
  const context = { getRemainingTimeInMillis: () => 3_000 };

  test("a second container uses the bearer token of the first", async () => {
    const logins = page.fake.logins;
    const first = await page.run<Exports>("lambda.ts");
    expect((await first.exports.handler(request, context)).statusCode).toBe(200);
    vi.resetModules();
    const second = await page.run<Exports>("lambda.ts");
    expect(second.exports.handler).not.toBe(first.exports.handler);
    expect((await second.exports.handler(request, context)).statusCode).toBe(200);
    expect(page.fake.logins).toBe(logins + 1);
  });

  test("a call ends before the container does", async () => {
    page.fake.fail("get-price", { kind: "stall", times: 1 });
    const { exports } = await page.run<Exports>("lambda.ts");
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const answer = await exports.handler(request, { getRemainingTimeInMillis: () => 600 });
    expect(answer.statusCode).toBe(502);
    expect(logged.mock.calls[0]?.[0]).toMatch(/time ran out/);
    logged.mockRestore();
  });
});

test("a route of SvelteKit returns the device of its user, and no other field", async () => {
  await page.run("src/lib/server/flatpeak.ts");
  const { exports } = await page.run<{
    GET: (event: { locals: { deviceId?: string } }) => Promise<Response>;
  }>("src/routes/api/device/+server.ts");
  expect((await exports.GET({ locals: {} })).status).toBe(401);
  expect((await exports.GET({ locals: { deviceId: "dev_unknown" } })).status).toBe(404);
  const body = { reference_id: "of-svelte" };
  const { id } = await unwrap(createClient(page.fake).POST("/devices", { body }));
  expect(await (await exports.GET({ locals: { deviceId: id } })).json()).toEqual({ name: "of-svelte" });
});

test("debugging prints each request and why the call failed", async () => {
  const { said } = await page.run("debug.ts");
  const lines = said.map((words) => words.slice(1).join(" "));
  expect(lines).toContainEqual(expect.stringMatching(/^flatpeak #\d+ GET \/devices\/\{id\}: 404 in \d+ ms$/));
  expect(lines.at(-1)).toMatch(/^404 .* rejected 1$/);
});

test("login and calls go through an HTTP proxy, in a tunnel to the API", async () => {
  const proxy = await startTunnelProxy(page.fake);
  vi.stubEnv("HTTPS_PROXY", proxy.url);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const withoutProxy = globalThis.fetch;
  vi.stubGlobal("fetch", realFetch);
  const { exports } = await page.run<{ flatpeak: Client }>("proxy.ts");
  const logins = page.fake.logins;
  const { data } = await exports.flatpeak.GET("/devices");
  vi.stubGlobal("fetch", withoutProxy);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", undefined);
  await proxy.close();
  expect(data?.object).toBe("list");
  expect(page.fake.logins).toBe(logins + 1);
  expect(new Set(proxy.tunnels)).toEqual(new Set(["api.flatpeak.com:443"]));
});

page.everyBlockRan();
