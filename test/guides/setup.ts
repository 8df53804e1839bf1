import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { BLOCKS, folderOf, listPages, readPage } from "./pages.ts";

/** Files that a page takes for granted, such as generated ones: `given/NAME/` is copied to where its blocks are. */
const GIVEN = fileURLToPath(new URL("given", import.meta.url));

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Makes files of all blocks, before any spec and before each run of a watched one. */
export default function setup(project: TestProject): void {
  writePages();
  project.onTestsRerun(writePages);
}

function writePages(): void {
  rmSync(BLOCKS, { recursive: true, force: true });
  for (const name of listPages()) {
    if (existsSync(`${GIVEN}/${name}`)) cpSync(`${GIVEN}/${name}`, folderOf(name), { recursive: true });
    for (const { file, code } of readPage(name)) {
      mkdirSync(dirname(file), { recursive: true });
      // A block is a module of its own. A top-level await makes no module of a file, an import or export does.
      writeFileSync(file, /^(import|export)\b/m.test(code) ? code : `${code}\nexport {};\n`);
    }
  }
  generateOther();
}

/** What docs/contracts.md tells to do first: `npm run generate -- --spec contract.yaml --out other`. */
function generateOther(): void {
  const folder = folderOf("contracts");
  const words = ["--spec", `${folder}/contract.yaml`, "--out", `${folder}/other`, "--quiet"];
  execFileSync(process.execPath, ["--import", "tsx", "scripts/generate.ts", ...words], { cwd: ROOT });
}
