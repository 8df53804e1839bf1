import { describe, expect, test } from "vitest";
import { codesOf, reasonOf, reduceCause } from "../../src/errors/cause.ts";

/** The names of an error and of its causes, outermost first. */
function namesOf(error: unknown): string[] {
  return error instanceof Error ? [error.name, ...namesOf(error.cause)] : [];
}

/** An error whose cause has a cause, and so on. The outermost is named `1` and has the code `CODE_1`. */
function nest(depth: number, at = 1): Error | undefined {
  if (at > depth) return undefined;
  return Object.assign(new Error(`message ${at}`, { cause: nest(depth, at + 1) }), {
    name: String(at),
    code: `CODE_${at}`,
  });
}

describe("the cause of an error", () => {
  test("keeps its own causes, up to a depth of four", () => {
    expect(namesOf(reduceCause(nest(3)))).toEqual(["1", "2", "3"]);
    expect(namesOf(reduceCause(nest(6)))).toEqual(["1", "2", "3", "4"]);
  });

  test("may be its own cause", () => {
    const circular = Object.assign(new Error("loop"), { name: "Loop" });
    circular.cause = circular;
    expect(namesOf(reduceCause(circular))).toEqual(["Loop", "Loop", "Loop", "Loop"]);
  });

  test("has the codes of its causes, outermost first", () => {
    expect(codesOf(reduceCause(nest(3)))).toEqual(["CODE_1", "CODE_2", "CODE_3"]);
    expect(codesOf(reduceCause(new Error("no code", { cause: nest(1) })))).toEqual(["CODE_1"]);
  });

  test("keeps name, message and code only if they are strings", () => {
    const reduced = reduceCause({ name: 1, message: {}, code: 7 });
    expect(reduced).toMatchObject({ name: "Error", message: "" });
    expect(reduced).not.toHaveProperty("code");
    expect(reduced).not.toHaveProperty("cause");
    expect(reduced?.stack).toBe("Error: ");
  });

  test("may be a string; undefined and null are no cause", () => {
    expect(reasonOf("a text")).toBe("a text");
    expect(reduceCause(undefined)).toBeUndefined();
    expect(reduceCause(null)).toBeUndefined();
  });

  test.each([new Error(), "", 7, null, undefined])("a message says that %o gives no reason", (thrown) => {
    expect(reasonOf(thrown)).toBe("no reason was given");
  });

  test("is cut to 300 characters, on one line, after secrets are removed", () => {
    const redact = (text: string) => text.replaceAll("secret", "");
    const thrown = Object.assign(new Error(`a\nb${"secret".repeat(100)}${"x".repeat(400)}`), {
      code: `secret${"y".repeat(400)}`,
    });
    const reduced = reduceCause(thrown, redact);
    expect(reduced?.message).toBe(`a b${"x".repeat(297)}`);
    expect(reduced).toHaveProperty("code", "y".repeat(300));
  });

  test("is read up to 10,000 characters, and the beginning of a secret at the cut is removed", () => {
    const calls: [length: number, isCut: boolean | undefined][] = [];
    const redact = (text: string, isCut?: boolean) => {
      calls.push([text.length, isCut]);
      return text;
    };
    reduceCause(new Error("x".repeat(10_000)), redact);
    reduceCause(new Error("x".repeat(10_001)), redact);
    expect(calls).toEqual([
      [5, false],
      [10_000, false],
      [5, false],
      [10_000, true],
    ]);
  });
});
