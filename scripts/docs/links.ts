import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { DocsPage } from "./page.ts";

/** Files that are no pages, and where the site has them. */
export const ASSETS: Readonly<Record<string, string>> = { LICENSE: "license.txt" };

/**
 * Rewrites links between files of the project into links between the pages of the site. A link to a file that is no page
 * becomes text. VitePress finds the links that lead nowhere.
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

/** The way from one page to another file of the site. */
function relativeTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}
