/** A page of the site, as Markdown. VitePress renders it, and llms.txt links to it. */
export interface DocsPage {
  /** Path in the site, without extension: `operations/create-device`. */
  readonly path: string;
  readonly title: string;
  /** One sentence in Markdown, for llms.txt and tables of pages. */
  readonly summary: string;
  /** Markdown with the heading. Links are relative to `source`. */
  readonly markdown: string;
  /** Real or assumed file in the project that links are relative to: `docs/errors.md`. */
  readonly source: string;
  /** Settings of the page for VitePress, such as its layout. */
  readonly frontmatter?: Readonly<Record<string, unknown>>;
}

/** Pages under one heading of the sidebar. */
export interface Section {
  readonly title: string;
  readonly pages: readonly DocsPage[];
}

/** Sections that share an entry of the top bar and a sidebar. */
export interface DocsPart {
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Returns the heading of a page and its first sentence, without markup. */
export function readHead(markdown: string): { readonly title: string; readonly summary: string } {
  const [, title = "", rest = ""] = /^# (.*)$([^]*)/m.exec(markdown) ?? [];
  const paragraph = rest
    .split("\n\n")
    .map((text) => text.trim())
    .find((text) => /^[A-Z`[]/i.test(text) && !text.startsWith("```"));
  return { title: plain(title), summary: firstSentence(plain(paragraph ?? "")) };
}

/** The text of Markdown, without markup. */
export function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]|\\(?=[<>_])/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}
