import KeyvRedis from "@keyv/redis";
import { build } from "esbuild";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import Keyv from "keyv";
import { Miniflare, Response as WorkerResponse } from "miniflare";
import type { Request as WorkerRequest } from "miniflare";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startRedis } from "../support/redis.ts";
import type { Redis } from "../support/redis.ts";
import { openPage } from "./blocks.ts";

let tokens = 0;
const page = openPage("authentication", {
  elsewhere: async () => {
    tokens += 1;
    const authorization = `Basic ${btoa(`${page.fake.accountId}:${page.fake.apiKey}`)}`;
    return page.fake.fetch("https://api.flatpeak.com/login", { headers: { authorization } });
  },
});

test("a client with credentials logs in", async () => {
  const { exports } = await page.run<{ flatpeak: Client }>("client.ts");
  expect((await exports.flatpeak.GET("/devices")).error).toBeUndefined();
});

test("a key is replaced at run time", async () => {
  const { exports } = await page.run<{
    useKey: (key: string) => void;
    countDevices: () => Promise<number>;
  }>("key.ts");
  expect(await exports.countDevices()).toBe(0);
  exports.useKey("sk_test_wrong");
  await expect(exports.countDevices()).rejects.toMatchObject({
    kind: "authentication",
    cause: { status: 403 },
  });
  exports.useKey(page.fake.apiKey);
  expect(await exports.countDevices()).toBe(0);
});

test("a custom bearer token is fetched once for many calls", async () => {
  const { exports } = await page.run<{ flatpeak: Client }>("token.ts");
  for (let call = 0; call < 3; call += 1) {
    expect((await exports.flatpeak.GET("/devices")).error).toBeUndefined();
  }
  expect(tokens).toBe(1);
});

test("a server sends each user's own token", async () => {
  interface User {
    readonly name: string;
    readonly flatpeakToken: string;
  }
  const { exports } = await page.run<{ countDevices: (user: User) => Promise<number> }>("users.ts");
  const users = ["alice", "bob", "carol"].map((name) => ({ name, flatpeakToken: page.fake.issueToken() }));
  const before = page.fake.requests.length;
  const bearers: (string | null)[] = [];
  const end = page.fake.fail("*", {
    respond: (request) => void bearers.push(request.headers.get("authorization")),
  });
  await Promise.all(users.map((user) => exports.countDevices(user)));
  end();
  expect(page.fake.requests.length).toBe(before + 3);
  expect([...bearers].sort()).toEqual(users.map(({ flatpeakToken }) => `Bearer ${flatpeakToken}`).sort());
});

test("a Keyv works as a store", async () => {
  const { accountId, apiKey } = page.fake;
  const tokenStore = new Keyv();
  const logins = page.fake.logins;
  for (let process = 0; process < 2; process += 1) {
    const { error } = await createClient({ accountId, apiKey, tokenStore }).GET("/devices");
    expect(error).toBeUndefined();
  }
  expect(page.fake.logins).toBe(logins + 1);
});

describe("over a Redis", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    vi.stubEnv("REDIS_URL", redis.url);
  });
  afterAll(() => redis.stop());

  test("two processes share one login", async () => {
    const logins = page.fake.logins;
    const name = "Sharing a token between processes";
    const first = await page.run<{ flatpeak: Client }>(name);
    expect((await first.exports.flatpeak.GET("/devices")).error).toBeUndefined();
    // The call does not wait until the token is stored.
    const store = await new KeyvRedis(redis.url).getClient();
    await expect.poll(() => store.dbSize(), { timeout: 30_000 }).toBeGreaterThan(0);
    store.destroy();
    vi.resetModules();
    const second = await page.run<{ flatpeak: Client }>(name);
    expect(second.exports.flatpeak).not.toBe(first.exports.flatpeak);
    expect((await second.exports.flatpeak.GET("/devices")).error).toBeUndefined();
    expect(page.fake.logins).toBe(logins + 1);
  });
});

test("the worker returns a user's own device in workerd, and nothing to strangers", async () => {
  const { outputFiles } = await build({
    entryPoints: [page.file("worker.ts")],
    bundle: true,
    write: false,
    format: "esm",
    external: ["cloudflare:workers"],
    tsconfig: new URL("../../tsconfig.json", import.meta.url).pathname,
  });
  const workerd = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: outputFiles[0]?.text ?? "" }],
    compatibilityDate: "2026-04-01",
    bindings: { FLATPEAK_ACCOUNT_ID: page.fake.accountId, FLATPEAK_API_KEY: page.fake.apiKey },
    outboundService: async (request: WorkerRequest) => {
      const { url, method, headers } = request;
      const answer = await page.fake.fetch(url, { method, headers: Object.fromEntries(headers) });
      return new WorkerResponse(await answer.text(), { status: answer.status });
    },
  });
  try {
    const { accountId, apiKey, fetch } = page.fake;
    await createClient({ accountId, apiKey, fetch }).POST("/devices", { body: { reference_id: "charger" } });
    const stranger = await workerd.dispatchFetch("http://worker.test/");
    expect([stranger.status, await stranger.text()]).toEqual([401, ""]);
    const response = await workerd.dispatchFetch("http://worker.test/", {
      headers: { cookie: "session=abc" },
    });
    expect(await response.json()).toEqual({ name: "charger" });
  } finally {
    await workerd.dispose();
  }
});

page.everyBlockRan();
