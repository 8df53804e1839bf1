import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startServer } from "./support/server.ts";
import type { RawServer } from "./support/server.ts";

// Each of these waits for a build, an installation or a compiler.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

let folder: string;
let project: string;
let server: RawServer;

// Packed and installed as a user would have it, once for all.
beforeAll(async () => {
  server = await startServer((request, _incoming, outgoing) => {
    const taken = request.body.includes("TAKEN");
    outgoing.writeHead(taken ? 409 : 201, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(taken ? { object: "error", code: "duplicate_reference" } : { id: "dev_1" }));
  });
  folder = mkdtempSync(join(tmpdir(), "flatpeak-package-"));
  project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true }');
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
  const tarball = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, ...tarball)], {
    cwd: project,
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function read(file: string): string {
  return readFileSync(join(project, "node_modules/flatpeak", file), "utf8");
}

/** Runs a program in the project that has flatpeak installed, and gives what it printed as JSON. */
async function runProgram(file: string, source: string): Promise<unknown> {
  writeFileSync(join(project, file), source);
  const { stdout } = await run(process.execPath, [file, server.origin], { cwd: project });
  return JSON.parse(stdout);
}

describe("the package as it is published", () => {
  test("holds the build, its documents and nothing else", () => {
    const files = readdirSync(join(project, "node_modules/flatpeak"), { recursive: true });
    expect(files.map(String).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "dist/index.cjs",
      "dist/index.cjs.map",
      "dist/index.d.cts",
      "dist/index.d.mts",
      "dist/index.mjs",
      "dist/index.mjs.map",
      "package.json",
    ]);
  });

  test("has the version of the newest entry in its changelog", () => {
    const newest = /^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1];
    expect(JSON.parse(read("package.json"))).toHaveProperty("version", newest);
  });

  test("as an ES module imports openapi-fetch and nothing of Node", () => {
    const code = read("dist/index.mjs");
    expect(importsOf(code)).toEqual(["openapi-fetch"]);
    expect(code).not.toMatch(/\bprocess\.\w|["']node:/);
  });

  test("as CommonJS holds openapi-fetch with its license and needs no other module", () => {
    const code = read("dist/index.cjs");
    expect(importsOf(code)).toEqual([]);
    expect(code).toContain(readFileSync(join(root, "node_modules/openapi-fetch/LICENSE"), "utf8"));
  });

  test.each(["index.mjs", "index.cjs"])("%s is made of the core, and its map holds every source", (name) => {
    const map: unknown = JSON.parse(read(`dist/${name}.map`));
    const sources = textsIn(map, "sources");
    expect(sources).toContain("../src/client.ts");
    expect(sources.filter((source) => /testing|examples/.test(source))).toEqual([]);
    expect(textsIn(map, "sourcesContent")).toHaveLength(sources.length);
  });
});

describe("a program that uses the installed package", () => {
  const calls = `
    async function main() {
      const flatpeak = createClient({ baseUrl: process.argv[2], token: "bearer" });
      const { data } = await flatpeak.POST("/devices", { body: { reference_id: "NEW" } });
      const { error } = await flatpeak.POST("/devices", { body: { reference_id: "TAKEN" } });
      const code = error.status === 409 ? error.body.code : undefined;
      console.log(JSON.stringify({ id: data.id, code, isApiError: error instanceof ApiError }));
    }
    main();`;
  const outcome = { id: "dev_1", code: "duplicate_reference", isApiError: true };

  test("calls the API from an ES module", async () => {
    const source = `import { ApiError, createClient } from "flatpeak";${calls}`;
    expect(await runProgram("calls.mjs", source)).toEqual(outcome);
  });

  test("calls the API from CommonJS", async () => {
    const source = `const { ApiError, createClient } = require("flatpeak");${calls}`;
    expect(await runProgram("calls.cjs", source)).toEqual(outcome);
  });

  test("knows an error of the CommonJS copy by the class of the ES module's, and the other way round", async () => {
    const source = `
      async function refuse({ createClient }) {
        const flatpeak = createClient({ baseUrl: process.argv[2], token: "bearer" });
        return (await flatpeak.POST("/devices", { body: { reference_id: "TAKEN" } })).error;
      }
      async function main() {
        const required = require("flatpeak");
        const imported = await import("flatpeak");
        console.log(JSON.stringify({
          twoCopies: required.ApiError !== imported.ApiError,
          required: (await refuse(required)) instanceof imported.ApiError,
          imported: (await refuse(imported)) instanceof required.ApiError,
        }));
      }
      main();`;
    const told = await runProgram("copies.cjs", source);
    expect(told).toEqual({ twoCopies: true, required: true, imported: true });
  });

  test("is type-checked strictly, declarations included, as an ES module and as CommonJS", async () => {
    const source = `
      import { createClient } from "flatpeak";
      type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

      export async function create(): Promise<string | undefined> {
        const flatpeak = createClient({ token: "bearer" });
        const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
        if (error) {
          if (error.status !== 409) throw error;
          const bodyIsAny: Same<typeof error.body, any> = false;
          return error.body.code;
        }
        const idIsString: Same<typeof data.id, string> = true;
        // @ts-expect-error: a misspelt key of a body
        await flatpeak.POST("/devices", { body: { referenceid: "DEV1234567890" } });
        // @ts-expect-error: a misspelt option
        createClient({ tokn: "bearer" });
        return data.id;
      }`;
    writeFileSync(join(project, "typed.mts"), source);
    writeFileSync(join(project, "typed.cts"), source);
    const compilerOptions = {
      module: "node16",
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      listFiles: true,
    };
    const config = { compilerOptions, files: ["typed.mts", "typed.cts"] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", project]);
    expect(stdout).toContain("flatpeak/dist/index.d.mts");
    expect(stdout).toContain("flatpeak/dist/index.d.cts");
  });
});

function importsOf(code: string): string[] {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

function textsIn(record: unknown, key: string): string[] {
  const list: unknown = typeof record === "object" && record !== null ? Reflect.get(record, key) : undefined;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
