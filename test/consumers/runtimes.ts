import { existsSync } from "node:fs";
import { arch, env, platform } from "node:process";
import { fileURLToPath } from "node:url";

/** Programs that run JavaScript, besides Node. */
export type Runtime = "bun" | "chromium" | "deno";

/** Programs that a CI machine may lack. Tests of any other missing program fail there. */
const optional: readonly Runtime[] = [];

/** Possible paths of each; the first existing one counts. */
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

/** A program of this machine; `isMissing` if its tests must be skipped. */
export function findRuntime(runtime: Runtime): { readonly program: string; readonly isMissing: boolean } {
  const found = places[runtime].find((place) => existsSync(place));
  const isMissing = found === undefined && (!env["CI"] || optional.includes(runtime));
  if (isMissing) console.warn(`SKIPPED: the consumer on ${runtime}, since there is no ${runtime} here`);
  // If it must not be missing, starting it fails with the name of a possible path.
  return { program: found ?? places[runtime][0] ?? runtime, isMissing };
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
