import { expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { DriftFinding } from "flatpeak/drift";
import { watchDrift } from "flatpeak/drift";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { Deviation } from "flatpeak/testing";

/** Findings of a device that is created and listed, in brief. */
async function findDrift(operationId: "create-device" | "list-devices", ...deviations: readonly Deviation[]) {
  const fake = createFakeFlatpeak();
  const drift = watchDrift(() => undefined);
  const flatpeak = createClient({ ...fake, accountId: fake.accountId, drift, retries: 0 });
  for (const deviation of deviations) fake.deviate(operationId, deviation);
  for (const reference_id of ["DEV1", "DEV2"]) await flatpeak.POST("/devices", { body: { reference_id } });
  await flatpeak.GET("/devices");
  return drift
    .findings()
    .map(({ kind, pointer, received }: DriftFinding) => `${kind} ${pointer} ${received}`);
}

test.each<[Deviation, string]>([
  [{ kind: "missing-property", pointer: "/id" }, "missing-property /id nothing"],
  [{ kind: "wrong-type", pointer: "/id" }, "wrong-type /id number"],
  [{ kind: "wrong-type", pointer: "/live_mode" }, "wrong-type /live_mode string"],
  [{ kind: "unknown-property", pointer: "/grid_zone" }, "unknown-property /grid_zone string"],
  [{ kind: "undocumented-status", status: 207 }, "undocumented-status  207"],
  [{ kind: "other-version", version: "2027-01-31.busbar" }, "other-version  2027-01-31.busbar"],
  [{ kind: "deprecated" }, "deprecated  a header"],
  [{ kind: "sunset" }, "sunset  a header"],
])("%j is found by flatpeak/drift", async (deviation, finding) => {
  expect(await findDrift("create-device", deviation)).toEqual([finding]);
});

test.each([204, 205, 304])("a deviating status %d has no body, as over HTTP", async (status) => {
  const fake = createFakeFlatpeak();
  fake.deviate("create-device", { kind: "undocumented-status", status });
  const { error } = await createClient({ ...fake, retries: 0 }).POST("/devices", { body: {} });
  expect(error).toMatchObject({ kind: "unexpected-response", response: { status } });
});

test("a deviation in one item or in all items of a list is found", async () => {
  for (const step of ["0", "*"]) {
    const pointer = `/data/${step}/live_mode`;
    expect(await findDrift("list-devices", { kind: "wrong-type", pointer })).toEqual([
      "wrong-type /data/*/live_mode string",
    ]);
  }
});

test("all deviations of an operation apply, and stored objects do not change", async () => {
  const fake = createFakeFlatpeak({ now: () => Date.parse("2026-01-02T03:04:05Z") });
  const flatpeak = createClient(fake);
  const { data } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
  const read = () => flatpeak.GET("/devices/{id}", { params: { path: { id: data?.id ?? "" } } });
  const end = fake.deviate("get-device", { kind: "missing-property", pointer: "/account_id" });
  fake.deviate("get-device", { kind: "undocumented-status", status: 203 });
  const changed = await read();
  expect(changed.response?.status).toBe(203);
  expect(changed.data).not.toHaveProperty("account_id");
  end();
  const restored = await read();
  expect([restored.response?.status, restored.data]).toEqual([203, data]);
  fake.reset();
  await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
  const { data: again, response } = await read();
  expect([again, response?.status]).toEqual([data, 200]);
});

test("an operation that the contract lacks and a misspelled name are refused", () => {
  const fake = createFakeFlatpeak();
  // @ts-expect-error misspelled
  expect(() => fake.deviate("create-devise", { kind: "sunset" })).toThrow('no operation "create-devise"');
  // @ts-expect-error misspelled
  expect(() => fake.deviate("create-device", { kind: "sunset", pionter: "/id" })).toThrow(
    'the deviation has no "pionter"; did you mean pointer?',
  );
});

/** An operation of another contract, whose response has lists, maps and null. */
interface Pets {
  pets: { responses: { 200: { content: { "application/json": object } } } };
}
const PETS = { name: "tom", tags: ["a", "b"], cat: { id: 1, age: null }, dog: { id: 2 } };

function openPets(body?: object) {
  const operations = {
    "GET /pets": {
      operationId: "pets",
      security: "none",
      versioned: false,
      idempotent: true,
      success: { 200: body === undefined ? "empty" : "object" },
      errors: {},
    },
  } as const;
  const fake = createFakeFlatpeak<Pets>({
    manifest: { apiVersion: "1", operations },
    examples: { "GET /pets": { responses: { 200: body } } },
  });
  return { fake, read: () => fake.fetch("https://api.example/pets") };
}

test.each<[Deviation["kind"], string, object]>([
  ["missing-property", "/cat/id", { cat: { age: null } }],
  ["missing-property", "/cat/*", { cat: {} }],
  ["missing-property", "/*/id", { cat: { age: null }, dog: {} }],
  ["wrong-type", "/cat/*", { cat: { id: "deviating", age: "deviating" } }],
  ["wrong-type", "/tags/*", { tags: [1, 1] }],
  ["wrong-type", "/tags/1", { tags: ["a", 1] }],
  ["wrong-type", "/name", { name: 1 }],
  ["unknown-property", "/dog/age", { dog: { id: 2, age: "deviating" } }],
  // Responses without the place stay as they are.
  ["missing-property", "/owner", {}],
  ["wrong-type", "/owner", {}],
  ["missing-property", "/owner/*/id", {}],
  ["missing-property", "/name/length", {}],
  ["missing-property", "/name/0/id", {}],
  ["missing-property", "/name/*/id", {}],
  ["wrong-type", "/cat/age/years", {}],
  ["unknown-property", "/tags/2", {}],
])("%s at %s changes these places only", async (kind, pointer, changed) => {
  const { fake, read } = openPets(PETS);
  Reflect.apply(fake.deviate, undefined, ["pets", { kind, pointer }]);
  const response = await read();
  const body: unknown = await response.json();
  expect([response.status, body]).toEqual([200, { ...PETS, ...changed }]);
});

test("deviations of headers have these values, and a response without a body stays empty", async () => {
  const { fake, read } = openPets();
  fake.deviate("pets", { kind: "missing-property", pointer: "/id" });
  fake.deviate("pets", { kind: "deprecated" });
  fake.deviate("pets", { kind: "sunset" });
  fake.deviate("pets", { kind: "other-version", version: "2" });
  const response = await read();
  expect(Object.fromEntries(response.headers)).toEqual({
    deprecation: "@1798675200",
    sunset: "Thu, 31 Dec 2026 00:00:00 GMT",
    "flatpeak-version": "2",
  });
  expect(await response.text()).toBe("");
});
