import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { ArgumentError } from "../../scripts/command/argument-error.ts";
import { readDemoArguments, USAGE } from "../../scripts/demo/arguments.ts";
import { goLive } from "../../scripts/demo/live.ts";
import { createTranscript } from "../../scripts/demo/transcript.ts";
import type { FakeFlatpeak } from "../../src/testing/index.ts";
import type { Call } from "../support/local-flatpeak/caller.ts";
import { serve, serveUnjudged } from "../support/local-flatpeak/session.ts";
import { startServer } from "../support/server.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECRETS = /sk_(test|live)_\w|acc_\w|bearer_\w|\b(Bearer|Basic) \S/;
/** A child process compiles its own code, which takes long on a busy machine. */
const CHILD_TIMEOUT_MS = 120_000;

const DEVICE_STEPS = [
  "POST /devices 201",
  "POST /devices 409",
  "GET /devices/{id} 200",
  "PATCH /devices/{id} 200",
  "GET /devices 200",
  "DELETE /devices/{id} 202",
  "GET /devices/{id} 404",
];
const PRICE_STEPS = ["POST /prices/{id} 200", "POST /schedules/duration/{id} 200"];
const FAILURE_STEPS = ["GET /devices, wrong key authentication", "GET /devices, dead server connection"];

describe("npm run demo", { timeout: CHILD_TIMEOUT_MS }, () => {
  test("generates, makes every call and does not use the credentials in the environment", async () => {
    const real = await startRealApi();
    const { code, stdout, stderr } = await runDemo([], {
      FLATPEAK_ACCOUNT_ID: "acc_1",
      FLATPEAK_API_KEY: "sk_live_1",
      FLATPEAK_BASE_URL: real.origin,
    });
    // Steps of the generation that take longer than a second are reported.
    expect(stderr.replace(/^[A-Z]\w+: [\d.]+ s\n/gm, "")).toBe("");
    expect(stdout).toContain("generated/schema.ts ");
    expect(stepsOf(stdout)).toEqual([
      "GET /login 200",
      ...DEVICE_STEPS,
      "GET /locations 200",
      ...PRICE_STEPS,
      ...FAILURE_STEPS,
    ]);
    expect(stdout).toContain("duplicate_reference: Reference ID already exists");
    expect(stdout).toContain("13 calls, all as expected; the contract's judge found no violation.");
    expect(code).toBe(0);
    expect(real.requests).toEqual([]);
  });
});

describe("npm run demo -- --live", { timeout: CHILD_TIMEOUT_MS }, () => {
  test("makes the same calls with the account in the environment, and generates nothing", async () => {
    const { baseUrl, fake, violations, call } = await serve();
    await createLocation(call);
    const { code, stdout, stderr } = await runDemo(["--live"], environmentOf(fake, baseUrl));
    expect(stderr).toBe("");
    expect(stdout).not.toContain("generated/");
    expect(stepsOf(stdout)).toEqual([
      "GET /login 200",
      ...DEVICE_STEPS,
      "GET /locations 200",
      ...PRICE_STEPS,
      ...FAILURE_STEPS,
    ]);
    expect(stdout).toContain("13 calls, all as expected.");
    expect(code).toBe(0);
    expect(violations).toEqual([]);
  });

  test.each([
    ["without an account", { FLATPEAK_API_KEY: "sk_test_1" }, "needs FLATPEAK_ACCOUNT_ID in"],
    ["without a key", { FLATPEAK_ACCOUNT_ID: "acc_1" }, "needs FLATPEAK_API_KEY in"],
    ["without account and key", {}, "needs FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY in"],
    [
      "with a live key",
      { FLATPEAK_ACCOUNT_ID: "acc_1", FLATPEAK_API_KEY: "sk_live_1" },
      "FLATPEAK_API_KEY is no test key",
    ],
    [
      "with a URL to which credentials must not be sent",
      {
        FLATPEAK_ACCOUNT_ID: "acc_1",
        FLATPEAK_API_KEY: "sk_test_1",
        FLATPEAK_BASE_URL: "http://api.example",
      },
      "baseUrl is plain http:",
    ],
  ])("%s is refused before anything is sent", async (_, environment, message) => {
    const real = await startRealApi();
    const { transcript, output } = open();
    const refusal: unknown = await goLive(
      { FLATPEAK_BASE_URL: real.origin, ...environment },
      transcript,
    ).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ArgumentError);
    expect(String(refusal)).toContain(message);
    expect(String(refusal)).not.toMatch(SECRETS);
    expect(output()).toBe("");
    expect(real.requests).toEqual([]);
  });
});

