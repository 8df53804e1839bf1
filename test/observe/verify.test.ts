import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak } from "flatpeak/testing";
import { createClient, paginate } from "flatpeak";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { travel } from "../../scripts/verify/journey.ts";
import type { JourneyEnd } from "../../scripts/verify/journey.ts";
import { renderLines } from "../../scripts/verify/lines.ts";
import { createRecord } from "../../scripts/verify/record.ts";
import type { JourneyRecord } from "../../scripts/verify/record.ts";
import { judgeStaged, STAGED_COUNT, stageFake } from "../../scripts/verify/staged.ts";
import { renderTable } from "../../scripts/verify/table.ts";
import { verify } from "../../scripts/verify/verify.ts";
import { startServer } from "../support/server.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECRETS = /sk_(test|live)_\w|acc_\w|bearer_\w{8}|\b(Bearer|Basic) \S/;
const CREATIONS = ["create-customer", "create-device", "create-location", "create-tariff"] as const;

interface Journey {
  readonly record: JourneyRecord;
  readonly end: JourneyEnd;
}

/** A journey through a fake. */
async function go(
  fake: FakeFlatpeak,
  fetch: FakeFlatpeak["fetch"] = fake.fetch,
  signal: AbortSignal = new AbortController().signal,
): Promise<Journey> {
  const record = createRecord();
  const { accountId, apiKey } = fake;
  return { record, end: await travel({ accountId, apiKey, fetch, timeout: 5_000 }, record, signal) };
}

/** The IDs of all objects that a fake has. */
async function listAll(fake: FakeFlatpeak): Promise<string[]> {
  const { accountId, apiKey, fetch } = fake;
  const flatpeak = createClient({ accountId, apiKey, fetch });
  const lists = await Promise.all(
    (["/customers", "/devices", "/locations"] as const).map((path) =>
      paginate(flatpeak, path).toArray({ limit: 100 }),
    ),
  );
  return lists
    .flat()
    .flatMap((object) => [object.id, ...("tariff_elements" in object ? (object.tariff_elements ?? []) : [])]);
}

describe("npm run verify", () => {
  test("finds exactly the staged deviations and facts, and writes no secret to the file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flatpeak-verify-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "verification.jsonl");
    const child = spawn("node_modules/.bin/tsx", ["scripts/verify.ts", "--out", file], {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: undefined },
    });
    const [code, stdout, stderr] = await Promise.all([
      new Promise((resolve) => child.once("close", resolve)),
      text(child.stdout),
      text(child.stderr),
    ]);
    expect(stderr).toBe("");
    expect(stdout).toContain(`${STAGED_COUNT} staged deviations and facts; not found or not staged: 0`);
    expect(stdout).toMatch(/get-device +no +200 +1\n/);
    expect(stdout).toMatch(/create-device +yes +201\n/);
    expect(stdout).toMatch(/submit-meter-interval +skipped\n/);
    expect(code).toBe(0);
    const lines = readFileSync(file, "utf8");
    expect(stdout + lines).not.toMatch(SECRETS);
    expect(lines).not.toMatch(/(cus|dev|loc|trf|evt)_[0-9a-f]{24}/);
  });

  test("fails for every staged deviation and answer that is not found, and for any other", async () => {
    const { record, end } = await go(createFakeFlatpeak());
    const differences = judgeStaged(record, end);
    expect(differences.filter((line) => line.startsWith("not found"))).toHaveLength(STAGED_COUNT);
    const fake = stageFake();
    fake.deviate("get-price", { kind: "unknown-property", pointer: "/grid_zone" });
    const { record: other, end: otherEnd } = await go(fake);
    expect(judgeStaged(other, otherEnd)).toContain(
      "not staged: get-price 200 unknown-property /grid_zone string",
    );
  });

  test("a conforming API conforms everywhere, and all operations except four are called", async () => {
    const { record, end } = await go(createFakeFlatpeak());
    expect(end).toEqual({ refusedBearer: 403, left: [], stopped: undefined });
    expect(record.findings()).toEqual([]);
    const table = renderTable(record, end);
    expect(table).not.toMatch(/ no |not called/);
    expect(table.match(/skipped/g)).toHaveLength(4);
    expect(table).toMatch(/status for an unknown bearer token +403/);
    expect(table).toMatch(/Retry-After on 429 +not settled/);
    expect(table).toMatch(/header with a request ID +none/);
    expect(table).toMatch(/statuses of DELETE +202 \(delete-tariff\); 202 \(delete-location\)/);
  });
});

test.each([
  [[true], "yes"],
  [[true, false], "not always"],
  [[false], "not always"],
])("for 429 responses with Retry-After %j, the table has %s", async (given, answer) => {
  const fake = createFakeFlatpeak();
  for (const isGiven of given)
    fake.fail("list-events", { status: 429, times: 1, ...(isGiven && { headers: { "retry-after": "0" } }) });
  const { record, end } = await go(fake);
  expect(renderTable(record, end)).toMatch(new RegExp(`Retry-After on 429 +${answer}\n`));
});

