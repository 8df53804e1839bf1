import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain, readHead } from "./page.ts";
import type { DocsPage, Section } from "./page.ts";

/** Other pages for readers of the project. */
const PROJECT_PAGES = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

/** A line of docs/README.md: a page and its description. */
const ITEM = /^(?:\d+\.|-) \[.*?\]\(([\w-]+)\.md\)(?:: (.*))?$/gm;

/** Description at the top of a page for coding agents. */
const FRONTMATTER = /^---\n[^]*?\n---\n+/;

/**
 * Reads the guides, in the order and under the headings of docs/README.md.
 *
 * @throws Error if docs/README.md names a missing page, or lacks an existing one
 */
export function readGuides(root: string): readonly Section[] {
  const index = { ...readGuide(root, "docs/README.md", "guides/index"), frontmatter: { search: false } };
  const parts = index.markdown.split(/^\*\*(.*)\*\*$/m);
  const sections = parts.flatMap((title, at) => {
    if (at % 2 === 0) return [];
    return [{ title, items: [...(parts[at + 1] ?? "").matchAll(ITEM)] }];
  });
  const named = new Set(sections.flatMap(({ items }) => items.map(([, name]) => name)));
  const forgotten = listGuides(root).filter((name) => !named.has(name));
  if (forgotten.length > 0) throw new Error(`docs/README.md has no link to ${forgotten.join(", ")}`);
  return [
    { title: "Guides", pages: [index] },
    ...sections.map(({ title, items }) => ({
      title,
      pages: items.map(([, name = "", note = ""]) => ({
        ...readGuide(root, `docs/${name}.md`, `guides/${name}`),
        summary: plain(note),
      })),
    })),
    {
      title: "The project",
      pages: PROJECT_PAGES.map((name) =>
        readGuide(root, name, `project/${name.replace(".md", "").toLowerCase()}`),
      ),
    },
  ];
}

function listGuides(root: string): readonly string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => name.replace(".md", ""));
}

function readGuide(root: string, source: string, path: string): DocsPage {
  const file = join(root, source);
  if (!existsSync(file)) throw new Error(`docs/README.md links to ${source}, which does not exist`);
  const markdown = readFileSync(file, "utf8")
    .replace(FRONTMATTER, "")
    .replaceAll(/<!--[^]*?-->\n*/g, "");
  return { ...readHead(markdown), path, source, markdown };
}
