import { Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { bundleWorker } from "./worker.ts";

/** A user's test within a Worker. */
const WORKER = `
  import { createClient } from "flatpeak";
  import { createFakeFlatpeak } from "flatpeak/testing";

  export default {
    async fetch() {
      const fake = createFakeFlatpeak();
      const flatpeak = createClient({ ...fake, retries: 0 });
      const created = await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
      const again = await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
      const kinds = [];
      for (const fault of [{ kind: "reset" }, { kind: "truncated" }, { kind: "html" }, { kind: "slow", delay: 1 }]) {
        fake.fail("list-devices", { ...fault, times: 1 });
        kinds.push((await flatpeak.GET("/devices")).error?.kind ?? "none");
      }
      fake.fail("list-devices", { kind: "stall" });
      const stalled = await flatpeak.GET("/devices", { timeout: 100 });
      return Response.json({
        created: created.data.id,
        again: again.error.status,
        kinds,
        stalled: stalled.error.kind,
        requests: fake.requests.length,
      });
    },
  };`;

test("the fake runs in workerd, including faults", async () => {
  const workerd = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: await bundleWorker("worker-fake", WORKER) }],
    compatibilityDate: "2026-04-01",
  });
  try {
    const answer = await workerd.dispatchFetch("http://worker.test/");
    expect(await answer.json()).toEqual({
      created: "dev_000000000000000000000001",
      again: 409,
      kinds: ["connection", "connection", "api", "none"],
      stalled: "timeout",
      requests: 8,
    });
  } finally {
    await workerd.dispose();
  }
});
