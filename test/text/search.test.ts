import { expect, test } from "vitest";
import { createSearch } from "../../src/text/search.ts";

/** All texts of `a` and `b` with 1 to `most` characters. */
function textsUpTo(most: number): string[] {
  if (most === 0) return [];
  return ["a", "b"].flatMap((first) => [first, ...textsUpTo(most - 1).map((rest) => first + rest)]);
}

interface Found {
  readonly places: readonly (readonly number[])[];
  /** Number of characters at the end of the text that begin the pattern. */
  readonly begun: number;
}

function findSlowly(pattern: string, startLength: number, text: string): Found {
  const places = Array.from(text, (_, at) => [at, at + pattern.length]).filter(([at]) =>
    text.startsWith(pattern, at),
  );
  const lengths = Array.from(pattern, (_, at) => at + 1).filter((length) =>
    text.endsWith(pattern.slice(0, length)),
  );
  const begun = Math.max(0, ...lengths);
  return { places, begun: begun < Math.min(startLength, pattern.length) ? 0 : begun };
}

test.each([1, 2, 3])(
  "every occurrence is found, and a beginning of at least %d characters at the end of the text",
  (startLength) => {
    const texts = textsUpTo(8);
    for (const pattern of textsUpTo(5)) {
      const search = createSearch(pattern, startLength);
      const found = texts.map((text): Found => {
        const places: (readonly number[])[] = [];
        const begun = search(text, (...range) => places.push(range));
        return { places, begun };
      });
      expect(found).toEqual(texts.map((text) => findSlowly(pattern, startLength, text)));
    }
  },
);

test("occurrences may overlap, also of a pattern whose beginning repeats within its beginning", () => {
  const found: (readonly number[])[] = [];
  createSearch("aabaaa", 1)("aabaaabaaa", (...range) => found.push(range));
  expect(found).toEqual([
    [0, 6],
    [4, 10],
  ]);
});
