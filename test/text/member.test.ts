import { expect, test } from "vitest";
import { hasMethods, memberOf } from "../../src/text/member.ts";

test.each([
  [{ a: 1 }, "a", 1],
  [Object.create({ a: 1 }), "a", 1],
  ["text", "length", 4],
  [{}, "a", undefined],
  [null, "a", undefined],
  [undefined, "a", undefined],
])("of %o, the member %s is %j", (value, key, member) => {
  expect(memberOf(value, key)).toBe(member);
});

test("a getter that throws counts as no member", () => {
  const value = {
    get a() {
      throw new Error("no");
    },
  };
  expect(memberOf(value, "a")).toBeUndefined();
  expect(hasMethods(value, "a")).toBe(false);
});

test("a value has methods only if each is a function", () => {
  expect(hasMethods(new Map(), "get", "set", Symbol.iterator)).toBe(true);
  expect(hasMethods(new Map(), "get", "size")).toBe(false);
  expect(hasMethods(undefined, "get")).toBe(false);
});
