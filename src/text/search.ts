/**
 * Finds a pattern in a text.
 *
 * @param found called for each occurrence with its first index and the index behind it
 * @returns how much of the beginning of the pattern stands at the end of the text
 */
export type Search = (text: ArrayLike<string>, found: (start: number, end: number) => void) => number;

/** The search of Knuth, Morris and Pratt: its time is linear, however much pattern and text repeat themselves. */
export function createSearch(pattern: ArrayLike<string>): Search {
  const { length } = pattern;
  /** By how much of the pattern has matched: the longest part that both begins and ends it. */
  const borders = new Uint32Array(length + 1);
  const advance = (matched: number, character: string | undefined): number => {
    let next = matched;
    while (next > 0 && pattern[next] !== character) next = borders[next] ?? 0;
    return pattern[next] === character ? next + 1 : 0;
  };
  for (let at = 1; at < length; at += 1) borders[at + 1] = advance(borders[at] ?? 0, pattern[at]);
  return (text, found) => {
    let matched = 0;
    for (let at = 0; at < text.length; at += 1) {
      matched = advance(matched, text[at]);
      if (matched === length) found(at + 1 - length, at + 1);
    }
    return matched;
  };
}
