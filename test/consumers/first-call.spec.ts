import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { createProject } from "./project.ts";

/** The page in the tarball. */
const page = readFileSync(join(inject("installed"), "node_modules/flatpeak/docs/first-call.md"), "utf8");
const blocks = readCodeBlocks(page).filter(({ title }) => title !== undefined);
const programs = Object.fromEntries(
  blocks.filter(({ language }) => language === "ts").map(({ title = "", code }) => [title, code]),
);
const shown = blocks.find(({ title }) => title === "tsconfig.json")?.code ?? "";
const tool = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test("the page has its programs, its tsconfig and the command that writes one", () => {
  expect(Object.keys(programs)).toEqual(["first-call.ts", "read.ts", "without-account.ts"]);
  expect(page).toContain("npx tsc --init --types node\n");
  expect(page).toContain("npx tsc --noEmit\n");
});

test.each(["typescript", "typescript-6", "typescript-7"])(
  "its programs compile with the tsconfig of %s, and with the one on the page",
  async (compiler) => {
    const tsc = tool(`node_modules/${compiler}/bin/tsc`);
    const project = createProject(`first-call-${compiler}`, {
      ...programs,
      "package.json": '{ "type": "module" }',
    });
    await project.run(execPath, tsc, "--init", "--types", "node");
    expect(await project.run(execPath, tsc, "--noEmit")).toBe("");
    const other = createProject(`first-call-shown-${compiler}`, {
      ...programs,
      "package.json": '{ "type": "module" }',
      "tsconfig.json": shown,
    });
    expect(await other.run(execPath, tsc, "--noEmit")).toBe("");
  },
);

test("the program without an account prints what the page shows", async () => {
  const project = createProject("first-call", { ...programs, "package.json": '{ "type": "module" }' });
  const tsx = tool("../../node_modules/tsx/dist/cli.mjs");
  const printed = await project.run(execPath, tsx, "without-account.ts");
  expect(page).toContain(`\`\`\`text\n${printed}\`\`\``);
});
