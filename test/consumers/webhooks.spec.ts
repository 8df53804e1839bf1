import { execPath } from "node:process";
import { Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { deviceEvent } from "../support/event-api.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";
import { createProject, readSource, toJavaScript } from "./project.ts";
import { findRuntime } from "./runtimes.ts";
import type { SignedWebhook, Verdicts } from "./sources/webhook.ts";
import { bundleWorker } from "./worker.ts";

/** Signed by OpenSSL, at the current time. */
function signWebhook(): SignedWebhook {
  const key = makeKey("wsk_test_1");
  const body = JSON.stringify(deviceEvent);
  const headers = signedHeaders(body, key, Math.floor(Date.now() / 1_000));
  return { keys: { keys: [key.jwk] }, headers, body };
}

const expected: Verdicts = { good: 204, body: [403], signature: [403], timestamp: [403] };
const deno = findRuntime("deno");
const bun = findRuntime("bun");

test.each([
  ["an ES module", "esm", "mjs"],
  ["CommonJS", "cjs", "cjs"],
] as const)("Node verifies signatures in %s", async (_, format, extension) => {
  const main = readSource("webhook-main.ts").replace("./webhook.js", `./webhook.${extension}`);
  const project = createProject(`webhooks-node-${format}`, {
    [`webhook.${extension}`]: await toJavaScript(readSource("webhook.ts"), format),
    [`main.${extension}`]: await toJavaScript(main, format),
  });
  const printed = await project.run(execPath, `main.${extension}`, JSON.stringify(signWebhook()));
  expect(JSON.parse(printed)).toEqual(expected);
});

test.skipIf(deno.isMissing)("Deno verifies signatures without permissions", async () => {
  const project = createProject("webhooks-deno", {
    "deno.json": JSON.stringify({ nodeModulesDir: "manual", lock: false }),
    "webhook.ts": readSource("webhook.ts"),
    "main.ts": readSource("webhook-main.ts").replace("./webhook.js", "./webhook.ts"),
  });
  const options = ["run", "--no-prompt", "--no-remote", "main.ts"];
  const printed = await project.run(deno.program, ...options, JSON.stringify(signWebhook()));
  expect(JSON.parse(printed)).toEqual(expected);
});

test.skipIf(bun.isMissing)("Bun verifies signatures", async () => {
  const project = createProject("webhooks-bun", {
    "webhook.ts": readSource("webhook.ts"),
    "main.ts": readSource("webhook-main.ts"),
  });
  const printed = await project.run(bun.program, "--no-install", "main.ts", JSON.stringify(signWebhook()));
  expect(JSON.parse(printed)).toEqual(expected);
});

test("a Cloudflare Worker verifies signatures", async () => {
  const script = await bundleWorker(
    "webhooks-worker",
    `
      import { judge } from "./webhook.js";
      export default {
        async fetch(request: Request): Promise<Response> {
          return Response.json(await judge(await request.json()));
        },
      };`,
    { "webhook.ts": readSource("webhook.ts") },
  );
  const worker = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents: script }],
    compatibilityDate: "2026-04-01",
  });
  const body = JSON.stringify(signWebhook());
  const response = await worker.dispatchFetch("http://worker.test/", { method: "POST", body });
  const verdicts: unknown = await response.json();
  await worker.dispose();
  expect(verdicts).toEqual(expected);
});