describe("npm run verify -- --live", () => {
  test.each([
    [{ FLATPEAK_API_KEY: "sk_test_1" }, "needs FLATPEAK_ACCOUNT_ID in"],
    [{ FLATPEAK_ACCOUNT_ID: "acc_1", FLATPEAK_API_KEY: "sk_live_1" }, "FLATPEAK_API_KEY is not a test key"],
    [
      {
        FLATPEAK_ACCOUNT_ID: "acc_1",
        FLATPEAK_API_KEY: "sk_test_1",
        FLATPEAK_BASE_URL: "http://api.example",
      },
      "baseUrl is plain http",
    ],
  ])("refuses %j before anything is sent", async (environment, message) => {
    const real = await startServer((_request, _incoming, outgoing) => outgoing.end());
    onTestFinished(real.close);
    const given = { FLATPEAK_BASE_URL: real.origin, ...environment };
    const signal = new AbortController().signal;
    await expect(verify({ live: true, out: undefined }, given, signal)).rejects.toThrow(message);
    expect(real.requests).toEqual([]);
  });

  test("creates nothing if the login is not in test mode", async () => {
    for (const live_mode of [true, undefined]) {
      const fake = createFakeFlatpeak();
      const body = { bearer_token: "bearer_live", expires_in: 60, live_mode } as never;
      fake.on("bearer-token", { status: 200, body });
      await expect(go(fake)).rejects.toThrow("not in test mode");
      expect(new Set(fake.requests.map(({ operationId }) => operationId))).toEqual(new Set(["bearer-token"]));
    }
  });
});

describe("the journey leaves nothing behind", () => {
  test("when it is interrupted at any request", async () => {
    const whole = createFakeFlatpeak();
    await go(whole);
    for (let at = 2; at < whole.requests.length; at += 1) {
      const fake = createFakeFlatpeak();
      const stop = new AbortController();
      const fetch: FakeFlatpeak["fetch"] = async (input, init) => {
        // The API has processed the request, and the response is lost.
        const response = await fake.fetch(input, init);
        if (fake.requests.length === at) stop.abort();
        return response;
      };
      const { end } = await go(fake, fetch, stop.signal);
      expect([at, end.left, await listAll(fake)]).toEqual([at, [], []]);
    }
  });

  test.each(CREATIONS)("when the response of %s is lost", async (operationId) => {
    const fake = createFakeFlatpeak();
    fake.fail(operationId, { kind: "reset", carriedOut: true });
    const { record, end } = await go(fake);
    expect(end.left).toEqual([]);
    expect(await listAll(fake)).toEqual([]);
    expect(renderTable(record, end)).toMatch(new RegExp(`${operationId} +no +connection`));
  });

  test("when other calls fail, and it names objects that cannot be deleted", async () => {
    const fake = createFakeFlatpeak();
    for (const id of ["list-customers", "get-device", "get-price", "list-events"] as const)
      fake.fail(id, { kind: "html", status: 200 });
    fake.fail("delete-device", { status: 422 });
    const { end, record } = await go(fake);
    expect(end.left).toEqual([expect.stringMatching(/^device dev_/)]);
    expect(renderTable(record, end)).toMatch(/get-price +no +200 x3, unexpected-response/);
    expect(renderLines(record, end, new Date(0))).not.toMatch(/"conforms","operationId":"get-price"/);
  });

  test("or it names lost objects by the reference or the location that finds them", async () => {
    const fake = createFakeFlatpeak();
    for (const id of ["create-device", "create-tariff"] as const) fake.fail(id, { kind: "reset" });
    for (const id of ["list-devices", "list-tariffs"] as const) fake.fail(id, { status: 422 });
    const { end } = await go(fake);
    expect(end.left).toEqual([
      expect.stringMatching(/^device with the reference verify-/),
      expect.stringMatching(/^tariff of the location loc_/),
    ]);
  });

  test("and does not delete other objects if the API ignores the filter of a list", async () => {
    const fake = createFakeFlatpeak();
    const { accountId, apiKey, fetch } = fake;
    await createClient({ accountId, apiKey, fetch }).POST("/devices", { body: { reference_id: "DEV1" } });
    fake.fail("create-device", { kind: "reset" });
    const ignoring: FakeFlatpeak["fetch"] = (input, init) =>
      fake.fetch(typeof input === "string" ? input.replace(/\?reference_id=[^&]*/, "") : input, init);
    await go(fake, ignoring);
    expect(await listAll(fake)).toHaveLength(1);
  });
});

test("the file of a journey contains no value of a response", async () => {
  const fake = createFakeFlatpeak();
  const secret = "jane.doe@example.com";
  for (const operationId of ["get-device", "list-customers", "get-location"] as const) {
    fake.fail(operationId, {
      respond: () =>
        Response.json(
          { [secret]: secret, id: 7, reference_id: [secret], note: secret },
          { headers: { "flatpeak-version": secret, sunset: secret, "x-request-id": secret } },
        ),
    });
  }
  const { record, end } = await go(fake);
  expect(record.findings().length).toBeGreaterThan(5);
  const output = renderLines(record, end, new Date(0)) + renderTable(record, end);
  expect(output).not.toContain("jane");
});

test("a second run in the same process starts anew", async () => {
  vi.spyOn(console, "log").mockReturnValue();
  const run = () => verify({ live: false, out: undefined }, {}, new AbortController().signal);
  expect([await run(), await run()]).toEqual([0, 0]);
  vi.restoreAllMocks();
});
