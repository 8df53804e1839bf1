import { env } from "node:process";
import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.ts";
import { keepWorker } from "./kept-worker.ts";
import { observer, QuickestFirst } from "./quickest-first.ts";

export default defineConfig({
  ...base,
  plugins: [keepWorker],
  test: {
    ...base.test,
    runner: "test/mutation/idle-runner.ts",
    setupFiles: ["test/mutation/switch-off.ts", "test/support/watch-fakes.ts"],
    include: env["MUTATION_TESTS"]?.split(" ") ?? [],
    // These build the code, start a process or measure memory, so they cannot see a mutant, or take too long.
    exclude: [
      "test/*/bundle.test.ts",
      "test/auth/process-exit.test.ts",
      "test/send/{bodies-memory,faults,leftovers}.test.ts",
      "test/testing/one-judge.test.ts",
    ],
    env: { ...base.test?.env, TEST_SIZE: "few" },
    maxWorkers: 1,
    // For endless loops that wait; a test that only waits ends earlier.
    testTimeout: 30_000,
    hookTimeout: 15_000,
    reporters: [observer],
    sequence: { sequencer: QuickestFirst },
    expect: { poll: { timeout: 20_000 } },
  },
});
