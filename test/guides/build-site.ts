import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site like `npm run docs`, in a separate process: in a test, VitePress would build for development. */
export function buildSite(...words: readonly string[]): void {
  const { NODE_ENV: _, ...env } = process.env;
  execFileSync(process.execPath, ["--import", "tsx", "scripts/docs/build.ts", ...words], { cwd: ROOT, env });
}
