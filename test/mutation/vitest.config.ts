import { defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** What holds the promises of the files that `npm run test:mutation` breaks, and no more: a mutant runs much of it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      "test/login.test.ts",
      "test/token-interleavings.test.ts",
      "test/token-store.test.ts",
      "test/deadline.test.ts",
      "test/retry.test.ts",
      "test/retry-worth.test.ts",
      "test/bodies-stream.test.ts",
    ],
    typecheck: { enabled: false },
    env: { ...base.test?.env, FLATPEAK_INTERLEAVINGS: "400" },
  },
});
