/** White space and line breaks, control characters, and marks that change the direction of text. */
const UNPRINTABLE = /[\s\p{Cc}\p{Bidi_Control}]+/gu;

/** Puts a foreign text on one line without control characters: it cannot forge a log entry or control a terminal. */
export function toLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}
