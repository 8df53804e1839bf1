import { spawnSync } from "node:child_process";
import { argv, env, exit } from "node:process";
import { AREAS } from "./areas.ts";

/** Runs Stryker for the areas with these names, or for all. */
const names = argv.length > 2 ? argv.slice(2) : Object.keys(AREAS);
const failed = names.filter((name) => runStryker(name) !== 0);
if (failed.length > 0) console.error(`Below the threshold: ${failed.join(", ")}`);
exit(failed.length > 0 ? 1 : 0);

function runStryker(name: string): number | null {
  const area = AREAS[name];
  if (area === undefined) throw new Error(`"${name}" is none of ${Object.keys(AREAS).join(", ")}`);
  console.log(`\n${name}`);
  const sources = area.sources.split(" ").map((path) => `src/${path}.ts`);
  const args = [
    "run",
    "--mutate",
    sources.join(","),
    "--incrementalFile",
    `node_modules/.cache/stryker/${name}.json`,
  ];
  const tests = area.tests.split(" ").map((path) => `test/${path}.test.ts`);
  const { status } = spawnSync("test/mutation/node_modules/.bin/stryker", args, {
    stdio: "inherit",
    env: { ...env, MUTATION_TESTS: tests.join(" ") },
  });
  return status;
}
