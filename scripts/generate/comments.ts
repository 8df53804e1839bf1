const COMMENT = /^([ \t]*)\/\*\*([^]*?)\*\/$/gm;
/** Start of the paragraph that explains a deprecation; the paragraph becomes the text of the tag. */
const REASON = "Deprecated: ";
const CONTINUATION = /^(?: {4}|$)/;

/**
 * Adapts the comments of openapi-typescript for editors: the description becomes the text instead of a `@description`
 * tag, whose further paragraphs editors would show as code. Tags come last.
 */
export function tidyComments(code: string): string {
  return code.replace(COMMENT, (_, indent: string, inside: string) => {
    const lines = tidy(readEntries(inside)).split("\n");
    if (lines.length === 1) return `${indent}/** ${lines.join("")} */`;
    const body = lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n");
    return `${indent}/**\n${body}\n${indent} */`;
  });
}

/** One entry for each title and tag; indented lines continue an entry. */
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
  const texts = described.filter((entry) => !entry.startsWith("@") && entry !== "");
  const isDeprecated = tags.includes("@deprecated");
  const paragraphs = texts.flatMap((text) => text.split(/\n{2,}/));
  const reason = isDeprecated ? paragraphs.find((paragraph) => paragraph.startsWith(REASON)) : undefined;
  const all = tags.map((tag) =>
    tag === "@deprecated" && reason !== undefined ? `@deprecated ${reason.slice(REASON.length)}` : tag,
  );
  const kept = paragraphs.filter((paragraph) => paragraph !== reason);
  return [...kept, ...(all.length > 0 ? [all.join("\n")] : [])].join("\n\n");
}
