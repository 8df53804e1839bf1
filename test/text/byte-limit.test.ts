import { expect, test } from "vitest";
import { startWithin } from "../../src/text/byte-limit.ts";

/** The first and the last character of each length in UTF-8. */
const CHARACTERS = ["\0", "\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\u{10000}", "\u{10ffff}"];

test.each(CHARACTERS)("a text of %j is cut before the character that exceeds the limit", (character) => {
  const bytes = Buffer.byteLength(character);
  for (const count of [0, 1, 2, 5]) {
    const most = count * bytes;
    expect(startWithin(character.repeat(9), most)).toBe(character.repeat(count));
    expect(startWithin(character.repeat(9), most + bytes - 1)).toBe(character.repeat(count));
  }
});

test("characters of different lengths count with their own", () => {
  const text = "aé€😀z";
  const starts = Array.from({ length: 13 }, (_, most) => startWithin(text, most));
  expect(starts).toEqual(["", "a", "a", "aé", "aé", "aé", "aé€", "aé€", "aé€", "aé€", "aé€😀", text, text]);
});
