import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds and packs the package as for publication; returns the path of the tarball. */
export async function packTarball(folder: string): Promise<string> {
  const { name, version } = readPackage(root);
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
  return join(folder, `${name}-${version}.tgz`);
}

/** Creates a project with a tarball and its dependencies installed, as a user does. */
export async function installTarball(tarball: string, project: string): Promise<void> {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], { cwd: project });
}

/** The name and version in a folder's package.json. */
export function readPackage(folder: string): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string; version: string };
}
