import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { renderReadme } from "../../scripts/generate/readme.ts";

const folder = mkdtempSync(join(tmpdir(), "flatpeak-readme-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const contract = { paths: { "/toys": { get: { operationId: "list-toys", summary: "List toys" } } } };
const project = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

function write(text: string): string {
  const path = join(folder, "README.md");
  writeFileSync(path, text);
  return path;
}

test("only the table of operations in the README is renewed", () => {
  const renewed = renderReadme(write(project), contract);
  expect(renewed).toContain("| GET | `/toys` | `list-toys` | List toys | seen |");
  expect(renewed).not.toContain("`create-device` ");
  const [before = ""] = project.split("<!-- Operations:");
  const [, after = ""] = project.split("<!-- End of operations. -->");
  expect(renewed.startsWith(before)).toBe(true);
  expect(renewed.endsWith(after)).toBe(true);
});

test("a README without the marks is an error that names them, not a README without a table", () => {
  expect(() => renderReadme(write("# flatpeak\n"), contract)).toThrow(
    /README\.md: the marks around the table of operations are gone: <!-- Operations: .* -->/,
  );
});
