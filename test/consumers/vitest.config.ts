import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["*.spec.ts"],
    globalSetup: "install.ts",
    // Most tests wait for compilers, bundlers and browsers, which each take a core.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Real credentials in the developer's environment must never reach a request.
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "" },
  },
});
