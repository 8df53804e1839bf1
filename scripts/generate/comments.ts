const COMMENT = /^([ \t]*)\/\*\*([^]*?)\*\/$/gm;
const CONTINUATION = /^(?: {4}|$)/;

/**
 * Turns the comments that openapi-typescript writes into what editors show well: the description becomes the text itself
 * instead of a `@description` tag, whose further paragraphs, being indented, would show as code. Tags come last.
 */
export function tidyComments(code: string): string {
  return code.replace(COMMENT, (_, indent: string, inside: string) => {
    const lines = tidy(readEntries(inside)).split("\n");
    if (lines.length === 1) return `${indent}/** ${lines.join("")} */`;
    const body = lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n");
    return `${indent}/**\n${body}\n${indent} */`;
  });
}

/** One entry for the title, one for each tag and so on: what continues one is indented. */
function readEntries(inside: string): readonly string[] {
  const entries: string[] = [];
  for (const line of inside.trim().split("\n")) {
    const text = line.replace(/^\s*\*? ?/, "").trimEnd();
    const last = entries.pop();
    if (last === undefined) entries.push(text.replace(/^\* /, ""));
    else if (CONTINUATION.test(text)) entries.push(`${last}\n${text.slice(4)}`);
    else entries.push(last, text);
  }
  return entries;
}

function tidy(entries: readonly string[]): string {
  const described = entries.map((entry) => entry.replace(/^@description /, ""));
  const tags = described.filter((entry) => entry.startsWith("@"));
  const paragraphs = described.filter((entry) => !entry.startsWith("@") && entry !== "");
  return [...paragraphs, ...(tags.length > 0 ? [tags.join("\n")] : [])].join("\n\n");
}
