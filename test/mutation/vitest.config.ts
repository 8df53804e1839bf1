import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.ts";

/** What holds the promises of the files that `npm run test:mutation` breaks. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/{auth,send}/*.test.ts", "test/request/middleware.test.ts"],
    // They measure a process or run one of their own, or make all their calls before their tests.
    exclude: ["test/auth/process-exit.test.ts", "test/send/{bodies-memory,faults,leftovers}.test.ts"],
    env: { ...base.test?.env, TEST_SIZE: "few" },
    // A mutant that makes a test hang costs this much.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
