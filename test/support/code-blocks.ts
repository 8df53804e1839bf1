/** A fenced block of code in a page of Markdown. */
export interface CodeBlock {
  /** The nearest heading above; "" before the first. */
  readonly heading: string;
  /** File name of the block, from the info string. */
  readonly title: string | undefined;
  readonly language: string;
  readonly code: string;
  /** Line of the page where the code begins, from 1. */
  readonly line: number;
}

/**
 * Reads the fenced blocks of a page, in order. If other blocks or a program refer to a block by file name, its info
 * string has the name:
 *
 *     ```ts title="devices.test.ts"
 */
export function readCodeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split("\n");
  let heading = "";
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    heading = /^#{1,6} (.*)$/.exec(line)?.[1] ?? heading;
    const fence = /^(`{3,}|~{3,})(\w*) *(.*)$/.exec(line);
    if (fence === null) continue;
    const [, mark = "", language = "", info = ""] = fence;
    const end = lines.indexOf(mark, at + 1);
    if (end === -1) throw new Error(`The block at line ${at + 1} has no end`);
    blocks.push({
      heading,
      title: /^title="([^"]+)"$/.exec(info)?.[1],
      language,
      code: lines.slice(at + 1, end).join("\n") + "\n",
      line: at + 2,
    });
    at = end;
  }
  return blocks;
}

/** Joins blocks with the same title, which are the parts of one file. */
export function joinParts(blocks: readonly CodeBlock[]): readonly CodeBlock[] {
  const joined: CodeBlock[] = [];
  for (const block of blocks) {
    const at = joined.findIndex(({ title }) => title !== undefined && title === block.title);
    const first = joined[at];
    if (first === undefined) joined.push(block);
    else joined[at] = { ...first, code: `${first.code}\n${block.code}` };
  }
  return joined;
}
