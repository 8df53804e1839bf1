import type { MarkdownOptions, MarkdownRenderer } from "vitepress";
import { showComments } from "./comment-marks.ts";
import { labelCells } from "./table-labels.ts";

/**
 * Configures the Markdown of VitePress. Text of a contract may contain anything, so it never becomes HTML, a Vue
 * template or an image.
 */
export const markdown: MarkdownOptions = {
  html: false,
  linkify: false,
  attrs: { disable: true },
  // Themes with the contrast that WCAG AA requires.
  theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  anchor: { slugify: slugOfHeading },
  config: (md) => {
    md.disable(["image", "emoji"], true);
    md.core.ruler.before("normalize", "comments", (state) => {
      state.src = showComments(state.src);
    });
    md.core.ruler.push("labels", ({ tokens }) => {
      labelCells(tokens);
    });
    md.renderer.rules["table_open"] = (tokens, index, options, _, self) => {
      tokens[index]?.attrSet("tabindex", "0");
      return self.renderToken(tokens, index, options);
    };
    showTitles(md);
    readAnchors(md);
    const render = md.render.bind(md);
    md.render = (source, env) => `<div v-pre>${render(source, env)}</div>`;
  },
};

/** Anchors of headings have GitHub's form, so that links work in both places. */
function slugOfHeading(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "")
    .replaceAll(" ", "-");
}

/** Shows the file name of a block of code: `ts title="server.ts"`. */
function showTitles(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const title = /title="([^"]+)"/.exec(tokens[index]?.info ?? "")?.[1];
    const caption = title === undefined ? "" : `<p class="file">${md.utils.escapeHtml(title)}</p>`;
    return caption + (fence?.(tokens, index, ...rest) ?? "");
  };
}

/** Allows the anchors in tables of the reference, `<a id="x"></a>`, as the only HTML. */
function readAnchors(md: MarkdownRenderer): void {
  md.inline.ruler.before("html_inline", "anchor", (state, silent) => {
    const [mark, id = ""] = /^<a id="([\w-]+)"><\/a>/.exec(state.src.slice(state.pos)) ?? [];
    if (mark === undefined) return false;
    if (!silent) {
      state.push("anchor_open", "a", 1).attrSet("id", id);
      state.push("anchor_close", "a", -1);
    }
    state.pos += mark.length;
    return true;
  });
}
