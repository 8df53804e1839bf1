import { defineConfig } from "vitest/config";

/** What every run of the project's own tests needs, whichever files it takes. */
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
    // What a file imports, the compiler above all, is loaded once for all files: that is a quarter of the time of the tests.
    // So a test puts back whatever it replaces.
    isolate: false,
    // A real credential in the environment of whoever runs the tests must never reach a request.
    env: { FLATPEAK_ACCOUNT_ID: "", FLATPEAK_API_KEY: "" },
    // By default one core is left idle, which is half of a machine that has two.
    maxWorkers: "100%",
    // Only a test that hangs takes this long, however slow or busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // The same for a wait: `vi.waitFor` has no setting of its own, and its second is too short for a busy machine.
    expect: { poll: { timeout: 60_000 } },
  },
});

/** These measure the memory of their process. */
const MEASURED = ["test/package/types-budget.test.ts"];

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // Not below the folders of test/: there are the blocks of guides, written out as the programs of users, with tests of
    // theirs among them.
    projects: [
      { extends: true, test: { name: "shared", include: ["test/*/*.test.ts"], exclude: MEASURED } },
      { extends: true, test: { name: "alone", include: MEASURED, isolate: true } },
    ],
  },
});
