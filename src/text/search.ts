/** Text to search: a string, or an object with the same members. */
export interface Searchable {
  readonly length: number;
  readonly [index: number]: string;
  readonly indexOf: (part: string, from: number) => number;
}

/**
 * Finds a pattern in a text.
 *
 * @param found called for each occurrence with its first index and the index behind it
 * @returns number of characters at the end of the text that begin the pattern; 0 if they are fewer than `startLength`
 */
export type Search = (text: Searchable, found: (start: number, end: number) => void) => number;

/**
 * Searches with the algorithm of Knuth, Morris and Pratt: linear time, even for repetitive patterns and texts.
 *
 * @param startLength number of characters to find with `indexOf`, which is much faster; keep it small, so that the
 *   time stays linear
 */
export function createSearch(pattern: string, startLength: number): Search {
  const { length } = pattern;
  const start = pattern.slice(0, startLength);
  /** Longest part that both begins and ends the matched text, by the length matched. Created when first needed. */
  let borders: Uint32Array | undefined;
  return (text, found) => {
    let matched = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (matched === 0) {
        at = text.indexOf(start, at);
        if (at === -1) return 0;
        borders ??= bordersOf(pattern);
      }
      while (matched > 0 && pattern[matched] !== text[at]) matched = borders?.[matched] ?? 0;
      if (pattern[matched] === text[at]) matched += 1;
      if (matched === length) found(at + 1 - length, at + 1);
    }
    return matched < start.length ? 0 : matched;
  };
}

function bordersOf(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length + 1);
  let matched = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    while (matched > 0 && pattern[matched] !== pattern[at]) matched = borders[matched] ?? 0;
    if (pattern[matched] === pattern[at]) matched += 1;
    borders[at + 1] = matched;
  }
  return borders;
}
