import { existsSync } from "node:fs";
import { arch, env, platform } from "node:process";
import { fileURLToPath } from "node:url";

/** Programs that run JavaScript, besides Node. */
export type Runtime = "bun" | "chromium" | "deno";

/** Those that a machine of continuous integration may lack. Where any other is missing there, its tests fail. */
const optional: readonly Runtime[] = [];

/** Where each may be found; the first that is there counts. */
const places: Readonly<Record<Runtime, readonly string[]>> = {
  bun: [`node_modules/@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}/bin/bun`].map(here),
  deno: [`node_modules/@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}/deno`].map(here),
  chromium: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
};

/** A program of this machine, and whether tests of it are to be left out because there is none. */
export function findRuntime(runtime: Runtime): { readonly program: string; readonly isMissing: boolean } {
  const found = places[runtime].find((place) => existsSync(place));
  const isMissing = found === undefined && (!env["CI"] || optional.includes(runtime));
  if (isMissing) console.warn(`SKIPPED: the consumer on ${runtime}, since there is no ${runtime} here`);
  // Where it must not be missing, to start it fails by the name of a place where it might have been.
  return { program: found ?? places[runtime][0] ?? runtime, isMissing };
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
