import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "flatpeak";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("VERSION is the version in package.json", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect(VERSION).toBe(version);
});

test("npm version updates VERSION together with package.json", () => {
  const folder = mkdtempSync(join(tmpdir(), "flatpeak-version-"));
  mkdirSync(join(folder, "src"));
  cpSync(join(root, "src/version.ts"), join(folder, "src/version.ts"));
  const script = `node --import "${import.meta.resolve("tsx")}" "${join(root, "scripts/version.ts")}"`;
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "a", version: "1.2.3", scripts: { version: script } }),
  );
  execFileSync("npm", ["version", "--no-git-tag-version", "minor"], { cwd: folder });
  expect(readFileSync(join(folder, "src/version.ts"), "utf8")).toContain('VERSION = "1.3.0";');
  rmSync(folder, { recursive: true });
});
