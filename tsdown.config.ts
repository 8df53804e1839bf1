import { defineConfig } from "tsdown";
import type { Rolldown, UserConfig } from "tsdown";

/** Only an entry for Node alone imports anything of it. */
const builtIn = /^node:/;

const entries = {
  index: "src/index.ts",
  drift: "src/drift/index.ts",
  fetch: "src/fetch/index.ts",
  testing: "src/testing/index.ts",
  "testing-node": "src/testing/node.ts",
  webhooks: "src/webhooks/index.ts",
};

const common: UserConfig = {
  platform: "neutral",
  target: "es2022",
  fixedExtension: true,
  tsconfig: "src/tsconfig.json",
  // The names of files must not change with their content: they are listed in a test.
  hash: false,
  // Leaves out the times of plugins.
  checks: { pluginTimings: false },
};

/** Engines hold a text of ASCII in half the memory, and read it faster. */
const onlyAscii: Rolldown.Plugin = {
  name: "only-ascii",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === "chunk") chunk.code = chunk.code.replace(/[^\0-\x7f]/g, toEscape);
    },
  },
};

function toEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * One file per entry, with openapi-fetch inside: each further file adds a third to the start time. Code that two
 * entries share is in both files, so it must have no common state. The code is not minified, so that stack traces are
 * readable without source maps, which would be most of the package. Comments are in the declarations.
 */
const code: UserConfig[] = Object.entries(entries).flatMap(([name, file]) =>
  (["esm", "cjs"] as const).map((format) => ({
    ...common,
    // `tsdown --filter code` leaves the declarations out, which take most of the time.
    name: "code",
    entry: { [name]: file },
    format,
    dts: false,
    sourcemap: false,
    plugins: [onlyAscii],
    outputOptions: { comments: { jsdoc: false } },
    deps: {
      neverBundle: [builtIn],
      alwaysBundle: ["openapi-fetch"],
      onlyBundle: name === "index" || name === "fetch" ? ["openapi-fetch"] : [],
    },
  })),
);

/**
 * The declarations of ES modules refer to those of CommonJS: a second copy would be a tenth of the package. A
 * declaration that imports another package is copied, so that each kind of module gets that package's types for its
 * kind.
 */
const typesOfModules: Rolldown.Plugin = {
  name: "types-of-modules",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const name of Object.keys(entries)) {
        const chunk = bundle[`${name}.d.cts`];
        if (chunk?.type !== "chunk") throw new Error(`${name} has no declarations`);
        const isAlone = chunk.imports.every((file) => file in bundle || file.startsWith("node:"));
        const source = isAlone ? `export * from "./${name}.cjs";\n` : chunk.code;
        this.emitFile({ type: "asset", fileName: `${name}.d.mts`, source });
      }
    },
  },
};

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
const declarations: UserConfig = {
  ...common,
  name: "declarations",
  entry: entries,
  plugins: [typesOfModules],
  // Types that two entries share are one type.
  outputOptions: {
    codeSplitting: {
      groups: [
        {
          name: "shared.d",
          test: /[\\/](?:src[\\/](?!drift|fetch|testing|webhooks)|generated[\\/])/,
          minShareCount: 2,
        },
      ],
    },
  },
  format: "esm",
  dts: { emitDtsOnly: true },
  outExtensions: () => ({ dts: ".d.cts" }),
};

export default defineConfig([...code, declarations]);