describe("the command line of the demo", { timeout: CHILD_TIMEOUT_MS }, () => {
  test("--help lists the variables for --live", () => {
    expect(readDemoArguments(["--help"])).toMatchObject({ help: true });
    expect(USAGE).toMatch(/FLATPEAK_ACCOUNT_ID[^]*FLATPEAK_API_KEY[^]*FLATPEAK_BASE_URL/);
  });

  test("an unknown option is refused with the usage", async () => {
    const { code, stdout, stderr } = await runDemo(["--alive"]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/'--alive'[^]*Usage: npm run demo/);
  });
});

describe("a live journey", () => {
  test("requests no price if the account has no location, and reports that", async () => {
    const { fine, output } = await travelLive();
    expect(fine).toBe(true);
    expect(output).toContain("The account has no location");
    expect(output).not.toContain("/prices");
    expect(stepsOf(output)).toEqual([
      "GET /login 200",
      ...DEVICE_STEPS,
      "GET /locations 200",
      ...FAILURE_STEPS,
    ]);
  });

  test("accepts a 422 for a price or a schedule", async () => {
    const { fine, output } = await travelLive(async (fake, call) => {
      await createLocation(call);
      fake.on("get-price", { status: 422 });
      fake.on("schedule-by-duration", { status: 422, body: { object: "error", code: "pending_connect" } });
    });
    expect(fine).toBe(true);
    expect(output).toContain("no price: pending_connect");
    expect(output).toContain("no schedule: pending_connect");
  });

  test("deletes the device even if a later step fails, and reports the expected result", async () => {
    const { fine, output, fake } = await travelLive((fake) => {
      fake.fail("update-device", { status: 500 });
      // A success without the documented content.
      fake.fail("list-devices", { respond: () => Response.json({}) });
    });
    expect(fine).toBe(false);
    expect(output).toContain("expected: the device with its new reference; came: 500");
    expect(output).toContain("expected: a list with the device in it; came: an answer with other content");
    expect(output).toContain("2 not as expected");
    expect(deletionsOf(fake)).toEqual(["/devices/dev_000000000000000000000001"]);
  });

  test("deletes both devices if the API accepts the reference twice", async () => {
    const { fine, output, fake } = await travelLive((fake) => {
      fake.fail("create-device", { kind: "slow", delay: 0, times: 1 });
      fake.fail("create-device", { respond: () => Response.json({ id: "dev_twin" }, { status: 201 }) });
    });
    expect(fine).toBe(false);
    expect(output).toContain("expected: 409, because the reference is taken");
    expect(deletionsOf(fake)).toEqual(["/devices/dev_000000000000000000000001", "/devices/dev_twin"]);
    expect(output).toContain("The device dev_twin may still be there: delete it.");
  });

  test("names the reference of a device that may have been created", async () => {
    const { fine, output, fake } = await travelLive((fake) => {
      fake.fail("create-device", { status: 500 });
    });
    expect(fine).toBe(false);
    expect(output).toMatch(/look for a device with the reference demo-\d+\./);
    expect(deletionsOf(fake)).toEqual([]);
  });

  test("stops after a login in live mode", async () => {
    const { fine, fake } = await travelLive((fake) => {
      fake.on("bearer-token", {
        status: 200,
        body: { bearer_token: "bearer_live", expires_in: 60, live_mode: true },
      });
    });
    expect(fine).toBe(false);
    expect(fake.requests.at(-1)?.operationId).toBe("bearer-token");
  });
});

