import { beforeEach, expect, test, vi } from "vitest";
import * as flatpeakModule from "flatpeak";

const NAMES = [
  "ApiError",
  "AuthenticationError",
  "ConnectionError",
  "TimeoutError",
  "AbortedError",
  "UnexpectedResponseError",
  "UsageError",
] as const;

/** The arguments of all classes. */
const FACTS = {
  operation: { operationId: "create-device", method: "POST", path: "/devices" },
  outcome: "unknown",
  attempts: 1,
  cause: new Error("why"),
  phase: "login",
  response: new Response(),
  rawBody: "",
  status: 500,
  documented: false,
  body: undefined,
  code: undefined,
  type: undefined,
  retryAfter: undefined,
} as const;

/** The package again, as in a program that loads both its ESM and its CommonJS files. */
let other: typeof flatpeakModule;
beforeEach(async () => {
  vi.resetModules();
  other = await import("../../src/index.ts");
});

test.each(NAMES)("both copies of the package distinguish an %s from the other classes", (name) => {
  expect(other[name]).not.toBe(flatpeakModule[name]);
  const error = new other[name]("message", FACTS);
  expect(error.name).toBe(name);
  expect(error.cause).toBe(FACTS.cause);
  for (const copy of [flatpeakModule, other]) {
    expect(error).toBeInstanceOf(copy.FlatpeakError);
    expect(NAMES.filter((each) => error instanceof copy[each])).toEqual([name]);
  }
});

test("isErrorFrom works across two copies of the package", () => {
  const error = new flatpeakModule.ApiError("message", FACTS);
  expect(other.isErrorFrom(error, "create-device")).toBe(true);
  expect(other.isErrorFrom(error, "get-device")).toBe(false);
});
