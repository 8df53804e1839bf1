import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { createHost } from "../support/compiler-host.ts";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

/** Compiler errors of a file in src, with the tsconfig of src. */
function compile(name: string, code: string): string[] {
  const { config } = ts.readConfigFile(`${SRC}/tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, SRC);
  const file = `${SRC}/${name}`;
  const program = ts.createProgram([file], options, createHost(options, new Map([[file, code]])));
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test.each([
  ["process.exit()", "Cannot find name 'process'"],
  ["Buffer.from('')", "Cannot find name 'Buffer'"],
  ["await import('node:fs')", "Cannot find name 'node:fs'"],
])("%s does not compile in src", (code, complaint) => {
  expect(compile("probe.ts", `export const probe = ${code};`).join()).toContain(complaint);
  expect(compile("testing/probe.ts", `export const probe = ${code};`).join()).toContain(complaint);
});

test("globals of every runtime compile in src", () => {
  expect(compile("probe.ts", "export const probe = new URL('https://a.example').origin;")).toEqual([]);
});

test("the tsconfig of src compiles everything except flatpeak/testing/node", () => {
  const { config } = ts.readConfigFile(`${SRC}/tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const compiled = new Set(ts.parseJsonConfigFileContent(config, ts.sys, SRC).fileNames);
  const all = ts.sys.readDirectory(SRC, [".ts"]);
  expect(
    all.filter((file) => !compiled.has(file)).every((file) => file.startsWith(`${SRC}/testing/node`)),
  ).toBe(true);
  expect(all.length - compiled.size).toBeLessThan(5);
});
