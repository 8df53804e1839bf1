import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { installTarball, packTarball } from "../support/tarball.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of all projects, outside of this repository. */
    readonly folder: string;
    /** The tarball itself. */
    readonly tarball: string;
    /** A project with the tarball installed. */
    readonly installed: string;
  }
}

/**
 * Packs the package, or uses the tarball of FLATPEAK_TARBALL, and installs it outside this repository, so that only
 * dependencies of a user are found. The consumers' compilers and frameworks are one folder up.
 */
export default async function install({ provide }: TestProject): Promise<() => void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flatpeak-consumers-")));
  const given = env["FLATPEAK_TARBALL"];
  const tarball = given ? resolve(given) : await packTarball(folder);
  const installed = join(folder, "installed");
  await installTarball(tarball, installed);
  const tools = fileURLToPath(new URL("node_modules", import.meta.url));
  symlinkSync(tools, join(folder, "node_modules"));
  provide("folder", folder);
  provide("tarball", tarball);
  provide("installed", installed);
  console.log(`Consumers of ${tarball}`);
  return () => {
    rmSync(folder, { recursive: true });
  };
}
