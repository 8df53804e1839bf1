import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { base, CONTRACT_TOOLS } from "../../vitest.config.ts";

/**
 * Commands as separate processes, the tests of commands that change or compare the contract, and property tests at full
 * size: those that use test/support/sizes.ts.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/full/*.spec.ts", ...CONTRACT_TOOLS, ...listSized()],
    env: { ...base.test?.env, TEST_SIZE: "full" },
  },
});

function listSized(): string[] {
  const folders = readdirSync("test", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name }) => readdirSync(`test/${name}`).map((file) => `test/${name}/${file}`))
    .filter((file) => file.endsWith(".test.ts") && readFileSync(file, "utf8").includes("pickSize("));
}
