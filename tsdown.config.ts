import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";
import type { Rolldown, UserConfig } from "tsdown";

const openApiFetchNotice = `/*! Contains openapi-fetch.\n\n${readFileSync(
  new URL("node_modules/openapi-fetch/LICENSE", import.meta.url),
  "utf8",
)}*/\n`;

function isOpenApiFetch(id: string): boolean {
  return /[\\/]node_modules[\\/]openapi-fetch[\\/]/.test(id);
}

/** What entries share of the core is in one file beside them, whatever that is at the time. */
function shareAs(name: string): Rolldown.OutputOptions {
  const test = /[\\/](src|generated)[\\/][^\\/]+$/;
  return { codeSplitting: { groups: [{ name, test, minShareCount: 2 }] } };
}

/** Only an entry for Node alone imports anything of it. */
const builtIn = /^node:/;

const common: UserConfig = {
  entry: {
    index: "src/index.ts",
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
  outputOptions: {
    ...shareAs("shared"),
    postBanner: ({ moduleIds }) => (moduleIds.some(isOpenApiFetch) ? openApiFetchNotice : ""),
  },
};

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
function declarations(extension: ".d.mts" | ".d.cts"): UserConfig {
  return {
    ...common,
    format: "esm",
    dts: { emitDtsOnly: true },
    // The bundler drops it from the source, and Symbol.asyncDispose is in no older library.
    outputOptions: {
      ...shareAs("shared.d"),
      postBanner: ({ fileName }) =>
        fileName.startsWith("testing-node.") ? '/// <reference lib="esnext.disposable" />' : "",
    },
    outExtensions: () => ({ dts: extension }),
  };
}

export default defineConfig([
  { ...code, format: "esm", deps: { neverBundle: [builtIn], onlyBundle: [] } },
  {
    ...code,
    format: "cjs",
    // Left outside, `require("openapi-fetch")` is taken as a whole for the default export, and the first call throws.
    // So it becomes part of the file, which then has to carry its license.
    deps: { neverBundle: [builtIn], alwaysBundle: ["openapi-fetch"], onlyBundle: ["openapi-fetch"] },
  },
  declarations(".d.mts"),
  declarations(".d.cts"),
]);
