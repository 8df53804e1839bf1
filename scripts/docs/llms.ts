import type { Part } from "./layout.ts";
import { codeSpan, escapeText } from "../markdown/escape.ts";
import type { Page } from "./page.ts";

const ABOUT =
  "TypeScript SDK for the Flatpeak API: what electricity costs at a location, and when. Typed calls, login handled, every " +
  "failure typed by status. ESM and CommonJS, Node 20 and newer, Workers, browsers.";

/** The pages as a list for programs that read, after the proposal of llmstxt.org. */
export function renderLlms(parts: readonly Part[]): string {
  const sections = parts.flatMap((part) => {
    const title = part.title === "" ? "Guides" : part.title;
    const pages = part.sections.flatMap((section) => section.pages);
    return [`## ${title}`, pages.map(renderLink).join("\n")];
  });
  return `${["# flatpeak", `> ${ABOUT}`, ...sections].join("\n\n")}\n`;
}

/** All pages in one text. */
export function renderLlmsFull(parts: readonly Part[]): string {
  const pages = parts.flatMap((part) => part.sections.flatMap((section) => section.pages));
  return `${pages.map(({ path, markdown }) => `<!-- ${path}.md -->\n\n${markdown.trim()}`).join("\n\n")}\n`;
}

function renderLink({ title, path, summary, call }: Page): string {
  const about = [call === undefined ? "" : `${call.method} ${codeSpan(call.path)}.`, escapeText(summary)]
    .join(" ")
    .trim();
  return `- [${escapeText(title)}](${path}.md)${about === "" ? "" : `: ${about}`}`;
}
