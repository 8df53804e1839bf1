import { describe, expect, test } from "vitest";
import { nearest, refuseUnknown } from "../../src/errors/unknown-names.ts";

const KNOWN = new Set(["timeout", "retries", "baseUrl", "fetch"]);

const refuse = (given: object, advice?: (name: string) => string | undefined) => () => {
  refuseUnknown("options", given, KNOWN, advice);
};

describe("an unknown name", () => {
  test.each([
    ["timeoutMs", "timeout"],
    ["timeut", "timeout"],
    ["ttimeout", "timeout"],
    ["timeoxt", "timeout"],
    ["TIMEOUT", "timeout"],
    ["retires", "retries"],
    ["baseURL", "baseUrl"],
    ["etch", "fetch"],
  ])("%s is refused, with the nearest known name", (name, known) => {
    expect(refuse({ [name]: 1 })).toThrow(`options has no "${name}"; did you mean ${known}?`);
  });

  test("that resembles no known one is refused, with all known names", () => {
    expect(refuse({ fetch: 1, headers: 1 })).toThrow(
      'options has no "headers"; use one of timeout, retries, baseUrl, fetch',
    );
  });

  test("is refused with advice, if there is any", () => {
    const advice = (name: string) => (name === "timeoutMs" ? "pass timeout, in ms" : undefined);
    expect(refuse({ timeoutMs: 1 }, advice)).toThrow('options has no "timeoutMs"; pass timeout, in ms');
    expect(refuse({ timeut: 1 }, advice)).toThrow("did you mean timeout?");
  });

  test("is allowed if it is a property of Object.prototype, where it can be enumerable", () => {
    Object.defineProperty(Object.prototype, "polluted", {
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    try {
      expect(refuse({ timeout: 1 })).not.toThrow();
    } finally {
      Reflect.deleteProperty(Object.prototype, "polluted");
    }
  });

  test("is allowed if its value is undefined, and known names are allowed", () => {
    expect(refuse({ timeout: 1, headers: undefined, fetch: 1 })).not.toThrow();
    expect(refuse({})).not.toThrow();
  });
});

describe("the nearest name", () => {
  test.each<[name: string, known: string[], near: string | undefined]>([
    ["abcd", ["abcx"], "abcx"],
    ["abcd", ["abxy"], undefined],
    ["abcde", ["abcxy"], "abcxy"],
    ["abcd", ["cd"], undefined],
    ["abcd", ["abcdef"], undefined],
    ["abcd", ["xabcd"], "xabcd"],
    ["abcd", ["xyabcd"], undefined],
    ["abcd", ["bcd"], "bcd"],
    ["b", ["ab"], undefined],
    ["abcdef", ["abxxef", "abcxef"], "abcxef"],
    ["abcdef", ["abcxef", "abxxef"], "abcxef"],
    ["abcdef", ["bcdefa"], "bcdefa"],
    ["abcdef", ["fedcba"], undefined],
    ["abcdef", ["defabc"], undefined],
    ["a", ["b"], undefined],
  ])("%s among %o is %s", (name, known, near) => {
    expect(nearest(name, known)).toBe(near);
  });

  test("is the first of two that are equally near", () => {
    expect(nearest("abcd", ["abcx", "abcy"])).toBe("abcx");
  });
});
