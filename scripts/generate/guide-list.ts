import { join, posix } from "node:path";
import type { OutputFile } from "../command/output.ts";
import { readGuides } from "../docs/guides.ts";
import { renderLlms } from "../docs/llms.ts";

/** Renders `docs/llms.txt`, the list of guides for programs, with the guides and headings of `docs/README.md`. */
export function renderGuideList(root: string): OutputFile {
  const sections = readGuides(root).map(({ title, pages }) => ({
    title,
    pages: pages.map((page) => ({ ...page, path: posix.relative("docs", page.source).replace(/\.md$/, "") })),
  }));
  const text = renderLlms(sections.map((section) => ({ title: section.title, sections: [section] })));
  return { path: join(root, "docs/llms.txt"), text };
}
