import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuides } from "../../scripts/docs/guides.ts";
import { renderGuideList } from "../../scripts/generate/guide-list.ts";

let root: string;

const write = (name: string, text: string): void => {
  writeFileSync(join(root, name), text);
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "flatpeak-pages-"));
  mkdirSync(join(root, "docs"));
  for (const name of ["CHANGELOG.md", "SECURITY.md"]) write(name, `# ${name}\n\nText.\n`);
  write("docs/README.md", "# Guides\n\nText.\n\n**Use**\n\n- [Errors](errors.md): status codes.\n");
  write(
    "CONTRIBUTING.md",
    "# Contributing\n\nText.\n\n- [Releasing](docs/releasing.md): from a tag to npm.\n",
  );
  for (const name of ["errors", "releasing"]) write(`docs/${name}.md`, `# ${name}\n\nText.\n`);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

test("the site has the guides of the package, then those that are only in the repository", () => {
  const sources = readGuides(root).map(({ title, pages }) => [title, pages.map(({ source }) => source)]);
  expect(sources).toEqual([
    ["Guides", ["docs/README.md"]],
    ["Use", ["docs/errors.md"]],
    ["The project", ["CHANGELOG.md", "SECURITY.md"]],
    ["In the repository", ["CONTRIBUTING.md", "docs/releasing.md"]],
  ]);
});

test("the list for programs has no page that is only in the repository", () => {
  const { text } = renderGuideList(root);
  expect(text).toContain("(errors.md): status codes.");
  expect(text).not.toMatch(/releasing|contributing/i);
});

test("a page that neither index lists is an error", () => {
  write("docs/forgotten.md", "# Forgotten\n\nText.\n");
  expect(() => readGuides(root)).toThrow(
    "neither docs/README.md nor CONTRIBUTING.md lists docs/forgotten.md",
  );
  rmSync(join(root, "docs/forgotten.md"));
});
