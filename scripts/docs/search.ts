import type { Rendered } from "./markdown.ts";
import type { DocsPage } from "./page.ts";

/** A piece of a page that the search finds: what stands under one heading. */
export interface Entry {
  readonly id: number;
  /** Of the page and its heading, from the root of the site. */
  readonly address: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

/** What of a text is searched; a long table needs no more to be found. */
const MOST_SEARCH_TEXT = 2_000;

/** Everything that can be found, in the order of the pages. */
export function listEntries(pages: ReadonlyMap<DocsPage, Rendered>): readonly Entry[] {
  return [...pages]
    .flatMap(([page, { texts }]) =>
      texts.map(({ id, heading, text }) => ({
        address: `${page.path}.html${heading === page.title || id === "" ? "" : `#${id}`}`,
        page: page.title,
        heading: heading === page.title ? "" : heading,
        text: [page.call && `${page.call.method} ${page.call.path}`, text]
          .join(" ")
          .trim()
          .slice(0, MOST_SEARCH_TEXT),
      })),
    )
    .map((entry, id) => ({ id, ...entry }));
}

/** A script and no JSON, because a page that was opened as a file may load scripts only. */
export function renderEntries(entries: readonly Entry[]): string {
  return `globalThis.searchEntries = ${JSON.stringify(entries)};\n`;
}
