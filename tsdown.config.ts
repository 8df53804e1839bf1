import { defineConfig } from "tsdown";
import type { Rolldown, UserConfig } from "tsdown";

/** What entries share of the core is in one file beside them, whatever that is at the time. */
function shareAs(name: string): Rolldown.OutputOptions {
  const test = /[\\/](?:src[\\/](?!fetch|testing|webhooks)|generated[\\/])/;
  return { codeSplitting: { groups: [{ name, test, minShareCount: 2 }] } };
}

/** Only an entry for Node alone imports anything of it. */
const builtIn = /^node:/;

const common: UserConfig = {
  entry: {
    index: "src/index.ts",
    fetch: "src/fetch/index.ts",
    testing: "src/testing/index.ts",
    "testing-node": "src/testing/node.ts",
    webhooks: "src/webhooks/index.ts",
  },
  platform: "neutral",
  target: "es2022",
  fixedExtension: true,
  tsconfig: "src/tsconfig.json",
  // The names of files must not change with their content: they are listed in a test.
  hash: false,
  // How long each plugin took is no news to whoever builds.
  checks: { pluginTimings: false },
};

const code: UserConfig = {
  ...common,
  dts: false,
  sourcemap: true,
  outputOptions: shareAs("shared"),
  // Each further file costs a program a third of its start, so openapi-fetch is in the package's own files.
  deps: { neverBundle: [builtIn], alwaysBundle: ["openapi-fetch"], onlyBundle: ["openapi-fetch"] },
};

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
function declarations(extension: ".d.mts" | ".d.cts"): UserConfig {
  return {
    ...common,
    outputOptions: shareAs("shared.d"),
    format: "esm",
    dts: { emitDtsOnly: true },
    outExtensions: () => ({ dts: extension }),
  };
}

export default defineConfig([
  { ...code, format: "esm" },
  { ...code, format: "cjs" },
  declarations(".d.mts"),
  declarations(".d.cts"),
]);
