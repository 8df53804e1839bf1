import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { installTarball } from "../support/tarball.ts";
import { openPage } from "./blocks.ts";

// Each test starts a program; the first also installs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const run = promisify(execFile);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const page = openPage("testing");
let project: string;

// A reader's project: flatpeak installed from the tarball, and links to the installed runners.
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "flatpeak-testing-"));
  await installTarball(inject("tarball"), project);
  for (const name of ["vitest", "jest", "@jest", "@swc", "@types", "msw", "playwright-core"]) {
    symlinkSync(join(HERE, "node_modules", name), join(project, "node_modules", name));
  }
  for (const name of ["tsx", "typescript"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
  }
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

/** Writes blocks to the files that the page names. */
function take(...titles: readonly string[]): void {
  for (const title of titles) {
    mkdirSync(join(project, dirname(title)), { recursive: true });
    cpSync(page.file(title), join(project, title));
  }
}

/** Runs a program in the project as a reader does, without this test's own environment; rejects if it fails. */
async function node(...words: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NO_COLOR: "1", NODE_ENV: "test" as const };
  const { stdout, stderr } = await run(process.execPath, words, { cwd: project, env }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${words.join(" ")} failed:\n${error.stdout ?? ""}\n${error.stderr ?? ""}`);
    },
  );
  return stdout + stderr;
}

const vitest = (...files: readonly string[]) => node("node_modules/vitest/vitest.mjs", "run", ...files);

test("the first test passes, and fails when the code is wrong", async () => {
  take("register.ts", "register.test.ts");
  expect(await vitest("register.test.ts")).toMatch(/Tests .*1 passed/);
  writeFileSync(join(project, "register.ts"), 'export const register = async () => "new";\n');
  await expect(vitest("register.test.ts")).rejects.toThrow("expected 'new' to be 'known'");
  take("register.ts");
});

test.each([
  ["mock.test.ts", 3],
  ["invalid.test.ts", 2],
  ["prices.test.ts", 1],
  ["faults.test.ts", 2],
  ["time.test.ts", 2],
  ["requests.test.ts", 1],
  ["drift.test.ts", 1],
  ["receiver.test.ts", 2],
  ["deliver.test.ts", 1],
  ["global.test.ts", 1],
  ["server.test.ts", 1],
  ["msw.test.ts", 2],
])("%s runs with vitest", async (title, tests) => {
  take("register.ts", "receiver.ts", title);
  expect(await vitest(title)).toMatch(new RegExp(`Tests .*\\b${tests} passed`));
});

test("jest runs it", async () => {
  take("register.ts", "jest/register.test.ts");
  const config = readCodeBlocks(page.markdown).find(({ title }) => title === "jest.config.json");
  writeFileSync(join(project, "jest.config.json"), config?.code ?? "");
  expect(await node("node_modules/jest/bin/jest.js", "jest/")).toMatch(/Tests: +1 passed, 1 total/);
});

test("node:test runs it", async () => {
  take("register.ts", "node/register.test.ts");
  expect(await node("--import", "tsx", "--test", "node/register.test.ts")).toMatch(/# pass 1\n# fail 0/);
});

test("Playwright runs a program against a fake", async () => {
  take("register.ts", "app.ts", "app.test.ts");
  expect(await vitest("app.test.ts")).toMatch(/Tests .*1 passed/);
});

test("all blocks compile strictly in a reader's project with the installed package", async () => {
  const compilerOptions = {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  await node("node_modules/typescript/bin/tsc", "--project", ".");
});

page.everyBlockRan();
