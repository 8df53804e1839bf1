import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import {
  codeSpan,
  escapeText,
  fence,
  link,
  oneLine,
  renderTable,
  showInvisible,
} from "../../scripts/markdown/escape.ts";
import { createSlugs } from "../../scripts/markdown/slugs.ts";
import { renderBlocks, renderInline } from "../../scripts/markdown/wording.ts";
import { anyCharacter } from "../support/characters.ts";
import { HOSTILE_TEXTS } from "../support/hostile-contract.ts";

/** A Markdown reader with the least safe settings: HTML is enabled, and every address is a link. */
const careless = new MarkdownIt({ html: true, linkify: true });
careless.validateLink = () => true;

/** A Markdown reader may turn plain addresses into links. */
const HARMLESS_ADDRESS = /^((https?|ftp):)?\/\/|^mailto:/;

const MARKS = "\\ ` * _ [ ] ( ) { } < > # + - . ! | ~ & : = \" ' / @ 1 a".split(" ").concat(" ", "\n", "\t");
const piece = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.constantFrom(...MARKS),
  fc.string({ unit: fc.constantFrom(...MARKS), maxLength: 12 }),
  fc.string({ unit: anyCharacter, maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

/** Every token of a page, including inline ones. */
function tokensOf(markdown: string) {
  return careless.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

/** The visible text of a page. */
function seen(markdown: string): string {
  return tokensOf(markdown)
    .filter(({ type }) => ["text", "code_inline", "fence", "text_special"].includes(type))
    .map(({ content }) => content)
    .join("");
}

function expectHarmless(markdown: string): void {
  for (const token of tokensOf(markdown)) {
    expect(["html_inline", "html_block", "image"], markdown).not.toContain(token.type);
    const href = token.type === "link_open" ? String(token.attrGet("href")) : "https://";
    expect(href, markdown).toMatch(HARMLESS_ADDRESS);
  }
}

/** Expects neither a Vue template nor attributes of markdown-it-attrs. */
function expectNoTemplate(markdown: string): void {
  expect(markdown).not.toContain("{{");
  expect(markdown).not.toMatch(/\{[^{}]*=[^{}]*\}/);
}

describe("a text with any content", () => {
  test("is shown unchanged as plain text, without markup", () => {
    fc.assert(
      fc.property(text, (any) => {
        const markdown = escapeText(any);
        expectHarmless(`word ${markdown}`);
        expectHarmless(markdown);
        expectNoTemplate(markdown);
        expect(seen(`word ${markdown} word`)).toBe(`word ${escapedForm(any)} word`);
        expect(
          tokensOf(`${markdown} word`)
            .map(({ type }) => type)
            .slice(0, 2),
        ).toEqual(["paragraph_open", "inline"]);
      }),
    );
  });

  test("is shown unchanged as code", () => {
    fc.assert(
      fc.property(text, (any) => {
        const markdown = codeSpan(any);
        const code = tokensOf(`word ${markdown} word`).filter(({ type }) => type === "code_inline");
        const line = showInvisible(any.replaceAll(/[\r\n\t]+/g, " "));
        expect(code.map(({ content }) => content)).toEqual(line === "" ? [] : [line]);
        expectHarmless(markdown);
      }),
    );
  });

  test("cannot close its block of code", () => {
    fc.assert(
      fc.property(text, (any) => {
        const tokens = tokensOf(`${fence("ts", any)}\n\nafter`);
        expect(tokens.map(({ type }) => type)).toEqual([
          "fence",
          ...["paragraph_open", "inline", "text", "paragraph_close"],
        ]);
      }),
    );
  });

  test("has no HTML, no image and only links to the web as text of a contract", () => {
    fc.assert(
      fc.property(text, (any) => {
        for (const markdown of [renderInline(any), renderBlocks(any)]) {
          expectHarmless(markdown);
        }
        expect(renderInline(any)).not.toContain("\n");
      }),
    );
  });

  test("stays in its cell of a table", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const table = renderTable(
          ["a", "b"],
          [
            [codeSpan(one), escapeText(other)],
            ["x", renderInline(one)],
          ],
        );
        const cells = tokensOf(table).filter(({ type }) => type === "td_open");
        expect(cells).toHaveLength(4);
        expectHarmless(table);
      }),
    );
  });

  test("is a link to the web, or no link, as an address", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "https://example.com/", "http://", "javascript:"),
        text,
        (start, any) => {
          expectHarmless(link("source", start + any, escapeText(any)));
        },
      ),
    );
  });
});

/** The visible text of a line. */
function escapedForm(any: string): string {
  return showInvisible(any.replaceAll(/\s+/g, " ")).replaceAll(/ +/g, " ");
}

test("links, code and emphasis of a description are kept", () => {
  expect(renderInline("Use `a|b`, *this* and\n[that](https://example.com/a_(b)).")).toBe(
    "Use `a|b`, *this* and [that](<https://example.com/a_(b)>).",
  );
  expect(renderBlocks("# Units\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```json\n{}\n```")).toBe(
    "**Units**\n\n- one\n\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```json\n{}\n```",
  );
});

test("characters that hide or reorder text are shown as code points", () => {
  expect(oneLine("a\u202eb\u0000\u{e0041}\r\nc")).toBe("a\\u202eb\\u0000\\u{e0041} c");
  expect(showInvisible("क्‍ष 👩‍🔬")).toBe("क्‍ष 👩‍🔬");
});

test("file names are plain and unique", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (names) => {
      const slugOf = createSlugs();
      const slugs = names.map(slugOf);
      for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(new Set(slugs).size).toBe(names.length);
    }),
  );
  const slugOf = createSlugs();
  expect(
    ["create-device", "../guides/retries", "Create device", "index", "create-device-2"].map(slugOf),
  ).toEqual(["create-device", "guides-retries", "create-device-2", "index-page", "create-device-2-2"]);
});
