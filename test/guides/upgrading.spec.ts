import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";
import { compile } from "../support/compiler.ts";
import { folderOf } from "./pages.ts";
import { writeFileSync } from "node:fs";

const page = openPage("upgrading");

const rows = page.markdown
  .slice(page.markdown.indexOf("<!-- calls -->"), page.markdown.indexOf("<!-- end of calls -->"))
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

/** Methods of the old package, version 2.1.4, without deprecated ones. */
const OLD_CALLS = [
  "login.obtainToken",
  "accounts.current",
  ...["list", "create", "retrieve", "update", "delete"].map((name) => `customers.${name}`),
  ...["list", "create", "checkDeviceMac", "retrieve", "update", "delete", "meterDevice"].map(
    (name) => `devices.${name}`,
  ),
  ...["list", "create", "retrieve", "update", "delete", "meterProduct", "pull"].map(
    (name) => `products.${name}`,
  ),
  "providers.*",
  ...["retrieveForProduct", "retrieveForDevice"].map((name) => `rates.${name}`),
  ...["list", "create", "retrieve"].map((name) => `tariffs.${name}`),
  ...["list", "retrieve"].map((name) => `events.${name}`),
  "webhooks.*",
  "saveManualTariff",
  "saveConnectedTariff",
];

test("the table has every call of the old package", () => {
  const old = rows.map(([, call = ""]) => /^`([\w.*]+)/.exec(call)?.[1]);
  expect(old.toSorted()).toEqual(OLD_CALLS.toSorted());
});

test("every new call of the table compiles", () => {
  const calls = rows.flatMap(([, , call = ""]) => /^`(flatpeak\..*)`$/.exec(call)?.[1] ?? []);
  expect(calls.length).toBeGreaterThan(20);
  const file = `${folderOf("upgrading")}/table.ts`;
  writeFileSync(
    file,
    `import type { OperationBody, OperationQuery } from "flatpeak";
import { flatpeak } from "./client.ts";
declare const id: string;
declare const end_time: string;
declare const query: OperationQuery<"list-devices">;
declare const body: OperationBody<"create-device">;
declare const location: OperationBody<"create-location">;
declare const tariff: OperationBody<"create-tariff">;
declare const session: OperationBody<"create-connect-token">;
declare const records: OperationBody<"submit-meter-interval">;
const path = { path: { id } };
export const calls = () => [
${calls.map((call) => `  ${call},`).join("\n")}
];
`,
  );
  expect(compile([file], "test/guides/tsconfig.json")).toEqual([]);
});

test("the client is created from the environment", async () => {
  expect((await page.run("client.ts")).said).toEqual([]);
});

test("a refusal is recognized by error", async () => {
  expect((await page.run("Differences")).said).toEqual([["log", "DEV1"]]);
});

page.everyBlockRan();
