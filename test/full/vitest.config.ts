import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** Property tests at their full size: those that take their number of runs from test/support/sizes.ts. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    projects: undefined,
    include: listSized(),
    env: { ...base.test?.env, TEST_SIZE: "full" },
  },
});

function listSized(): string[] {
  const names = readdirSync("test", { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /^\w+\/[^/]+\.test\.ts$/.test(name))
    .map((name) => `test/${name}`)
    .filter((file) => readFileSync(file, "utf8").includes("pickSize("));
}
