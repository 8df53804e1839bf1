import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { listen } from "flatpeak/testing/node";
import type { FakeServer } from "flatpeak/testing/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "./blocks.ts";
import { CHROMIUM } from "./chromium.ts";

const page = openPage("next");
const NEXT = fileURLToPath(new URL("node_modules/next/dist/bin/next", import.meta.url));
const SERVER_FETCH = new URL("server-fetch.mjs", import.meta.url).href;

let api: FakeServer;
let server: ChildProcess;
let browser: Browser;
let address: string;

beforeAll(async () => {
  for (const file of ["flatpeak.ts", "app/actions.ts", "app/form.tsx", "app/page.tsx"]) page.file(file);
  // Without credentials, as on a build machine.
  const { FLATPEAK_ACCOUNT_ID: _, FLATPEAK_API_KEY: __, ...bare } = process.env;
  const env = { ...bare, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
  const built = spawnSync(process.execPath, [NEXT, "build"], { cwd: page.folder, env, encoding: "utf8" });
  expect(built.status, built.stdout + built.stderr).toBe(0);

  [api, browser] = await Promise.all([listen(page.fake), chromium.launch(CHROMIUM)]);
  server = spawn(process.execPath, ["--import", SERVER_FETCH, NEXT, "start", "--port", "0"], {
    cwd: page.folder,
    env: {
      ...env,
      FLATPEAK_ACCOUNT_ID: page.fake.accountId,
      FLATPEAK_API_KEY: page.fake.apiKey,
      TEST_FLATPEAK_URL: api.baseUrl,
    },
  });
  address = await readAddress(server);
}, 180_000);
afterAll(async () => {
  const ended = server.exitCode === null ? once(server, "exit") : undefined;
  server.kill();
  await Promise.all([ended, browser.close(), api.close()]);
});

/** Its output is read to the end: a program fails at its next line if nobody reads it. */
function readAddress({ stdout, stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [stdout, stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const [found] = /http:\/\/localhost:\d+/.exec(output) ?? [];
        if (found !== undefined && output.includes("Ready")) resolve(found);
      });
    }
    stdout?.on("end", () => {
      reject(new Error(output));
    });
  });
}

test("the action creates a device and reports a used reference, and the page lists the devices", async () => {
  const tab = await browser.newPage();
  await tab.goto(address);
  const submit = async (reference: string) => {
    await tab.fill("input[name=reference_id]", reference);
    await tab.click("button");
  };
  await submit("bicycle");
  await tab.getByText(/^Created dev_/).waitFor();
  await tab.getByRole("listitem").filter({ hasText: "bicycle" }).waitFor();
  await submit("bicycle");
  await tab.getByText("This reference is taken").waitFor();
  await tab.close();
});

test("details of a failure stay on the server", async () => {
  const tab = await browser.newPage();
  await tab.goto(address);
  const respond = () => new Response("the secret reason", { status: 500 });
  page.fake.fail("create-device", { respond, times: 1 });
  await tab.fill("input[name=reference_id]", "another");
  await tab.click("button");
  await tab.getByText("That did not work; please try again later").waitFor();
  expect(await tab.content()).not.toContain("the secret reason");
  await tab.close();
});

test("each visit sends a new request", async () => {
  const countLists = () =>
    page.fake.requests.filter(({ operationId }) => operationId === "list-devices").length;
  const before = countLists();
  const tab = await browser.newPage();
  await tab.goto(address);
  await tab.reload();
  await tab.close();
  expect(countLists()).toBe(before + 2);
});

page.everyBlockRan();
