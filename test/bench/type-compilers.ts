import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { renderCalls, renderPathCall } from "../support/call-sites.ts";
import type { CallSite } from "../support/call-sites.ts";
import { renderFlatpeakIdioms } from "../support/type-idioms.ts";
import { peerFile } from "./contestants.ts";
import { quantile } from "./quantile.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);

/** Path of each version of the compiler, including the project's own. */
const COMPILERS: Readonly<Record<string, string>> = {
  "5.9": peerFile("node_modules/typescript/bin/tsc"),
  "6.0": fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url)),
  "7.0": peerFile("node_modules/typescript-7/bin/tsc"),
};

/** Options of a consumer of the package. Version 7 reads them only from a file. */
const COMPILER_OPTIONS = {
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable"],
  module: "esnext",
  moduleResolution: "bundler",
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

interface Cost {
  readonly instantiations: number;
  readonly types: number;
  readonly seconds: number;
}

/** The rows of a table: each idiom with the built package, checked by `tsc` of each version. */
export async function compareCompilers(sites: readonly CallSite[]): Promise<readonly (readonly string[])[]> {
  const head = `import type { Client } from "flatpeak";\ndeclare const client: Client;`;
  const programs = {
    ...renderFlatpeakIdioms((entry) => (entry === "" ? "flatpeak" : `flatpeak/${entry}`)),
    [`${sites.length} calls over all operations`]: renderCalls(head, sites, renderPathCall),
  };
  const versions = Object.keys(COMPILERS);
  const rows = [["", ...versions.flatMap((version) => [`${version}: instantiations`, "types", "check"])]];
  for (const [name, program] of Object.entries(programs)) {
    const cells: string[] = [];
    for (const compiler of Object.values(COMPILERS)) {
      const { instantiations, types, seconds } = await measure(compiler, program);
      cells.push(instantiations.toLocaleString("en"), types.toLocaleString("en"), `${seconds.toFixed(2)} s`);
    }
    rows.push([name, ...cells]);
  }
  return rows;
}

/** The counts are equal in all rounds; the time is the median. */
async function measure(compiler: string, program: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) costs.push(await check(compiler, program));
  const [first] = costs;
  if (first === undefined) throw new Error("ROUNDS must be at least 1.");
  return {
    ...first,
    seconds: quantile(
      costs.map(({ seconds }) => seconds),
      0.5,
    ),
  };
}

async function check(compiler: string, program: string): Promise<Cost> {
  const folder = peerFile("generated/idiom");
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/idiom.ts`, program);
  const project = { compilerOptions: COMPILER_OPTIONS, files: ["idiom.ts"] };
  await writeFile(`${folder}/tsconfig.json`, JSON.stringify(project));
  const words = [compiler, "--project", folder, "--extendedDiagnostics"];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const read = (name: string): number => {
    const [, figure] = new RegExp(`^${name}:\\s*([\\d.]+)`, "m").exec(stdout) ?? [];
    if (figure === undefined) throw new Error(`${compiler} does not print "${name}".`);
    return Number(figure);
  };
  return { instantiations: read("Instantiations"), types: read("Types"), seconds: read("Check time") };
}
