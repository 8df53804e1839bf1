import { defineConfig } from "tsdown";
import type { UserConfig } from "tsdown";

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
  // How long each plugin took is no news to whoever builds.
  checks: { pluginTimings: false },
};

/**
 * One file per entry, openapi-fetch inside: each further file costs a program a third of its start. What two entries share
 * is in both files, so it must hold no state that they have to share.
 */
const code: UserConfig[] = Object.entries(entries).flatMap(([name, file]) =>
  (["esm", "cjs"] as const).map((format) => ({
    ...common,
    // `tsdown --filter code` leaves the declarations out, which take most of the time.
    name: "code",
    entry: { [name]: file },
    format,
    dts: false,
    sourcemap: true,
    deps: {
      neverBundle: [builtIn],
      alwaysBundle: ["openapi-fetch"],
      onlyBundle: name === "index" || name === "fetch" ? ["openapi-fetch"] : [],
    },
  })),
);

/** Built apart from the code: a map of declarations would lead editors to sources that are not in the package. */
function declarations(extension: ".d.mts" | ".d.cts"): UserConfig {
  return {
    ...common,
    name: "declarations",
    entry: entries,
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
    outExtensions: () => ({ dts: extension }),
  };
}

export default defineConfig([...code, declarations(".d.mts"), declarations(".d.cts")]);
