/** White space, line breaks among it, control characters, and what turns the direction of text. */
const UNPRINTABLE = /[\s\p{Cc}\p{Bidi_Control}]+/gu;

/** A text that others wrote as one line that prints as it reads: it may forge no log entry and colour no terminal. */
export function toLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}
