import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { packTarball } from "../support/tarball.ts";
import { BLOCKS, folderOf, listPages, readPage } from "./pages.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The package as published. Packed once, since concurrent builds would disturb each other. */
    readonly tarball: string;
  }
}

/** Files that a page assumes, such as generated ones: `given/NAME/` is copied to the folder of its blocks. */
const GIVEN = fileURLToPath(new URL("given", import.meta.url));

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Packs the package and writes all blocks to files, before any spec and before each run in watch mode. */
export default async function setup(project: TestProject): Promise<() => void> {
  writePages();
  project.onTestsRerun(writePages);
  const folder = mkdtempSync(join(tmpdir(), "flatpeak-guides-"));
  project.provide("tarball", await packTarball(folder));
  return () => {
    rmSync(folder, { recursive: true });
  };
}

function writePages(): void {
  rmSync(BLOCKS, { recursive: true, force: true });
  for (const name of listPages()) {
    if (existsSync(`${GIVEN}/${name}`)) cpSync(`${GIVEN}/${name}`, folderOf(name), { recursive: true });
    for (const { file, code } of readPage(name)) {
      mkdirSync(dirname(file), { recursive: true });
      // Each block is a module. A top-level await does not make a file a module; an import or export does.
      writeFileSync(file, /^(import|export)\b/m.test(code) ? code : `${code}\nexport {};\n`);
    }
  }
  generateOther();
}

/** The first command of docs/contracts.md: `npm run generate -- --spec contract.yaml --out other`. */
function generateOther(): void {
  const folder = folderOf("contracts");
  const words = ["--spec", `${folder}/contract.yaml`, "--out", `${folder}/other`, "--quiet"];
  execFileSync(process.execPath, ["--import", "tsx", "scripts/generate.ts", ...words], { cwd: ROOT });
}
