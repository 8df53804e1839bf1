import { expect, test } from "vitest";
import { readLayers } from "../../src/text/escapes.ts";

test.each([
  ["plain", ["plain"]],
  ["Ab_c-d e", ["ab/c+d+e"]],
  ["ßΣİ", ["ßσσ"]],
  ["%2541", ["%2541", "%41", "a"]],
  // Without its backslashes, the text has one more level of percent-encoding.
  ["\\\\\\%2541", ["\\\\\\%2541", "\\%2541", "%2541", "%41", "%2541", "%41", "a"]],
])("%j is read as %j", (text, layers) => {
  expect(readLayers(text).map((layer) => layer.text)).toEqual(layers);
});

test("each index of a decoded text is the index of its first character in the original", () => {
  const original = "a\\u0062c%64\\/é";
  const decoded = readLayers(original)[1];
  expect(decoded?.text).toBe("abcd/é");
  const starts = Array.from({ length: 7 }, (_, at) => decoded?.startOf(at));
  expect(starts).toEqual([0, 1, 7, 8, 11, 13, 14]);
});
