import { env } from "node:process";
import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.ts";
import { keepWorker, observer, QuickestFirst } from "./kept-worker.ts";

export default defineConfig({
  ...base,
  plugins: [keepWorker],
  test: {
    ...base.test,
    runner: "test/mutation/idle-runner.ts",
    setupFiles: ["test/mutation/switch-off.ts"],
    include: env["MUTATION_TESTS"]?.split(" ") ?? [],
    exclude: [
      "test/*/bundle.test.ts",
      "test/auth/process-exit.test.ts",
      "test/send/{bodies-memory,faults,leftovers}.test.ts",
    ],
    env: { ...base.test?.env, TEST_SIZE: "few" },
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 15_000,
    reporters: [observer],
    sequence: { sequencer: QuickestFirst },
    expect: { poll: { timeout: 20_000 } },
  },
});
