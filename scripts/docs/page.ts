/** A page of the site, as Markdown. VitePress renders it, and llms.txt leads to it. */
export interface DocsPage {
  /** Within the site and without ending: `operations/create-device`. */
  readonly path: string;
  readonly title: string;
  /** One sentence in Markdown, for llms.txt and tables of pages. */
  readonly summary: string;
  /** With its heading. Links are relative to `source`. */
  readonly markdown: string;
  /** The file in the project, or where the file would be, that links start from: `docs/errors.md`. */
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

/** The heading of a page and its first sentence, without markup. */
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
