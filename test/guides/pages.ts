import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { joinParts, readCodeBlocks } from "../support/code-blocks.ts";
import type { CodeBlock } from "../support/code-blocks.ts";

const DOCS = fileURLToPath(new URL("../../docs", import.meta.url));

/** Folder of all blocks as files while tests run. */
export const BLOCKS = fileURLToPath(new URL(".blocks", import.meta.url));

/** The languages whose blocks must compile and run. */
const LANGUAGES: ReadonlySet<string> = new Set(["ts", "tsx", "js", "jsx", "mjs", "cjs"]);

/** A file made of a page's blocks. */
export interface PageBlock extends CodeBlock {
  /** Absolute path. The title of a block is its name in the page's folder, so that blocks can import each other. */
  readonly file: string;
}

/** The pages of `docs/`, without `.md`. */
export function listPages(): readonly string[] {
  return readdirSync(DOCS)
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -".md".length));
}

/** The Markdown of `docs/NAME.md`. */
export function readMarkdown(name: string): string {
  return readFileSync(join(DOCS, `${name}.md`), "utf8");
}

/** The folder with the blocks of a page as files. */
export function folderOf(name: string): string {
  return join(BLOCKS, name);
}

/** The blocks of `docs/NAME.md` that must compile and run. Blocks with the same title are parts of one file. */
export function readPage(name: string): readonly PageBlock[] {
  const blocks = readCodeBlocks(readMarkdown(name)).filter(({ language }) => LANGUAGES.has(language));
  return joinParts(blocks).map((block, index) => ({
    ...block,
    file: join(folderOf(name), block.title ?? `block-${index + 1}.${block.language}`),
  }));
}
