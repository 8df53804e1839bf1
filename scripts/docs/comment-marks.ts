/**
 * VitePress reads `<!-- @include: file -->` before it reads Markdown, in blocks of code, too. Text of a contract must not
 * include files, so pages have this mark in place of the start of a comment until Markdown is read.
 */
const MARK = "\uE000!--";

export function hideComments(markdown: string): string {
  return markdown.replaceAll("<!--", MARK);
}

export function showComments(markdown: string): string {
  return markdown.replaceAll(MARK, "<!--");
}
