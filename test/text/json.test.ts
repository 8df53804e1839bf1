import { expect, test } from "vitest";
import { isJsonObject, mapJson, parseJson, shortTextOf } from "../../src/text/json.ts";

test.each([
  ["{}", {}],
  ["null", null],
  ["", undefined],
  ["{", undefined],
])("%j is parsed as %j", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test("only an object is a JSON object", () => {
  expect([{}, { a: 1 }].every(isJsonObject)).toBe(true);
  expect([[], null, undefined, "a", 1].some(isJsonObject)).toBe(false);
});

const upper = (text: string) => text.toUpperCase();
const half = (number: number) => number / 2;

test("every text, field name and number is changed, at any level, and nothing else", () => {
  const value = { a: "b", list: [2, "c", null, true, { d: 4 }] };
  expect(mapJson(value, upper, half)).toEqual({
    A: "B",
    LIST: [1, "C", null, true, { D: 2 }],
  });
  expect(["a", 2, null].map((single) => mapJson(single, upper, half))).toEqual(["A", 1, null]);
});

test("the 101st level is replaced by a note", () => {
  const nest = (levels: number, inner: unknown) =>
    Array.from({ length: levels }).reduce<unknown>((item) => [item], inner);
  expect(mapJson(nest(100, "a"), upper, half)).toEqual(nest(100, "A"));
  expect(mapJson(nest(101, "a"), upper, half)).toEqual(nest(100, "[nested too deeply]"));
});

test("a text for a message has at most 200 characters, and is not empty", () => {
  expect(shortTextOf("a".repeat(200))).toBe("a".repeat(200));
  expect(shortTextOf(`${"a".repeat(200)}b`)).toBe("a".repeat(200));
  expect(["", undefined, null, 5, {}].map(shortTextOf)).toEqual(Array.from({ length: 5 }));
});
