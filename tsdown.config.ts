import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "tsdown";
import type { UserConfig } from "tsdown";

const openApiFetchNotice = `/*! Contains openapi-fetch.\n\n${readFileSync(
  new URL("node_modules/openapi-fetch/LICENSE", import.meta.url),
  "utf8",
)}*/\n`;

function isOpenApiFetch(id: string): boolean {
  return /[\\/]node_modules[\\/]openapi-fetch[\\/]/.test(id);
}

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
  // What entries share is in files of its own. Their names must not change with their content: they are listed in a test.
  hash: false,
  // How long each plugin took is no news to whoever builds.
  checks: { pluginTimings: false },
};

const code: UserConfig = {
  ...shared,
  dts: false,
  sourcemap: true,
  outputOptions: {
    // A module of the core that entries share keeps its name, and bundlers can leave it out by itself.
    codeSplitting: {
      groups: [
        { name: (id) => basename(id, ".ts"), test: /(src|generated)[\\/][^\\/]+\.ts$/, minShareCount: 2 },
      ],
    },
    postBanner: ({ moduleIds }) => (moduleIds.some(isOpenApiFetch) ? openApiFetchNotice : ""),
  },
};

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
function declarations(extension: ".d.mts" | ".d.cts"): UserConfig {
  return {
    ...shared,
    format: "esm",
    dts: { emitDtsOnly: true },
    outExtensions: () => ({ dts: extension }),
  };
}

export default defineConfig([
  { ...code, format: "esm", deps: { onlyBundle: [] } },
  {
    ...code,
    format: "cjs",
    // Left outside, `require("openapi-fetch")` is taken as a whole for the default export, and the first call throws.
    // So it becomes part of the file, which then has to carry its license.
    deps: { alwaysBundle: ["openapi-fetch"], onlyBundle: ["openapi-fetch"] },
  },
  declarations(".d.mts"),
  declarations(".d.cts"),
]);
