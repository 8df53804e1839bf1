import { escapeText } from "../markdown/escape.ts";
import type { DocsPage, DocsPart } from "./page.ts";

const ABOUT =
  "TypeScript SDK for the Flatpeak API: what electricity costs at a location, and when. Typed calls, login and retries, " +
  "errors typed by status code. ESM and CommonJS, Node 20 and newer, Workers, browsers.";

/** Writes the list of pages for programs, in the form of llmstxt.org. */
export function renderLlms(parts: readonly DocsPart[]): string {
  const sections = parts.map(({ title, sections }) => {
    const links = sections.flatMap(({ pages }) => pages.map(renderLink));
    return `## ${title}\n\n${links.join("\n")}`;
  });
  return `${["# flatpeak", `> ${ABOUT}`, ...sections].join("\n\n")}\n`;
}

/** Writes all pages as one text. */
export function renderLlmsFull(pages: ReadonlyMap<DocsPage, string>): string {
  const texts = [...pages].map(([{ path }, markdown]) => `<!-- ${path}.md -->\n\n${markdown.trim()}`);
  return `${texts.join("\n\n")}\n`;
}

function renderLink({ title, path, summary }: DocsPage): string {
  return `- [${escapeText(title)}](${path}.md)${summary === "" ? "" : `: ${summary}`}`;
}
