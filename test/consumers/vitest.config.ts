import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["*.spec.ts"],
    globalSetup: "install.ts",
    // Most of it waits for compilers, bundlers and browsers, which take a core each.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A real credential in the environment of whoever runs the tests must never reach a request.
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "" },
  },
});
