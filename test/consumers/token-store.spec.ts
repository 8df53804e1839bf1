import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { env } from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startLocalFlatpeak } from "../support/local-flatpeak.ts";
import type { LocalFlatpeak } from "../support/local-flatpeak.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import type { Redis } from "../support/redis.ts";
import { createProject, readSource, toJavaScript } from "./project.ts";

const PROCESSES = 3;

// On CI, a missing server is a failure.
const skipped = !hasRedis() && !env["CI"];
if (skipped) console.warn("SKIPPED: sharing a token over Redis, since there is no redis-server here");

describe.skipIf(skipped)(`${PROCESSES} processes that share a token over Redis`, () => {
  let redis: Redis;
  let flatpeak: LocalFlatpeak;
  let processes: ChildProcess[];

  beforeAll(async () => {
    [redis, flatpeak] = await Promise.all([startRedis(), startLocalFlatpeak({ refusalStatus: 401 })]);
    const { accountId, apiKey } = flatpeak.fake;
    const main = await toJavaScript(readSource("token-process.ts"), "esm");
    const project = createProject("token-store", { "main.mjs": main });
    processes = Array.from({ length: PROCESSES }, () =>
      fork(join(project.path, "main.mjs"), [redis.url, flatpeak.baseUrl, accountId, apiKey], {
        execArgv: [],
      }),
    );
    await Promise.all(processes.map((one) => once(one, "message")));
  });
  afterAll(async () => {
    const ended = processes.map((one) => once(one, "exit"));
    for (const one of processes) one.disconnect();
    await Promise.all(ended);
    await Promise.all([redis.stop(), flatpeak.close()]);
  });

  const ask = async (one: ChildProcess, message: "start" | "call"): Promise<unknown> => {
    const answer = once(one, "message");
    one.send(message);
    return (await answer)[0];
  };
  const askAll = (message: "start" | "call") => Promise.all(processes.map((one) => ask(one, message)));
  const allOk = Array.from({ length: PROCESSES }, () => "ok");

  test("log in once each at a common start, and never again", async () => {
    expect(await askAll("start")).toEqual(allOk);
    const firstWave = flatpeak.fake.logins;
    expect(firstWave).toBeLessThanOrEqual(PROCESSES);
    expect(await askAll("start")).toEqual(allOk);
    expect(await askAll("start")).toEqual(allOk);
    expect(flatpeak.fake.logins).toBe(firstWave);
  });

  test("replace a revoked token only once", async () => {
    const before = flatpeak.fake.logins;
    flatpeak.fake.revokeTokens();
    for (const one of processes) expect(await ask(one, "call")).toBe("ok");
    expect(flatpeak.fake.logins).toBe(before + 1);
  });

  test("lose no call if all send a revoked token at once, and share a new one afterwards", async () => {
    const before = flatpeak.fake.logins;
    flatpeak.fake.revokeTokens();
    expect(await askAll("call")).toEqual(allOk);
    const afterwards = flatpeak.fake.logins;
    expect(afterwards - before).toBeLessThanOrEqual(PROCESSES);
    expect(await askAll("start")).toEqual(allOk);
    expect(flatpeak.fake.logins).toBe(afterwards);
  });

  test("continue without the store after it has stopped", async () => {
    await redis.stop();
    const [first] = processes;
    expect(first && (await ask(first, "start"))).toBe("ok");
    redis = await startRedis();
  });
});
