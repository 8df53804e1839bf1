import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { DocsPage } from "./page.ts";

/** Files that are not pages, and their places on the site. */
export const ASSETS: Readonly<Record<string, string>> = { LICENSE: "license.txt" };

/**
 * Rewrites links between files of the project into links between pages of the site. A link to a file that is not a page
 * becomes text. VitePress reports dead links.
 */
export function createLinker(root: string, pages: readonly DocsPage[]): (page: DocsPage) => string {
  const addresses = new Map<string, string>([
    ...pages.flatMap(({ source, path }) =>
      [source, `${path}.md`].map((file) => [file, `${path}.md`] as const),
    ),
    ...Object.entries(ASSETS),
  ]);
  return ({ path, source, markdown }) =>
    markdown.replaceAll(
      /\[([^\]\n]*)\]\(([\w./-]+)(#[\w-]+)?\)/g,
      (link, text: string, file: string, anchor = "") => {
        const folder = posix.dirname(source);
        const address = addresses.get(posix.join(folder, file));
        if (address !== undefined) return `[${text}](${relativeTo(path, address)}${String(anchor)})`;
        return existsSync(join(root, folder, file)) ? text : link;
      },
    );
}

/** The relative path from a page to another file of the site. */
function relativeTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}
