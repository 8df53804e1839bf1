/** A page of the site, as Markdown; all pages are made so, whatever they are about, and rendered in one way. */
export interface DocsPage {
  /** Within the site and without ending: `operations/create-device`. */
  readonly path: string;
  readonly title: string;
  /** One sentence, for llms.txt and for who searches. */
  readonly summary: string;
  /** With its heading. Links are relative to `source`. */
  readonly markdown: string;
  /** The file in the project, or where the file would be, that links start from: `docs/errors.md`. */
  readonly source: string;
  /** What the page shows above its heading, if it is about a call. */
  readonly call?: CallMark;
}

/** Marks a page as that of a call. */
export interface CallMark {
  readonly method: string;
  readonly path: string;
  readonly certainty: string;
}

/** Pages under one heading of the navigation. */
export interface Section {
  readonly title: string;
  readonly pages: readonly DocsPage[];
}

/** The heading of a page and its first paragraph, without markup. */
export function readHead(markdown: string): { readonly title: string; readonly summary: string } {
  const [, title = "", rest = ""] = /^# (.*)$([^]*)/m.exec(markdown) ?? [];
  const paragraph = rest
    .split("\n\n")
    .map((text) => text.trim())
    .find((text) => /^[A-Z`[]/i.test(text) && !text.startsWith("```"));
  return { title: plain(title), summary: firstSentence(plain(paragraph ?? "")) };
}

function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]|\\(?=[<>_])/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}
