// `npm run bench:types`: what the compiler spends on calls over Flatpeak's and GitHub's contract, as a Markdown table.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { renderCalls, renderObject, renderPathCall, writeCallSites } from "../support/call-sites.ts";
import type { CallSite } from "../support/call-sites.ts";
import type { CheckCost } from "../support/check-cost.ts";
import { generateHeyApi, peerFile, prepareContestants } from "./contestants.ts";
import { compareCompilers } from "./type-compilers.ts";
import { quantile } from "./quantile.ts";
import { publish } from "./table.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Contract {
  readonly name: string;
  readonly file: string;
  readonly calls: number;
  /** Where the types of openapi-typescript, as our generator makes them, and the SDK of hey-api are. */
  readonly schema: string;
  readonly heyApi: string;
}

interface Cost extends CheckCost {
  readonly heapUsed: number;
}

const FLATPEAK: Contract = {
  name: "Flatpeak",
  file: `${ROOT}spec/flatpeak.yaml`,
  calls: 200,
  schema: `${ROOT}generated/schema.ts`,
  heyApi: "hey-api",
};
const GITHUB: Contract = {
  name: "GitHub",
  file: `${ROOT}test/contracts/node_modules/@octokit/openapi/generated/api.github.com.json`,
  calls: 50,
  schema: peerFile("generated/github/schema.ts"),
  heyApi: "hey-api-github",
};

/** By the command, as a user makes the types of a contract of their own. */
async function generateGithub(): Promise<void> {
  const overlay = `${ROOT}test/contracts/github-overlay.yaml`;
  const words = ["--spec", GITHUB.file, "--overlay", overlay, "--out", peerFile("generated/github")];
  await promisify(execFile)(process.execPath, ["--import", "tsx", `${ROOT}scripts/generate.ts`, ...words], {
    cwd: ROOT,
  });
  await generateHeyApi(GITHUB.file, GITHUB.heyApi);
}

/** The same calls in each, as programs of their own. */
async function writePrograms(contract: Contract): Promise<ReadonlyMap<string, string>> {
  const functions = await readFunctions(contract);
  const sites = writeCallSites(contract.schema, contract.calls);
  const head = (module: string): string => `import type { Client } from "${module}";
import type { paths } from ${JSON.stringify(contract.schema)};
declare const client: Client<paths>;`;
  const renderFunctionCall = ({ method, path, parameters, body }: CallSite): string => {
    const name = functions.get(`${method} ${path}`);
    if (name === undefined) throw new Error(`hey-api has no ${method} ${path}`);
    const { header, ...others } = parameters;
    return `sdk.${name}(${renderObject({ ...others, headers: header, body })})`;
  };
  return new Map([
    ["openapi-fetch", renderCalls(head("openapi-fetch"), sites, renderPathCall)],
    [
      "hey-api SDK",
      renderCalls(`import * as sdk from "./${contract.heyApi}/sdk.gen.ts";`, sites, renderFunctionCall),
    ],
    ["**flatpeak**", renderCalls(head("flatpeak"), sites, renderPathCall)],
  ]);
}

/** The functions of the SDK of hey-api, by method and path. */
async function readFunctions({ heyApi }: Contract): Promise<ReadonlyMap<string, string>> {
  const code = await readFile(peerFile(`generated/${heyApi}/sdk.gen.ts`), "utf8");
  const functions = code.matchAll(/export const (\w+) = [^\n]*client\)\.(\w+)<[^{]*\{[^]*?\burl: '([^']+)'/g);
  return new Map(
    [...functions].map(([, name = "", method = "", path = ""]) => [`${method.toUpperCase()} ${path}`, name]),
  );
}

async function measure(program: string): Promise<Cost> {
  const file = peerFile("generated/calls.ts");
  await writeFile(file, program);
  const words = ["--import", "tsx", `${ROOT}test/bench/types-check.ts`, file];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const cost = JSON.parse(stdout) as Cost;
  if (cost.errors.length > 0) throw new Error(`The calls do not compile: ${cost.errors.join("\n")}`);
  return cost;
}

await prepareContestants();
await generateGithub();
const rows: (readonly string[])[] = [];
for (const contract of [FLATPEAK, GITHUB]) {
  const programs = await writePrograms(contract);
  const costs = new Map<string, Cost[]>([...programs.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, program] of programs) costs.get(name)?.push(await measure(program));
  }
  for (const [name, results] of costs) {
    const median = (of: (cost: Cost) => number): number => quantile(results.map(of), 0.5);
    rows.push([
      `${contract.calls} calls, ${contract.name}: ${name}`,
      median(({ instantiations }) => instantiations).toLocaleString("en"),
      `${(median(({ milliseconds }) => milliseconds) / 1000).toFixed(2)} s`,
      `${Math.round(median(({ heapUsed }) => heapUsed) / 2 ** 20)} MiB`,
    ]);
  }
}
await publish("types", [["", "Instantiations", "Check time", "Memory"], ...rows]);
await publish("types by idiom", await compareCompilers(writeCallSites(FLATPEAK.schema, FLATPEAK.calls)));
