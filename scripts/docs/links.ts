import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { DocsPage } from "./page.ts";

/** Files that are no pages, and where the site has them. */
export const ASSETS: Readonly<Record<string, string>> = { LICENSE: "license.txt" };

/** Turns links between files of the project into links within the site. */
export interface Linker {
  /**
   * The address that a link of a page leads to, relative to that page; `undefined` for a file of the project that is no page.
   *
   * @throws Error for a link to what is not there at all
   */
  readonly resolve: (page: DocsPage, href: string) => string | undefined;
  /** The Markdown of a page, whose links lead to the Markdown of the others. */
  readonly relink: (page: DocsPage) => string;
}

/** Knows every page by its source, and by where it is in the site. */
export function createLinker(root: string, pages: readonly DocsPage[]): Linker {
  const addresses = new Map<string, string>(
    pages.flatMap(({ source, path }) =>
      [source, `${path}.md`].map((file) => [file, `${path}.html`] as const),
    ),
  );
  for (const [source, address] of Object.entries(ASSETS)) addresses.set(source, address);

  const find = (page: DocsPage, href: string): string | undefined => {
    const [file = "", anchor] = href.split("#");
    const address = addresses.get(posix.join(posix.dirname(page.source), file));
    if (address === undefined) return undefined;
    return relativeTo(page.path, address) + (anchor === undefined ? "" : `#${anchor}`);
  };
  const isInProject = (page: DocsPage, href: string): boolean =>
    existsSync(join(root, posix.dirname(page.source), href.replace(/#.*/, "")));
  return {
    resolve: (page, href) => {
      if (/^(https?:|mailto:|#)/.test(href)) return href;
      const address = find(page, href);
      if (address !== undefined) return address;
      if (isInProject(page, href)) return undefined;
      throw new Error(`${page.source} links to ${href}, and there is no such file`);
    },
    relink: (page) =>
      page.markdown.replaceAll(
        /\[([^\]\n]*)\]\(([\w./-]+(?:#[\w-]+)?)\)/g,
        (link, text: string, href: string) => {
          const address = find(page, href);
          if (address !== undefined) return `[${text}](${address.replace(/\.html(?=#|$)/, ".md")})`;
          return isInProject(page, href) ? text : link;
        },
      ),
  };
}

/** The way from one page to another file of the site. */
export function relativeTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}
