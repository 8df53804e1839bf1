import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import * as exported from "flatpeak";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Maximum size of a call with the SDK and openapi-fetch, in bytes, minified and with brotli. */
const BUDGET = 19_300;

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

const createDevice = `
  import { createClient } from "flatpeak";
  const flatpeak = createClient();
  const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
  console.log(error ? error.message : data.id);`;

let project: string;

// The built package in a separate folder: its bundles have the same size as those of users.
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "flatpeak-size-"));
  const installed = join(project, "node_modules/flatpeak");
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  symlinkSync(join(root, "node_modules/openapi-fetch"), join(project, "node_modules/openapi-fetch"));
  const tsdown = join(root, "node_modules/tsdown/dist/run.mjs");
  await run(process.execPath, [tsdown, "--filter", "code", "--out-dir", join(installed, "dist")], {
    cwd: root,
  });
});

afterAll(() => {
  rmSync(project, { recursive: true });
});

/** Bundles a program; returns its code and the files that the code comes from. */
async function bundle(source: string, minify = true): Promise<{ code: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: project, loader: "ts" },
    absWorkingDir: project,
    bundle: true,
    minify,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { code: outputFiles[0]?.text ?? "", inputs: inputs.map(([path]) => path) };
}

describe("the bundle of a user", () => {
  test(`has at most ${BUDGET} bytes for a call, including everything`, async () => {
    const { code, inputs } = await bundle(createDevice);
    expect(inputs).toEqual(expect.arrayContaining([expect.stringContaining("flatpeak/dist/index.mjs")]));
    expect(brotliCompressSync(code).length, "bytes, minified and with brotli").toBeLessThanOrEqual(BUDGET);
  });

  test("is empty for types only", async () => {
    const { code } = await bundle(`
      import type { Client, Device, OperationError } from "flatpeak";
      import type { WebFetch } from "flatpeak/fetch";
      import type { FakeFlatpeak } from "flatpeak/testing";
      export type Used = [Client, Device, OperationError<"create-device">, FakeFlatpeak, WebFetch];`);
    expect(code).toBe("");
  });

  test("is empty for an unused import", async () => {
    const { code } = await bundle(`
      import { ApiError, createClient, isApiError, unwrap } from "flatpeak";
      import { asOpenapiFetch, createFetch, errorOf } from "flatpeak/fetch";
      import { createFakeFlatpeak } from "flatpeak/testing";`);
    expect(code).toBe("");
  });

  test("does not contain exported functions that are not called", async () => {
    const others = Object.entries(exported)
      // A call can fail with an error of any class, so all classes are part of it.
      .filter(
        ([name, value]) =>
          typeof value === "function" && name !== "createClient" && !(value.prototype instanceof Error),
      )
      .map(([name]) => name);
    expect(others).toEqual(expect.arrayContaining(["isApiError", "isErrorFrom", "logEvents", "unwrap"]));
    const declares = (code: string) =>
      others.filter((name) => new RegExp(`(?:function|var|const) ${name}\\b`).test(code));
    const everything = await bundle(`export * from "flatpeak";`, false);
    expect(declares(everything.code)).toEqual(others);
    const { code } = await bundle(createDevice, false);
    expect(declares(code)).toEqual([]);
  });

  test("does not contain other entries, and no client for a program that only reads webhooks", async () => {
    const { inputs } = await bundle(createDevice);
    expect(inputs.filter((path) => /dist\/(drift|fetch|testing|webhooks)/.test(path))).toEqual([]);
    const webhooks = await bundle(`export * from "flatpeak/webhooks";`);
    expect(webhooks.inputs.filter((path) => /index\.mjs|openapi-fetch/.test(path))).toEqual([]);
    expect(webhooks.code).not.toMatch(/querySerializer|function createClient/);
    // A path of the manifest, which is the largest shared part of the entries.
    expect(webhooks.code).not.toContain("/schedules/");
    expect((await bundle(createDevice)).code).toContain("/schedules/");
  });
});
