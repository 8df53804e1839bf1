import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import project from "../../vitest.config.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // `flatpeak` and its other entries resolve to the sources, as in the project's own tests.
  resolve: {
    alias: [
      ...(Array.isArray(project.resolve?.alias) ? project.resolve.alias : []),
      {
        find: "$env/dynamic/private",
        replacement: fileURLToPath(new URL("sveltekit-env.ts", import.meta.url)),
      },
    ],
  },
  test: {
    include: ["*.spec.{ts,tsx}"],
    globalSetup: "./setup.ts",
    // Real credentials in the developer's environment must never reach a request.
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "", LOG_LEVEL: "silent" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
