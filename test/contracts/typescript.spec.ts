import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OLDER = fileURLToPath(new URL("typescript-5.9.mjs", import.meta.url));

/** Runs a program of the project with `typescript` 5.9 instead of the project's version. */
function run(...words: readonly string[]): string {
  const options = ["--import", "tsx", "--import", OLDER];
  return execFileSync(process.execPath, [...options, ...words], { cwd: ROOT, encoding: "utf8" });
}

test("TypeScript 5.9 generates the same bytes as the project's version", () => {
  const code = 'import ts from "typescript"; console.log(ts.version);';
  expect(run("--input-type=module", "--eval", code)).toBe("5.9.3\n");
  expect(run("scripts/generate.ts", "--check")).toContain("are up to date");
});
