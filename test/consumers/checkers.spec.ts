import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { expect, inject, test } from "vitest";
import { createProject } from "./project.ts";

const attw = fileURLToPath(new URL("node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url));

test("publint has no errors, warnings or suggestions", async () => {
  const { messages } = await publint({
    pkgDir: join(inject("installed"), "node_modules/flatpeak"),
    pack: false,
    strict: true,
    level: "suggestion",
  });
  expect(messages).toEqual([]);
});

test("attw finds matching types for every entry in every module resolution", async () => {
  const { run } = createProject("attw", {});
  const found = JSON.parse(await run(execPath, attw, inject("tarball"), "--format", "json")) as Findings;
  expect(found.problems).toEqual({});
  const entries = Object.values(found.analysis.entrypoints);
  expect(entries.map(({ subpath }) => subpath)).toEqual(listEntries());
  for (const { resolutions } of entries) {
    expect(Object.keys(resolutions)).toEqual(["node10", "node16-cjs", "node16-esm", "bundler"]);
    for (const { resolution } of Object.values(resolutions)) expect(resolution).toBeTruthy();
  }
});

function listEntries(): readonly string[] {
  const file = join(inject("installed"), "node_modules/flatpeak/package.json");
  const { exports } = JSON.parse(readFileSync(file, "utf8")) as { exports: object };
  return Object.keys(exports);
}

/** The part of attw's JSON output that is read here. */
interface Findings {
  readonly problems: object;
  readonly analysis: {
    readonly entrypoints: Record<
      string,
      { readonly subpath: string; readonly resolutions: Record<string, { readonly resolution?: unknown }> }
    >;
  };
}
