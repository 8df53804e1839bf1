import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Contract } from "../../scripts/contract/contract.ts";
import { main } from "../../scripts/generate.ts";
import { USAGE } from "../../scripts/generate/arguments.ts";
import { renderCode } from "../../scripts/generate/files.ts";
import { renderOperationsPage } from "../../scripts/generate/operations-page.ts";
import { compile } from "../support/compiler.ts";
import { runInProcess } from "../support/in-process.ts";
import { HOSTILE_TEXTS, makeHostileContract } from "../support/hostile-contract.ts";

// Compiling takes long on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const STAND_IN = "data:text/javascript,export function encodeRequest(){};export function secureRequest(){}";

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

// Enough shifts that each place of the contract gets many of the texts.
describe.each([0, 11])("a contract of only hostile texts, from text %i on", (shift) => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await makeHostileContract(shift);
  });

  test("generates TypeScript that compiles and executes none of them", async () => {
    const drafts = renderCode(contract, folder);
    for (const { path, text } of drafts) writeFileSync(path, text);
    expect(compile(drafts.map(({ path }) => path))).toEqual([]);
    for (const { text } of drafts) {
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      // Text of the package, not of the contract.
      const code = outputText.replace(`from "flatpeak"`, `from "${STAND_IN}"`);
      await import(`data:text/javascript,${encodeURIComponent(code)}`);
    }
    expect(globalThis).not.toHaveProperty("pwned");
  });

  test("leaves no characters in the code that hide or reorder others", () => {
    for (const { text } of renderCode(contract, folder)) {
      expect(text).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
  });

  test("generates a page of operations without HTML and images", () => {
    const page = renderOperationsPage(contract.document).replace(/^<!-- Generated .*? -->\n/, "");
    const tokens = new MarkdownIt({ html: true })
      .parse(page, {})
      .flatMap((token) => [token, ...(token.children ?? [])]);
    const types = new Set(tokens.map(({ type }) => type));
    for (const type of ["html_block", "html_inline", "image"]) expect(types).not.toContain(type);
    const rows = tokens.filter(({ type }) => type === "tr_open");
    expect(rows).toHaveLength(1 + HOSTILE_TEXTS.length + 3);
    const cells = tokens.filter(({ type }) => type === "td_open");
    expect(cells).toHaveLength((rows.length - 1) * 5);
  });
});

test("no command writes control characters of a contract to a terminal", async () => {
  const clear = "\u001b[2J\u202e";
  const run = async (operation: object): Promise<string> => {
    const file = join(folder, "terminal.json");
    const info = { title: clear, version: "1" };
    const paths = { [`/${clear}`]: { get: operation }, "/b": { get: operation } };
    writeFileSync(file, JSON.stringify({ openapi: "3.0.3", info, paths }));
    const words = ["--spec", file, "--out", join(folder, "terminal")];
    const { stdout, stderr } = await runInProcess(USAGE, main, words);
    return `${stdout}${stderr}`;
  };
  const outputs = [
    await run({ operationId: clear, responses: { "200": { description: "ok" } } }),
    await run({ responses: { "200": { $ref: `#/components/responses/${clear}` } } }),
  ];
  for (const output of outputs) {
    expect(output).toContain("\\u001b[2J\\u202e");
    expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  }
});
