/** Returns the longest beginning of a text with at most that many bytes in UTF-8. It does not split a character. */
export function startWithin(text: string, mostBytes: number): string {
  // A character has at most three bytes for each unit of its length.
  if (text.length * 3 <= mostBytes) return text;
  let start = "";
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > mostBytes) return start;
    start += character;
  }
  return start;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
