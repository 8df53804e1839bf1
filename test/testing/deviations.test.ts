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
  expect((await read()).response?.status).toBe(203);
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
  expect(() => fake.deviate("create-device", { kind: "sunset", pionter: "/id" })).toThrow("pointer");
});
