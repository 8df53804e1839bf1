import { expect, test } from "vitest";
import { describeValue } from "../../src/text/describe-value.ts";

test.each([
  ["3", '"3"'],
  ["", '""'],
  [3, "3"],
  [Number.NaN, "NaN"],
  [undefined, "undefined"],
  [null, "null"],
  [true, "a value of the type boolean"],
  [{ secret: 1 }, "a value of the type object"],
  [() => 1, "a value of the type function"],
])("%o is described as %s", (value, text) => {
  expect(describeValue(value)).toBe(text);
});
