import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.ts";

/** Only the tests of the files that `npm run test:mutation` changes, since every mutant runs many of them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      "test/auth/login.test.ts",
      "test/auth/token-interleavings.test.ts",
      "test/auth/token-store.test.ts",
      "test/send/deadline.test.ts",
      "test/send/retry.test.ts",
      "test/send/retry-worth.test.ts",
      "test/send/bodies-stream.test.ts",
    ],
    env: { ...base.test?.env, TEST_SIZE: "few" },
  },
});
