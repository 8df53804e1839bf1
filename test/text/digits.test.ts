import { expect, test } from "vitest";
import { digitsOf } from "../../src/text/digits.ts";

test.each([
  [0, "0"],
  [-1234567890123, "1234567890123"],
  [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  [12.5, "125"],
  [1.5e-7, "15"],
  [0.12345678901234, "012345678901234"],
  [Number.NaN, ""],
  [Number.POSITIVE_INFINITY, ""],
])("%d has exactly the digits %j", (number, text) => {
  expect(digitsOf(number)).toEqual({ texts: [text], isCut: false });
});

test.each([
  [0.123456789012345, ["123456789012345", "123456789012344", "123456789012346"]],
  [Number("12345678901234567890"), ["123456789012346", "123456789012345", "123456789012347"]],
  [-1e21, ["100000000000000", "99999999999999", "100000000000001"]],
])("%d may have lost digits, so each possible last digit is listed", (number, texts) => {
  expect(digitsOf(number)).toEqual({ texts, isCut: true });
});
