import { defineConfig } from "vitest/config";

/** Settings of every run of the project's own tests. */
export const base = defineConfig({
  resolve: {
    alias: [
      { find: /^flatpeak$/, replacement: new URL("./src/index.ts", import.meta.url).pathname },
      { find: /^flatpeak\/fetch$/, replacement: new URL("./src/fetch/index.ts", import.meta.url).pathname },
      {
        find: /^flatpeak\/drift$/,
        replacement: new URL("./src/drift/index.ts", import.meta.url).pathname,
      },
      {
        find: /^flatpeak\/testing$/,
        replacement: new URL("./test/support/watched-fake.ts", import.meta.url).pathname,
      },
      {
        find: /^flatpeak\/testing\/node$/,
        replacement: new URL("./src/testing/node.ts", import.meta.url).pathname,
      },
      {
        find: /^flatpeak\/webhooks$/,
        replacement: new URL("./src/webhooks/index.ts", import.meta.url).pathname,
      },
    ],
  },
  test: {
    setupFiles: [new URL("./test/support/watch-fakes.ts", import.meta.url).pathname],
    // Test files share imported modules, above all the compiler, which saves a quarter of the time. So a test must
    // restore what it replaces.
    isolate: false,
    // Real credentials in the developer's environment must never reach a request.
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "" },
    // The default leaves one core idle: half of a machine with two.
    maxWorkers: "100%",
    // Only a hanging test takes this long, even on a slow or busy machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // The same for waits. `vi.waitFor` has no such setting, and its default of 1 s is too short for a busy machine.
    expect: { poll: { timeout: 60_000 } },
  },
});

const filesOf = (...folders: readonly string[]): string[] => folders.map((name) => `test/${name}/*.test.ts`);

/** Their tests load the compiler. One process for them parses its libraries once. */
const TOOLS = filesOf("docs", "generate", "types");
/** Tests of the commands for maintainers that change the contract or compare it. `npm run test:full` runs them. */
export const CONTRACT_TOOLS: string[] = filesOf("diff", "import", "observe");

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // A second worker would load, parse and compile everything a second time.
    maxWorkers: 1,
    // Not deeper than the folders of test/: some contain the guides' code blocks as user programs, with tests among
    // them.
    projects: [
      {
        extends: true,
        test: { name: "sdk", include: ["test/*/*.test.ts"], exclude: [...TOOLS, ...CONTRACT_TOOLS] },
      },
      { extends: true, test: { name: "tools", include: TOOLS } },
      { extends: true, test: { name: "contract-tools", include: CONTRACT_TOOLS } },
    ],
  },
});
