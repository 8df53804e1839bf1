import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";
import type { UserConfig } from "tsdown";

const shared: UserConfig = {
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
  // How long each plugin took is no news to whoever builds.
  checks: { pluginTimings: false },
};

const code: UserConfig = { ...shared, dts: false, sourcemap: true };

/** What flatpeak/testing/node finds where it runs. */
const NODE = /^node:/;

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
function declarations(extension: ".d.mts" | ".d.cts"): UserConfig {
  return {
    ...shared,
    format: "esm",
    dts: { emitDtsOnly: true },
    // The bundler drops it from the source, and Symbol.asyncDispose is in no older library.
    outputOptions: {
      postBanner: ({ fileName }) =>
        fileName.startsWith("testing-node.") ? '/// <reference lib="esnext.disposable" />' : "",
    },
    outExtensions: () => ({ dts: extension }),
  };
}

const openapiFetchLicense = readFileSync(
  new URL("node_modules/openapi-fetch/LICENSE", import.meta.url),
  "utf8",
);

export default defineConfig([
  { ...code, format: "esm", deps: { onlyBundle: [], neverBundle: NODE } },
  {
    ...code,
    format: "cjs",
    // Left outside, `require("openapi-fetch")` is taken as a whole for the default export, and the first call throws.
    // So it becomes part of the file, which then has to carry its license.
    deps: { alwaysBundle: ["openapi-fetch"], onlyBundle: ["openapi-fetch"], neverBundle: NODE },
    banner: { js: `/*! Contains openapi-fetch.\n\n${openapiFetchLicense}*/` },
  },
  declarations(".d.mts"),
  declarations(".d.cts"),
]);
