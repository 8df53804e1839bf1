import { expect, test } from "vitest";
import type { ValidationError } from "../../generated/request-validators.js";
import { describeBody, describeParameters } from "../../src/testing/violations.ts";

/** Errors that a later contract may have; that of the package has none of these. */
test.each<[string, Omit<ValidationError, "instancePath">, string]>([
  [
    "an unknown field of a composed schema",
    { keyword: "unevaluatedProperties", params: { unevaluatedProperty: "unit" } },
    "/0/unit is not in the contract; did you mean units?",
  ],
  [
    "a field of one of several types",
    { keyword: "type", params: { type: ["integer", "null"] } },
    "/0 must be an integer or a null",
  ],
  ["a date", { keyword: "format", params: { format: "date" } }, "/0 must be a date, such as 2026-01-02"],
  ["another format", { keyword: "format", params: { format: "uuid" } }, "/0 must be uuid"],
  ["a bound", { keyword: "minimum", params: { comparison: ">=", limit: 1 } }, "/0 must be >= 1"],
  ["another rule", { keyword: "uniqueItems", params: { i: 2, j: 1 } }, "/0 must satisfy uniqueItems: 2 1"],
])("%s is described", (_, error, message) => {
  const condition = { instancePath: "/0", keyword: "if", params: { failingKeyword: "then" } };
  expect(describeBody([condition, { instancePath: "/0", ...error }], [{ units: "W" }])).toEqual([message]);
});

test("a parameter of a path or header is named as such", () => {
  const errors = [{ instancePath: "/a~1b", keyword: "type", params: { type: "boolean" } }];
  expect(describeParameters(errors, "path", [])).toEqual(["path parameter a/b must be a boolean"]);
});
