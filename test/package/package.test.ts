import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrokenLinks } from "../support/links.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";
import { installTarball, packTarball, readPackage } from "../support/tarball.ts";

const run = promisify(execFile);

/** Maximum size of the packed package in bytes. */
const BUDGET = 450_000;

let folder: string;
let tarball: string;
let project: string;

// Packed and installed once for all tests, as a user would do it.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flatpeak-package-"));
  project = join(folder, "project");
  tarball = await packTarball(folder);
  await installTarball(tarball, project);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(file: string): string {
  return readFileSync(join(project, "node_modules/flatpeak", file), "utf8");
}

/** Entries of the package: each has one file for import and one for require, with declarations. */
const modules = ["drift", "fetch", "index", "testing", "testing-node", "webhooks"];

describe("the published package", () => {
  test("contains only the build and its documents", () => {
    const files = readdirSync(join(project, "node_modules/flatpeak"), { recursive: true });
    const kinds = ["mjs", "d.mts", "cjs", "d.cts"];
    const built = modules.flatMap((name) => kinds.map((kind) => `dist/${name}.${kind}`));
    // Entries share types, so their declarations are in one file.
    built.push("dist/shared.d.cts");
    // CONTRIBUTING.md lists the other pages, for people who work in the repository.
    const listed = [...read("docs/README.md").matchAll(/\]\(([\w-]+\.(?:md|txt))\)/g)];
    const pages = ["docs/README.md", ...listed.map(([, name = ""]) => `docs/${name}`)];
    const documents = ["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md"];
    expect(files.map(String).sort()).toEqual(
      [...documents, "docs", ...pages, "dist", ...built, "package.json"].sort(),
    );
  });

  test(`has at most ${BUDGET / 1_000} kB, packed`, () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(BUDGET);
  });

  test("links only to places inside the package and to other hosts", () => {
    const installed = join(project, "node_modules/flatpeak");
    const documents = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(md|txt)$/.test(file),
    );
    expect(documents).toEqual(
      expect.arrayContaining(["README.md", "docs/README.md", "docs/SKILL.md", "docs/llms.txt"]),
    );
    expect(documents.flatMap((file) => findBrokenLinks(installed, file))).toEqual([]);
  });

  test("has the version of the newest entry in the changelog", () => {
    const newest = /^## (?!Unreleased$)(\S+)/m.exec(read("CHANGELOG.md"))?.[1];
    expect(readPackage(join(project, "node_modules/flatpeak")).version).toBe(newest);
  });

  test("lists types first in each export condition", () => {
    const conditions = Object.entries(exportsOfPackage()).filter(([entry]) => entry !== "./package.json");
    expect(conditions).not.toEqual([]);
    for (const [, entry] of conditions) {
      expect(Object.keys(entry)).toEqual(["import", "require"]);
      for (const files of Object.values(entry)) expect(Object.keys(files)).toEqual(["types", "default"]);
    }
  });

  test("imports no package, and Node modules only in the entry for Node", () => {
    for (const name of modules) {
      for (const kind of ["mjs", "cjs"]) {
        const code = read(`dist/${name}.${kind}`);
        expect(importsOf(name, code), name).toEqual([]);
        // Only through `process.getBuiltinModule`, if the runtime has it.
        if (name !== "testing-node") expect(code, name).not.toMatch(/(?:from|import|require)\W*["']node:/);
      }
    }
  });

  test("shows its types under their own names", () => {
    // A bundler appends `$1` to a name that an import also has, and editors then show `Client$1<paths>`.
    for (const name of [...modules, "shared"]) expect(read(`dist/${name}.d.cts`), name).not.toMatch(/\w\$\d/);
  });

  test("has only ASCII in its code, which engines hold in half the memory", () => {
    const code = modules.flatMap((name) => [`${name}.mjs`, `${name}.cjs`]);
    expect(code.filter((file) => /[^\0-\x7f]/.test(read(`dist/${file}`)))).toEqual([]);
  });

  test("has no try that cannot throw, because the bundler dropped a call whose result is unused", () => {
    for (const name of modules) expect(idleTriesOf(read(`dist/${name}.mjs`)), name).toEqual([]);
  });

  test.each(modules.flatMap((name) => [`${name}.mjs`, `${name}.cjs`]))(
    "%s names the source file of each of its parts",
    (name) => {
      const sources = sourcesOf(name);
      expect(sources).not.toEqual([]);
      for (const source of sources) {
        expect(source).toMatch(/^(src|generated|node_modules\/openapi-fetch)\/|^\\0rolldown\//);
      }
    },
  );

  test.each(["mjs", "cjs"])("a client uses only code of the core, as %s", (kind) => {
    const sources = sourcesOf(`index.${kind}`);
    expect(sources).toContain("src/client.ts");
    expect(
      sources.filter((source) => /src\/(drift|fetch|testing|webhooks)|examples|validators/.test(source)),
    ).toEqual([]);
  });
});

describe("errors of one copy of the package, checked by classes and guards of another", () => {
  let server: RawServer;

  beforeAll(async () => {
    server = await startServer((_request, _incoming, outgoing) => {
      outgoing.writeHead(409, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ object: "error", code: "duplicate_reference" }));
    });
    // npm does this if a dependency needs another version than the project.
    const library = join(project, "node_modules/library");
    const nested = join(library, "node_modules/flatpeak");
    cpSync(join(project, "node_modules/flatpeak"), nested, { recursive: true });
    const manifest = readFileSync(join(nested, "package.json"), "utf8");
    writeFileSync(join(nested, "package.json"), manifest.replace(/("version": )"[^"]+"/, '$1"0.0.1"'));
    writeFileSync(join(library, "index.cjs"), 'exports.required = require("flatpeak");');
    writeFileSync(join(library, "index.mjs"), 'export * from "flatpeak";');
  });

  afterAll(() => server.close());

  test("are recognized, as ES module or CommonJS, in this version or another", async () => {
    const source = `
      const copies = {
        esm: await import("flatpeak"),
        cjs: createRequire(import.meta.url)("flatpeak"),
        otherEsm: await import("library/index.mjs"),
        otherCjs: createRequire(import.meta.url)("library/index.cjs").required,
      };
      const told = [];
      for (const [from, copy] of Object.entries(copies)) {
        const client = (options) => copy.createClient({ baseUrl: process.argv[2], token: "bearer", ...options });
        const { error } = await client().POST("/devices", { body: { reference_id: "TAKEN" } });
        const { error: usage } = await client().GET("/devices/{id}", { params: { path: { id: "" } } });
        for (const [to, { ApiError, FlatpeakError, UsageError, isApiError, isErrorFrom }] of Object.entries(copies))
          told.push({
            pair: from + " to " + to,
            sameClass: error.constructor === ApiError,
            known: [
              error instanceof ApiError,
              error instanceof FlatpeakError,
              isApiError(error, 409),
              isErrorFrom(error, "create-device"),
              usage instanceof UsageError,
            ].every(Boolean),
            mistaken: [
              error instanceof UsageError,
              usage instanceof ApiError,
              isApiError(usage),
              isApiError(error, 403),
              isErrorFrom(error, "get-device"),
            ].some(Boolean),
          });
      }
      console.log(JSON.stringify(told));`;
    writeFileSync(join(project, "copies.mjs"), `import { createRequire } from "node:module";${source}`);
    const { stdout } = await run(process.execPath, ["copies.mjs", server.origin], { cwd: project });
    const told = JSON.parse(stdout) as {
      pair: string;
      sameClass: boolean;
      known: boolean;
      mistaken: boolean;
    }[];
    const names = ["esm", "cjs", "otherEsm", "otherCjs"];
    expect(told).toEqual(
      names.flatMap((from) =>
        names.map((to) => ({
          pair: `${from} to ${to}`,
          sameClass: from === to,
          known: true,
          mistaken: false,
        })),
      ),
    );
  });
});

function exportsOfPackage(): Record<string, Record<string, object>> {
  return (JSON.parse(read("package.json")) as { exports: ReturnType<typeof exportsOfPackage> }).exports;
}

/** Modules that a file imports or requires from outside the package, except Node's modules in the entry for Node. */
function importsOf(name: string, code: string): string[] {
  return ts
    .preProcessFile(code, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((from) => !from.startsWith("./") && !(name === "testing-node" && from.startsWith("node:")));
}

/** The files that a built one is made of, as it marks them itself. */
function sourcesOf(name: string): readonly string[] {
  return [...read(`dist/${name}`).matchAll(/^\/\/#region (.*)$/gm)].map(([, source = ""]) => source);
}

/** The `try` statements of a file that contain neither a call nor `new`, `await` or `throw`. */
function idleTriesOf(code: string): readonly string[] {
  const mayThrow = (node: ts.Node): boolean =>
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isThrowStatement(node) ||
    (ts.forEachChild(node, mayThrow) ?? false);
  const idle: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTryStatement(node) && !mayThrow(node.tryBlock)) idle.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("built.mjs", code, ts.ScriptTarget.Latest, true));
  return idle;
}
