import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.ts";

/** All tests of the folders that `npm run test:mutation` changes. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/{auth,send}/*.test.ts", "test/request/middleware.test.ts"],
    // These measure or start a process, or make all calls before their tests.
    exclude: ["test/auth/process-exit.test.ts", "test/send/{bodies-memory,faults,leftovers}.test.ts"],
    env: { ...base.test?.env, TEST_SIZE: "few" },
    // A mutant that makes a test hang takes this long.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
