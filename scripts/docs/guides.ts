import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain, readHead } from "./page.ts";
import type { DocsPage, Section } from "./page.ts";

/** A line of an index: a page of docs/ and its description. */
const ITEM = /^(?:\d+\.|-) \[.*?\]\((?:docs\/)?([\w-]+)\.md\)(?:: (.*))?$/gm;

/** Description at the top of a page for coding agents. */
const FRONTMATTER = /^---\n[^]*?\n---\n+/;

/**
 * Reads the guides that the package contains, in the order and under the headings of docs/README.md, and the other
 * pages of the package.
 *
 * @throws Error if docs/README.md names a missing page
 */
export function readPackagedGuides(root: string): readonly Section[] {
  const index = { ...readGuide(root, "docs/README.md", "guides/index"), frontmatter: { search: false } };
  const parts = index.markdown.split(/^\*\*(.*)\*\*$/m);
  const sections = parts.flatMap((title, at) =>
    at % 2 === 0 ? [] : [{ title, pages: readItems(root, parts[at + 1] ?? "") }],
  );
  const project = ["CHANGELOG.md", "SECURITY.md"].map((name) => readProjectPage(root, name));
  return [{ title: "Guides", pages: [index] }, ...sections, { title: "The project", pages: project }];
}

/**
 * Reads all guides: those of the package, and those that CONTRIBUTING.md lists, which are only in the repository.
 *
 * @throws Error if an index names a missing page, or if neither names an existing one
 */
export function readGuides(root: string): readonly Section[] {
  const packaged = readPackagedGuides(root);
  const contributing = readProjectPage(root, "CONTRIBUTING.md");
  const pages = [contributing, ...readItems(root, contributing.markdown)];
  const sections = [...packaged, { title: "In the repository", pages }];
  const named = new Set(sections.flatMap((section) => section.pages.map(({ source }) => source)));
  const forgotten = listGuides(root).filter((source) => !named.has(source));
  if (forgotten.length > 0) {
    throw new Error(`neither docs/README.md nor CONTRIBUTING.md lists ${forgotten.join(", ")}`);
  }
  return sections;
}

function listGuides(root: string): readonly string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

function readItems(root: string, index: string): readonly DocsPage[] {
  return [...index.matchAll(ITEM)].map(([, name = "", note = ""]) => ({
    ...readGuide(root, `docs/${name}.md`, `guides/${name}`),
    summary: plain(note),
  }));
}

function readProjectPage(root: string, name: string): DocsPage {
  return readGuide(root, name, `project/${name.replace(".md", "").toLowerCase()}`);
}

function readGuide(root: string, source: string, path: string): DocsPage {
  const file = join(root, source);
  if (!existsSync(file)) throw new Error(`the list of guides names ${source}, which does not exist`);
  const markdown = readFileSync(file, "utf8")
    .replace(FRONTMATTER, "")
    .replaceAll(/<!--[^]*?-->\n*/g, "");
  return { ...readHead(markdown), path, source, markdown };
}
