import { Miniflare } from "miniflare";
import { beforeAll, describe, expect, test } from "vitest";
import { startLocalFlatpeak } from "../support/local-flatpeak.ts";
import { readSource } from "./project.ts";
import { bundleWorker } from "./worker.ts";

describe("in workerd, which cancels pending work when a request ends", () => {
  let script: string;
  beforeAll(async () => {
    script = await bundleWorker("worker-login", readSource("token-worker.ts"));
  });

  /** A Worker with a Flatpeak whose first login takes a given time. */
  async function start(firstLogin: number, keepAlive: boolean) {
    const flatpeak = await startLocalFlatpeak();
    const { baseUrl, fake } = flatpeak;
    const { accountId, apiKey } = fake;
    fake.fail("bearer-token", { kind: "slow", delay: firstLogin, times: 1 });
    const workerd = new Miniflare({
      modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
      compatibilityDate: "2026-04-01",
      bindings: { options: { accountId, apiKey, baseUrl }, keepAlive },
    });
    await workerd.ready;
    return {
      fake,
      get: async (query = "") => (await workerd.dispatchFetch(`http://worker.test/${query}`)).text(),
      [Symbol.asyncDispose]: async () => {
        await workerd.dispose();
        await flatpeak.close();
      },
    };
  }

  test("concurrent requests share one login", async () => {
    await using worker = await start(300, false);
    const answers = await Promise.all(Array.from({ length: 20 }, () => worker.get()));
    expect(new Set(answers)).toEqual(new Set(["ok"]));
    expect(worker.fake.logins).toBe(1);
  });

  test("a cancelled login is replaced after 10 s", async () => {
    await using worker = await start(2_000, false);
    expect(await worker.get("?timeout=200")).toMatch(/time ran out in the login phase/);
    const answers = await Promise.all([worker.get(), worker.get(), worker.get()]);
    expect(answers).toEqual(["ok", "ok", "ok"]);
    expect(worker.fake.logins).toBe(2);
    expect(await worker.get()).toBe("ok");
  });

  test("with waitUntil, the login completes and later requests use it", async () => {
    await using worker = await start(1_000, true);
    expect(await worker.get("?timeout=200")).toMatch(/time ran out in the login phase/);
    expect(await worker.get()).toBe("ok");
    expect(worker.fake.logins).toBe(1);
  });
});
