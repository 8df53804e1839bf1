/**
 * White space and line breaks, marks that change the direction of text, and control characters. Not `\p{…}`, which
 * takes a millisecond of each start.
 */
const UNPRINTABLE = /(?:[\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[^ -~\xa0-\uffff])+/g;

/** Puts a foreign text on one line without control characters: it cannot forge a log entry or control a terminal. */
export function toLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}
