import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { argv, env, exit } from "node:process";
import { AREAS } from "./areas.ts";

/** Runs Stryker for the areas with these names, or for all. */
const names = argv.length > 2 ? argv.slice(2) : Object.keys(AREAS);
const failed = names.filter((name) => !runStryker(name));
if (failed.length > 0) console.error(`Below the threshold, or with errors: ${failed.join(", ")}`);
exit(failed.length > 0 ? 1 : 0);

/** True if the score reaches the threshold, and Stryker could test all mutants: its score leaves out the others. */
function runStryker(name: string): boolean {
  const area = AREAS[name];
  if (area === undefined) throw new Error(`"${name}" is none of ${Object.keys(AREAS).join(", ")}`);
  console.log(`\n${name}`);
  const sources = area.sources.split(" ").map((path) => `src/${path}.ts`);
  const report = `node_modules/.cache/stryker/${name}.json`;
  const args = ["run", "--mutate", sources.join(","), "--incrementalFile", report];
  const tests = area.tests.split(" ").map((path) => `test/${path}.test.ts`);
  const { status } = spawnSync("test/mutation/node_modules/.bin/stryker", args, {
    stdio: "inherit",
    env: { ...env, MUTATION_TESTS: tests.join(" ") },
  });
  return status === 0 && !readFileSync(report, "utf8").includes('"RuntimeError"');
}
