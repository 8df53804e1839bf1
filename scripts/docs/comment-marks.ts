/**
 * VitePress replaces `<!-- @include: file -->` before it parses Markdown, also in blocks of code. Text of a contract
 * must not include files, so pages have this mark instead of the start of a comment until Markdown is parsed.
 */
const MARK = "\uE000!--";

export function hideComments(markdown: string): string {
  return markdown.replaceAll("<!--", MARK);
}

export function showComments(markdown: string): string {
  return markdown.replaceAll(MARK, "<!--");
}
