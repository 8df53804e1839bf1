import { Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { readSource } from "./project.ts";
import { bundleWorker } from "./worker.ts";

test("a Cloudflare Worker makes the journey in workerd, without Node modules", async () => {
  const flatpeak = await startFlatpeak();
  const script = await bundleWorker(
    "worker",
    `
      import { travel } from "./journey.js";
      export default {
        async fetch(request: Request): Promise<Response> {
          return Response.json(await travel(await request.json()));
        },
      };`,
    { "journey.ts": readSource("journey.ts") },
  );
  const worker = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents: script }],
    compatibilityDate: "2026-04-01",
  });
  const body = JSON.stringify(flatpeak.journey);
  const response = await worker.dispatchFetch("http://worker.test/", { method: "POST", body });
  const told = await response.text();
  await Promise.all([worker.dispose(), flatpeak.close()]);
  expect({ status: response.status, told: JSON.parse(told) as unknown }).toEqual({
    status: 200,
    told: experience,
  });
});
