/** One generation in a separate process: `generate-contestant.ts CONTESTANT FILE` prints milliseconds as JSON. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Each first loads its modules, and returns the work to measure. */
const CONTESTANTS: Readonly<Record<string, (file: string) => Promise<Work>>> = {
  "openapi-typescript": prepareBareCall,
  flatpeak: prepareOurs,
  "@hey-api/openapi-ts": prepareHeyApi,
};

interface Work {
  readonly generate: () => Promise<void>;
  /** Size of the generated code. */
  readonly format?: () => Promise<void>;
}

async function prepareBareCall(file: string): Promise<Work> {
  const { default: openapiTS, astToString } = await import("openapi-typescript");
  return {
    generate: async () => {
      astToString(await openapiTS(await readFile(file, "utf8"), { silent: true }));
    },
  };
}

async function prepareOurs(file: string): Promise<Work> {
  const { readContract } = await import("../../scripts/contract/contract.ts");
  const { renderCode } = await import("../../scripts/generate/files.ts");
  const { formatDraft } = await import("../../scripts/generate/formatting.ts");
  let drafts: ReturnType<typeof renderCode> = [];
  return {
    generate: async () => {
      drafts = renderCode(await readContract({ file, name: file }), "generated");
    },
    format: async () => {
      await Promise.all(drafts.map((draft) => formatDraft(ROOT, draft)));
    },
  };
}

async function prepareHeyApi(file: string): Promise<Work> {
  // Imported by path: only the folder of the public contracts has it. Its types are not needed.
  const place = new URL("../contracts/node_modules/@hey-api/openapi-ts/dist/index.mjs", import.meta.url);
  const { createClient } = (await import(place.href)) as {
    createClient: (options: object) => Promise<unknown>;
  };
  return {
    generate: async () => {
      const output = await mkdtemp(join(tmpdir(), "hey-api-"));
      const plugins = ["@hey-api/typescript"];
      await createClient({ input: file, output, plugins, logs: { level: "silent" } });
      await rm(output, { recursive: true });
    },
  };
}

/** Milliseconds of processor time, which excludes other work of the machine, and of elapsed time. */
async function time(
  work: () => Promise<void>,
): Promise<{ readonly processor: number; readonly elapsed: number }> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { processor: (user + system) / 1000, elapsed: performance.now() - startedAt };
}

const [name = "", file = ""] = process.argv.slice(2);
const work = await CONTESTANTS[name]?.(file);
if (work === undefined) throw new Error(`no contestant ${name}`);
const generation = await time(work.generate);
const formatting = work.format && (await time(work.format));
console.log(JSON.stringify({ generation, formatting }));
