// `npm run bench:generate`: cost of this generator compared with a plain openapi-typescript call, as a Markdown
// table.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { quantile } from "./quantile.ts";

/** Runs of each contestant on each contract. Contestants take turns, so that a slow machine affects all of them. */
const ROUNDS = Number(process.env["ROUNDS"] ?? 9);
const MOST_COST = 1.35;
const BARE = "openapi-typescript";
const OURS = "flatpeak";
const HEY_API = "@hey-api/openapi-ts";
const INSTALL = "npm ci --prefix test/contracts --ignore-scripts";

/** Milliseconds. */
interface Time {
  readonly processor: number;
  readonly elapsed: number;
}

interface Times {
  readonly generation: Time;
  readonly formatting?: Time;
}

const CONTRACTS = [
  { name: "Flatpeak", file: place("../../spec/flatpeak.yaml") },
  { name: "GitHub", file: place("../contracts/node_modules/@octokit/openapi/generated/api.github.com.json") },
];

function place(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function findContestants(): readonly string[] {
  if (existsSync(place("../contracts/node_modules/@hey-api/openapi-ts"))) return [BARE, OURS, HEY_API];
  console.log(`Without ${HEY_API}: to compare with it, run ${INSTALL}\n`);
  return [BARE, OURS];
}

/** In a separate process, so that nothing is warm that would be cold for a user. Loading the modules does not count. */
async function run(contestant: string, file: string): Promise<Times> {
  const words = ["--import", "tsx", place("generate-contestant.ts"), contestant, file];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as Times;
}

async function measure(file: string): Promise<ReadonlyMap<string, readonly Times[]>> {
  const times = new Map<string, Times[]>(findContestants().map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [contestant, results] of times) results.push(await run(contestant, file));
  }
  return times;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function show(values: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => (quantile(values, share) / 1000).toFixed(2));
  return `${middle ?? ""} s (${low ?? ""} to ${high ?? ""})`;
}

const costs: number[] = [];
const rows: string[] = [];
for (const { name, file } of CONTRACTS) {
  if (!existsSync(file)) {
    console.log(`Without the contract of ${name}: to have it, run ${INSTALL}\n`);
    continue;
  }
  const times = await measure(file);
  const bare = times.get(BARE) ?? [];
  for (const [contestant, results] of times) {
    const processor = results.map(({ generation }) => generation.processor);
    const formattings = results.flatMap(({ formatting }) => formatting?.processor ?? []);
    const [cost, wait] = (["processor", "elapsed"] as const).map((kind) => {
      const [ours, theirs] = [results, bare].map((each) =>
        median(each.map(({ generation }) => generation[kind])),
      );
      return (ours ?? 0) / (theirs ?? 0);
    });
    if (contestant === OURS) costs.push(cost ?? 0);
    const formatting = formattings.length === 0 ? "" : show(formattings);
    rows.push(
      `| ${[name, contestant, show(processor), cost?.toFixed(2), wait?.toFixed(2), formatting].join(" | ")} |`,
    );
  }
}
console.log("| Contract | Generator | Generation: median (quartiles) | Cost | Elapsed | Formatting |");
console.log("| --- | --- | --- | --- | --- | --- |");
console.log(rows.join("\n"));
if (costs.some((cost) => cost > MOST_COST)) {
  console.error(`More than ${MOST_COST} times the bare call`);
  process.exitCode = 1;
}