describe("a transcript", () => {
  test("fails and reports a violation of the contract", async () => {
    const { transcript, output } = open();
    await transcript.step(
      "GET /devices",
      () => Promise.resolve({ data: {}, response: new Response() }),
      "an answer",
      () => "an answer",
    );
    expect(transcript.conclude()).toBe(true);
    expect(transcript.conclude(["request GET /devices: query/limit"])).toBe(false);
    expect(output()).toContain("violations: 1.\n  request GET /devices: query/limit");
  });

  test("keeps texts of the server in their line and column", async () => {
    const { transcript, output } = open();
    await transcript.step(
      "GET /devices",
      () => Promise.resolve({ data: {}, response: new Response() }),
      "an answer",
      () => `a\n\u001b[31m${"b".repeat(100)}`,
    );
    expect(output()).toMatch(/^ {2}GET \/devices +200 +a \[31mb+… +\d+ ms$/);
  });

  test("has colours only if requested", () => {
    const { transcript: plain, output: plainOutput } = open(false);
    plain.conclude();
    expect(plainOutput()).not.toContain("\u001b");
    const { transcript: coloured, output: colouredOutput } = open(true);
    coloured.conclude();
    expect(colouredOutput()).toContain("\u001b");
  });
});

/** Runs the command of `npm run demo`. Its output must not contain a credential. */
async function runDemo(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn("node_modules/.bin/tsx", ["scripts/demo.ts", ...words], {
    cwd: ROOT,
    // FORCE_COLOR, which vitest may set, makes Node warn about NO_COLOR on standard error.
    env: { ...process.env, FORCE_COLOR: undefined, FLATPEAK_BASE_URL: "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill();
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  expect(stdout + stderr).not.toMatch(SECRETS);
  return { code, stdout, stderr };
}

/** A live journey in this process. Its output must not contain a credential. */
async function travelLive(prepare?: (fake: FakeFlatpeak, call: Call) => unknown) {
  const { baseUrl, fake, call } = await serveUnjudged();
  await prepare?.(fake, call);
  const { transcript, output } = open();
  const fine = await goLive(environmentOf(fake, baseUrl), transcript);
  expect(output()).not.toMatch(SECRETS);
  return { fine, output: output(), fake };
}

async function createLocation(call: Call): Promise<void> {
  await call("POST /locations", { postal_address: { city: "London", country_code: "GB" } });
}

/** Replaces the API if nothing must be sent. */
async function startRealApi() {
  const server = await startServer((_request, _incoming, outgoing) => outgoing.end());
  onTestFinished(server.close);
  return server;
}

function environmentOf({ accountId, apiKey }: FakeFlatpeak, baseUrl: string) {
  return { FLATPEAK_ACCOUNT_ID: accountId, FLATPEAK_API_KEY: apiKey, FLATPEAK_BASE_URL: baseUrl };
}

function open(coloured = false) {
  const lines: string[] = [];
  const transcript = createTranscript((line) => lines.push(line), coloured);
  return { transcript, output: () => lines.join("\n") };
}

/** Call and status of each step: the first two columns. */
function stepsOf(output: string): string[] {
  return output.split("\n").flatMap((line) => {
    const [, title = "", status = ""] =
      /^ {2}((?:GET|POST|PATCH|DELETE) .+?) {2,}(\S+) .* ms$/.exec(line) ?? [];
    return title === "" ? [] : [`${title} ${status}`];
  });
}

function deletionsOf(fake: FakeFlatpeak): string[] {
  return fake.requests.filter(({ method }) => method === "DELETE").map(({ url }) => url);
}
