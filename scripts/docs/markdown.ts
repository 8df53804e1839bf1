import MarkdownIt from "markdown-it";
import { createHighlighter } from "shiki";

/** A heading that can be linked to. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** A page as HTML, and what it is made of. */
export interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
  /** The text under each heading, for the search; "" is what stands before the first. */
  readonly texts: readonly SectionText[];
}

/** The text under a heading, without markup. */
export interface SectionText {
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}

/** Gives the address that a link leads to; `undefined` for one that the site shows as text. */
export type LinkResolver = (href: string) => string | undefined;

/** Renders Markdown to HTML. HTML in it is text: what comes from a contract may hold anything. */
export type Renderer = (markdown: string, resolveLink: LinkResolver) => Rendered;

const LANGUAGES = ["ts", "tsx", "js", "json", "sh", "yaml", "html"];

/** Loads the highlighter once; code then has the colours of both themes, of which the style sheet picks one. */
export async function createRenderer(): Promise<Renderer> {
  const themes = { light: "github-light", dark: "github-dark" };
  const highlighter = await createHighlighter({ themes: Object.values(themes), langs: LANGUAGES });
  const highlight = (code: string, language: string): string =>
    highlighter.codeToHtml(code.trimEnd(), {
      lang: LANGUAGES.includes(language) ? language : "text",
      themes,
      defaultColor: false,
    });
  // No page fetches anything: what a contract shows as an image would tell its server who reads.
  const markdown = new MarkdownIt({ html: false, linkify: false }).disable("image");
  const escape = (text: string): string => markdown.utils.escapeHtml(text);

  markdown.renderer.rules["fence"] = (tokens, index) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    const [language = ""] = info.split(" ");
    const title = /title="([^"]+)"/.exec(info)?.[1];
    const caption = title === undefined ? "" : `<figcaption>${escape(title)}</figcaption>`;
    return `<figure class="code">${caption}${highlight(content, language)}</figure>\n`;
  };
  // The one piece of HTML that is taken as such: the anchors that the reference has in its tables.
  markdown.inline.ruler.before("html_inline", "anchor", (state, silent) => {
    const [mark, id = ""] = /^<a id="([\w-]+)"><\/a>/.exec(state.src.slice(state.pos)) ?? [];
    if (mark === undefined) return false;
    if (!silent) state.push("anchor", "a", 0).attrSet("id", id);
    state.pos += mark.length;
    return true;
  });
  markdown.renderer.rules["anchor"] = (tokens, index) => {
    const id = String(tokens[index]?.attrGet("id") ?? "");
    return `<a id="${escape(id)}"></a>`;
  };
  // A table that is wider than the page scrolls by itself.
  markdown.renderer.rules["table_open"] = (tokens, index, options, _, self) =>
    `<div class="table" tabindex="0">${self.renderToken(tokens, index, options)}`;
  markdown.renderer.rules["table_close"] = () => "</table></div>\n";

  return (source, resolveLink) => {
    const tokens = markdown.parse(source, {});
    labelCells(tokens);
    const headings: Heading[] = [];
    const texts: SectionText[] = [{ id: "", heading: "", text: "" }];
    const slugOf = createHeadingSlugs();
    tokens.forEach((token, index) => {
      for (const child of token.children ?? []) {
        const href = child.type === "link_open" ? child.attrGet("href") : null;
        if (href === null) continue;
        const address = resolveLink(String(href));
        if (address === undefined) child.attrs = null;
        else child.attrSet("href", address);
      }
      const text = tokenTextOf(token);
      if (tokens[index - 1]?.type === "heading_open") return;
      if (token.type === "heading_open") {
        const heading = tokenTextOf(tokens[index + 1]);
        const id = slugOf(heading);
        token.attrSet("id", id);
        headings.push({ level: Number(token.tag.slice(1)), id, text: heading });
        texts.push({ id, heading, text: "" });
      } else if (text !== "") {
        const last = texts.pop();
        if (last !== undefined) texts.push({ ...last, text: `${last.text} ${text}`.trim() });
      }
    });
    const html = markdown.renderer.render(tokens, markdown.options, {});
    return { html, headings, texts: texts.filter(({ id, text }) => id !== "" || text !== "") };
  };
}

/** A table with more columns than this is no list of things with properties, and stays a table on the smallest screen. */
const MOST_STACKED = 5;

/** Tells each cell the head of its column: on a small screen the cells of a row stand below each other. */
function labelCells(tokens: readonly MarkableToken[]): void {
  let heads: string[] = [];
  let table: MarkableToken | undefined;
  let column = 0;
  tokens.forEach((token, index) => {
    const text = tokenTextOf(tokens[index + 1]);
    if (token.type === "table_open") [table, heads] = [token, []];
    if (token.type === "th_open") heads.push(text);
    if (token.type === "thead_close" && heads.length <= MOST_STACKED) table?.attrSet("class", "stacked");
    if (token.type === "tr_open") column = 0;
    if (token.type === "td_open") {
      token.attrSet("data-label", heads[column] ?? "");
      column += 1;
      if (text === "") token.attrSet("class", "empty");
    }
  });
}

interface MarkableToken extends Token {
  readonly attrSet: (name: string, value: string) => void;
}

interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}

function tokenTextOf(token: Token | undefined): string {
  if (token === undefined) return "";
  if (token.type === "fence") return token.content.trim();
  if (token.children === null) return "";
  return token.children
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("")
    .trim();
}

/** As GitHub makes the anchors of headings, so that a link works in both places. */
function createHeadingSlugs(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}
