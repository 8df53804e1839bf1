import type { Rendered } from "./markdown.ts";
import type { DocsPage, Section } from "./page.ts";
import { relativeTo } from "./links.ts";

/** A group of sections in the navigation. */
export interface DocsSection {
  readonly title: string;
  readonly sections: readonly Section[];
}

/** What the frame around a page needs to know. */
export interface Frame {
  readonly parts: readonly DocsSection[];
  /** Name of the API and its release: "Flatpeak API 2025-09-14.anode". */
  readonly release: string;
}

/** A whole page of the site as HTML. */
export function layOut(page: DocsPage, { html, headings }: Rendered, frame: Frame): string {
  const to = (file: string): string => relativeTo(page.path, file);
  const outline = headings.filter(({ level }) => level === 2 || level === 3);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(page.summary)}">
<title>${escape(page.title)} · flatpeak</title>
<link rel="icon" href="${to("icon.svg")}" type="image/svg+xml">
<link rel="alternate" href="${escape(to(`${page.path}.md`))}" type="text/markdown">
<link rel="stylesheet" href="${to("site.css")}">
<script src="${to("site.js")}" data-root="${escape(relativeTo(page.path, "."))}" defer></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<a class="name" href="${to("index.html")}">flatpeak</a>
<search>
<input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">
<kbd aria-hidden="true">/</kbd>
<ol id="found" role="listbox" aria-label="Found" hidden></ol>
</search>
<button class="menu" type="button" aria-controls="pages" aria-expanded="false">Pages</button>
</header>
<nav id="pages" aria-label="Pages">
${frame.parts.map((part) => renderPart(part, page, to)).join("\n")}
<p class="release">${escape(frame.release)}</p>
</nav>
<main id="content">
<article>
${renderCall(page)}${html}</article>
${outline.length > 1 ? renderOutline(outline) : ""}
</main>
</body>
</html>
`;
}

function renderPart(part: DocsSection, current: DocsPage, to: (file: string) => string): string {
  const sections = part.sections.map(({ title, pages }) => {
    const list = `<ul>${pages.map((page) => renderLink(page, current, to)).join("")}</ul>`;
    if (title === "") return list;
    const open = pages.includes(current) || part.title === "" ? " open" : "";
    return `<details${open}><summary>${escape(title)}</summary>${list}</details>`;
  });
  return `${part.title === "" ? "" : `<h2>${escape(part.title)}</h2>`}${sections.join("\n")}`;
}

function renderLink(page: DocsPage, current: DocsPage, to: (file: string) => string): string {
  const here = page === current ? ' aria-current="page"' : "";
  return `<li><a href="${escape(to(`${page.path}.html`))}"${here}>${escape(page.title)}</a></li>`;
}

function renderCall({ call }: DocsPage): string {
  if (call === undefined) return "";
  const { method, path, certainty } = call;
  return (
    `<p class="call"><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(path)}</code> ` +
    `<a class="certainty" href="#how-certain-this-is">${escape(certainty)}</a></p>\n`
  );
}

function renderOutline(headings: Rendered["headings"]): string {
  const links = headings.map(
    ({ id, text, level }) => `<li class="level-${level}"><a href="#${escape(id)}">${escape(text)}</a></li>`,
  );
  return `<aside aria-label="On this page"><p>On this page</p><ul>${links.join("")}</ul></aside>`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
