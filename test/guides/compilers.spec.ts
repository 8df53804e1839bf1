import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { installTarball } from "../support/tarball.ts";
import { BLOCKS, folderOf, listPages, readPage } from "./pages.ts";

const run = promisify(execFile);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const COMPILERS = ["typescript", "typescript-6", "typescript-7"];

/** Next.js has its own tsconfig, with imports without file extensions. */
const isOfNext = (file: string): boolean => /[/]next[/]|[/]route\.ts$/.test(file);
const pages = listPages().map((name) => readPage(name).map(({ file }) => file));

/** Readers' projects: the blocks in each, and the arguments of `tsc --init` for it. */
const PROJECTS = {
  plain: {
    files: [
      ...pages.flat().filter((file) => !isOfNext(file)),
      `${folderOf("contracts")}/other`,
      `${folderOf("authentication")}/cloudflare-workers.d.ts`,
      `${folderOf("authentication")}/session.ts`,
      `${folderOf("recipes")}/sveltekit-env.d.ts`,
    ],
    init: ["--types", "node"],
  },
  next: {
    files: pages.filter((page) => page.some(isOfNext)).flat(),
    init: ["--types", "node,next", "--module", "esnext", "--moduleResolution", "bundler"],
  },
};

let folder: string;

// Outside this repository, so that only a reader's dependencies are found. The guides' libraries are one folder up.
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "flatpeak-compilers-")));
  symlinkSync(join(HERE, "node_modules"), join(folder, "node_modules"));
  for (const [name, { files }] of Object.entries(PROJECTS)) {
    const project = join(folder, name);
    await installTarball(inject("tarball"), project);
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    for (const file of files) {
      const path = join(project, relative(BLOCKS, file));
      mkdirSync(dirname(path), { recursive: true });
      cpSync(file, path, { recursive: true });
    }
  }
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a compiler in a project; returns its output. */
async function tsc(compiler: string, project: string, ...words: readonly string[]): Promise<string> {
  const program = join(HERE, "node_modules", compiler, "bin/tsc");
  const options = { cwd: join(folder, project), maxBuffer: 2 ** 26 };
  const { stdout } = await run(process.execPath, [program, ...words], options).catch(
    (failure: unknown) => failure as { stdout: string },
  );
  return stdout;
}

test.each(
  COMPILERS.flatMap((compiler) => Object.entries(PROJECTS).map((entry) => [compiler, ...entry] as const)),
)(
  "%s compiles every block with what its `tsc --init` writes: %s",
  { timeout: 600_000 },
  async (compiler, project, { init }) => {
    rmSync(join(folder, project, "tsconfig.json"), { force: true });
    expect(await tsc(compiler, project, "--init", ...init)).toContain("Created a new tsconfig.json");
    expect(await tsc(compiler, project, "--noEmit")).toBe("");
  },
);
