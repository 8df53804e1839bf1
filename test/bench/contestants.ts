import { existsSync } from "node:fs";
import { mkdir, readdir, rm, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = new URL("../../", import.meta.url);
const PEERS = new URL("peers/", import.meta.url);

/** A file of the folder of the peers. */
export function peerFile(path: string): string {
  return fileURLToPath(new URL(path, PEERS));
}

/** Names of the contestants in tables, by file and in order. */
export const CONTESTANTS: Readonly<Record<string, string>> = {
  "raw-fetch": "raw `fetch`",
  "by-hand": "`fetch` with the main guarantees, by hand",
  "openapi-fetch": "openapi-fetch",
  "openapi-fetch-middleware": "openapi-fetch with an auth middleware",
  "hey-api": "hey-api SDK",
  ofetch: "ofetch",
  ky: "ky",
  axios: "axios",
  "flat-peak": "@flat-peak/javascript-sdk",
  flatpeak: "**flatpeak**",
  "flatpeak-token": "**flatpeak**, with the `token` option",
};

/** Allows the contestants to import `flatpeak` like users: the built package, by its `exports`. */
async function linkPackage(): Promise<void> {
  if (!existsSync(new URL("dist/index.mjs", ROOT))) throw new Error("Build the package first: npm run build");
  await rm(new URL("node_modules/flatpeak", PEERS), { force: true });
  await symlink("../../../..", new URL("node_modules/flatpeak", PEERS));
}

/** Generates an SDK with hey-api. */
export async function generateHeyApi(contract: string, folder: string): Promise<void> {
  // Imported by path: only the folder of the peers has it. Its types are not needed.
  const place = new URL("node_modules/@hey-api/openapi-ts/dist/index.mjs", PEERS);
  const { createClient } = (await import(place.href)) as {
    createClient: (options: object) => Promise<unknown>;
  };
  await createClient({
    input: contract,
    output: peerFile(`generated/${folder}`),
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  });
}

/** Prepares everything that the contestants import. */
export async function prepareContestants(): Promise<void> {
  await mkdir(new URL("generated/", PEERS), { recursive: true });
  await linkPackage();
  await generateHeyApi(fileURLToPath(new URL("spec/flatpeak.yaml", ROOT)), "hey-api");
}

/**
 * Compiles contestants and measurements to JavaScript, since a loader that compiles at run time would distort the
 * results. Packages are not bundled, as in users' programs.
 */
export async function compileContestants(): Promise<void> {
  const files = (await readdir(PEERS)).filter((name) => name.endsWith(".ts"));
  const contestants = Object.keys(CONTESTANTS).map((name) => `contestants/${name}.ts`);
  await rm(new URL("built", PEERS), { recursive: true, force: true });
  await build({
    entryPoints: [...files, ...contestants].map(peerFile),
    outdir: peerFile("built"),
    outbase: peerFile("."),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    // All except @flat-peak/javascript-sdk: Node cannot load its ESM build, whose imports lack file extensions.
    external: ["flatpeak", "openapi-fetch", "ky", "axios", "ofetch", "node-fetch"],
    logLevel: "warning",
  });
}
