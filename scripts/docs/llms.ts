import type { DocsSection } from "./layout.ts";
import { codeSpan, escapeText } from "../markdown/escape.ts";
import type { DocsPage } from "./page.ts";

const ABOUT =
  "TypeScript SDK for the Flatpeak API: what electricity costs at a location, and when. Typed calls, login handled, every " +
  "failure typed by status. ESM and CommonJS, Node 20 and newer, Workers, browsers.";

/** The pages as a list for programs that read, after the proposal of llmstxt.org. */
export function renderLlms(parts: readonly DocsSection[]): string {
  const sections = parts.flatMap((part) => {
    const title = part.title === "" ? "Guides" : part.title;
    const pages = part.sections.flatMap((section) => section.pages);
    return [`## ${title}`, pages.map(renderLlmsLink).join("\n")];
  });
  return `${["# flatpeak", `> ${ABOUT}`, ...sections].join("\n\n")}\n`;
}

/** All pages in one text. */
export function renderLlmsFull(parts: readonly DocsSection[]): string {
  const pages = parts.flatMap((part) => part.sections.flatMap((section) => section.pages));
  return `${pages.map(({ path, markdown }) => `<!-- ${path}.md -->\n\n${markdown.trim()}`).join("\n\n")}\n`;
}

function renderLlmsLink({ title, path, summary, call }: DocsPage): string {
  const about = [call === undefined ? "" : `${call.method} ${codeSpan(call.path)}.`, escapeText(summary)]
    .join(" ")
    .trim();
  return `- [${escapeText(title)}](${path}.md)${about === "" ? "" : `: ${about}`}`;
}
