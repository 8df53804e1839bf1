import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { withoutProgress } from "../support/in-process.ts";

const ROOT = join(import.meta.dirname, "../..");

test("npm run generate writes the same bytes in any language of the machine, from any folder", async () => {
  const loader = join(ROOT, "node_modules/tsx/dist/loader.mjs");
  const words = ["--import", loader, join(ROOT, "scripts/generate.ts"), "--check"];
  // Hawaiian sorts vowels first, which changes any order that depends on the machine's language.
  const options = { cwd: tmpdir(), env: { ...env, LC_ALL: "haw_US.UTF-8" } };
  const { stdout, stderr } = await promisify(execFile)(execPath, words, options);
  expect(stdout).toBe("10 generated files are up to date\n");
  expect(withoutProgress(stderr)).toBe("");
});
