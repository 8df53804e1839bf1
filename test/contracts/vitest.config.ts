import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Manifests import what their contract needs from the package.
  resolve: { alias: { flatpeak: fileURLToPath(new URL("../../src/index.ts", import.meta.url)) } },
  test: {
    include: ["*.spec.ts"],
    // One at a time: the compiler takes gigabytes for the largest contracts.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "" },
  },
});
