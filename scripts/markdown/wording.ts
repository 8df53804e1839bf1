import MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";
import { codeSpan, escapeText, fence, link, renderTable } from "./escape.ts";

/** CommonMark, as in OpenAPI descriptions; HTML is text. */
const parser = new MarkdownIt("default", { html: false });

const EMPHASIS: Readonly<Record<string, string>> = {
  strong_open: "**",
  strong_close: "**",
  em_open: "*",
  em_close: "*",
};

/**
 * Text of a contract as Markdown on one line. Code spans, emphasis and web links are kept; everything else becomes
 * plain text. Images become links: a page must not fetch addresses of a contract.
 */
export function renderInline(text: string): string {
  return parser
    .parse(text, {})
    .filter(({ type }) => ["inline", "fence", "code_block"].includes(type))
    .map((token) => (token.type === "inline" ? renderSpans(token.children ?? []) : codeSpan(token.content)))
    .join(" ")
    .trim();
}

/**
 * Like {@link renderInline}, with paragraphs, lists, tables and code. Headings become bold text, so that the page
 * keeps its outline.
 */
export function renderBlocks(text: string): string {
  const blocks: string[] = [];
  let depth = 0;
  let isHeading = false;
  let rows: string[][] | undefined;
  for (const token of parser.parse(text, {})) {
    if (token.type === "list_item_open") depth += 1;
    else if (token.type === "list_item_close") depth -= 1;
    else if (token.type === "heading_open") isHeading = true;
    else if (token.type === "table_open") rows = [];
    else if (token.type === "tr_open") rows?.push([]);
    else if (token.type === "table_close") {
      const [head = [], ...body] = rows ?? [];
      blocks.push(renderTable(head, body));
      rows = undefined;
    } else if (token.type === "fence" || token.type === "code_block") {
      blocks.push(fence(/^\w*/.exec(token.info)?.[0] ?? "", token.content));
    } else if (token.type === "inline") {
      const spans = renderSpans(token.children ?? []).trim();
      if (rows !== undefined) rows.at(-1)?.push(spans);
      else if (spans !== "") blocks.push(depth > 0 ? `- ${spans}` : isHeading ? `**${spans}**` : spans);
      isHeading = false;
    }
  }
  return blocks.join("\n\n");
}

function renderSpans(tokens: readonly Token[]): string {
  let text = "";
  /** Start of the text of each open link, and its address. */
  const links: { readonly start: number; readonly address: string }[] = [];
  for (const token of tokens) {
    if (token.type === "link_open") {
      links.push({ start: text.length, address: String(token.attrGet("href") ?? "") });
    } else if (token.type === "link_close") {
      const { start = text.length, address = "" } = links.pop() ?? {};
      text = text.slice(0, start) + link(text.slice(start), address);
    } else text += renderSpan(token);
  }
  return text;
}

function renderSpan(token: Token): string {
  switch (token.type) {
    case "code_inline":
      return codeSpan(token.content);
    case "image":
      return link(escapeText(token.content) || "image", String(token.attrGet("src") ?? ""));
    case "softbreak":
    case "hardbreak":
      return " ";
    default:
      return EMPHASIS[token.type] ?? escapeText(token.content);
  }
}
