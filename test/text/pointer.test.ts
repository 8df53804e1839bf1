import { expect, test } from "vitest";
import { escapeStep, unescapeStep } from "../../src/text/pointer.ts";

test.each([
  ["a/b", "a~1b"],
  ["a~b", "a~0b"],
  ["~1", "~01"],
  ["/~/~", "~1~0~1~0"],
])("the key %s is the step %s of a JSON pointer, and back", (key, step) => {
  expect(escapeStep(key)).toBe(step);
  expect(unescapeStep(step)).toBe(key);
});
