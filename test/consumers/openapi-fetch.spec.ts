import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFlatpeak } from "./flatpeak.ts";
import type { Flatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import type { Project } from "./project.ts";

let flatpeak: Flatpeak;
beforeEach(async () => {
  flatpeak = await startFlatpeak();
});
afterEach(() => flatpeak.close());

const sources = ["openapi-fetch.tsx", "openapi-react.tsx", "openapi-clients.ts"];
const compilerOptions = {
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
  types: ["node"],
  jsx: "react-jsx",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

test.each(["typescript", "typescript-6", "typescript-7"])(
  "clients and fetches fit libraries for openapi-fetch with narrowed errors, in %s",
  async (compiler) => {
    const project = createProject(`openapi-fetch-${compiler}`, {
      ...Object.fromEntries(sources.map((name) => [name, readSource(name)])),
      "tsconfig.json": JSON.stringify({ compilerOptions, files: sources }),
    });
    await project.run(execPath, pathOf(compiler));
  },
);

/** Bundles a source with a main program that prints the result of one of its functions. */
async function run(name: string, source: string, main: string): Promise<unknown> {
  const project: Project = createProject(name, { [source]: readSource(source), "main.ts": main });
  await build({
    entryPoints: [join(project.path, "main.ts")],
    outfile: join(project.path, "main.mjs"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    jsx: "automatic",
  });
  return JSON.parse(await project.run(execPath, "main.mjs"));
}

test("openapi-fetch, ky, ofetch, undici and node-fetch return data and errors", async () => {
  const { baseUrl, deadUrl, credentials } = flatpeak.journey;
  const given = [baseUrl, deadUrl, credentials].map((value) => JSON.stringify(value)).join(", ");
  const main = `
    import { call } from "./openapi-clients.ts";
    console.log(JSON.stringify(await call(${given})));`;
  expect(await run("openapi-clients", "openapi-clients.ts", main)).toEqual({
    openapi: "reference-of-fetch",
    "openapi, error": [409, "duplicate_reference"],
    "openapi, no error": true,
    byPath: "reference-of-fetch",
    "byPath, error": "error",
    ky: "reference-of-fetch",
    "ky, error": 404,
    ofetch: "reference-of-fetch",
    "ofetch, error": 404,
    "no connection": "not-sent",
    undici: "reference-of-fetch",
    "node-fetch": "reference-of-fetch",
    "node-fetch, error": 404,
  });
});

test("hooks of openapi-react-query and swr-openapi show data and narrowed errors", async () => {
  const { baseUrl, credentials } = flatpeak.journey;
  const given = [baseUrl, credentials].map((value) => JSON.stringify(value)).join(", ");
  const dom = readFileSync(new URL("../guides/dom.ts", import.meta.url), "utf8");
  const main = `
    import "./dom.mjs";
    globalThis.IS_REACT_ACT_ENVIRONMENT = true;
    const { show } = await import("./openapi-react.tsx");
    console.log(JSON.stringify(await show(${given})));
    process.exit();`;
  const shown = await run("openapi-react", "openapi-react.tsx", main.replace('import "./dom.mjs";', dom));
  expect(shown).toEqual({
    useQuery: "reference-1",
    "useQuery, error": "404 error",
    useSuspenseQuery: "reference-1",
    useInfiniteQuery: "2+1",
    useMutation: "409 duplicate_reference",
    queryOptions: "reference-1",
    swr: "reference-1",
    "swr, error": "404 error",
  });
});

function pathOf(compiler: string): string {
  return fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url));
}
