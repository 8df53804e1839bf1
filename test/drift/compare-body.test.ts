import { expect, test } from "vitest";
import type { ValidationError } from "../../generated/validators.js";
import { compareBody } from "../../src/drift/compare-body.ts";
import { findPlace, typeOf } from "../../src/drift/place.ts";

/** The deviations for errors of Ajv, in brief. */
function describeErrors(errors: readonly ValidationError[], body: unknown = {}): readonly string[] {
  const validate = Object.assign(() => false, { errors: [...errors] });
  return compareBody(validate, body).map(
    ({ kind, pointer, expected, received }) => `${kind} ${pointer}: ${expected}, not ${received}`,
  );
}

test("if no alternative matches, errors within the alternatives are left out, and no others", () => {
  const type = { keyword: "type", params: { type: "string" } };
  expect(
    describeErrors(
      [
        { ...type, instancePath: "/data" },
        { ...type, instancePath: "/data/id" },
        { keyword: "anyOf", instancePath: "/data", params: {} },
        { ...type, instancePath: "/database" },
      ],
      { data: { id: 1 }, database: 1 },
    ),
  ).toEqual(["wrong-type /data: another shape, not object", "wrong-type /*: string, not number"]);
});

test("a missing property is at its JSON pointer", () => {
  const error = { keyword: "required", instancePath: "", params: { missingProperty: "a/b" } };
  expect(describeErrors([error])).toEqual(["missing-property /a~1b: a value, not nothing"]);
});

test("several types are listed", () => {
  const error = { keyword: "type", instancePath: "/id", params: { type: ["string", "null"] } };
  expect(describeErrors([error], { id: 1 })).toEqual(["wrong-type /id: string or null, not number"]);
});

test("a long set of values is cut at 200 characters", () => {
  const allowedValues = Array.from({ length: 100 }, (_, index) => `value ${index}`);
  const error = { keyword: "enum", instancePath: "/id", params: { allowedValues } };
  const validate = Object.assign(() => false, { errors: [error] });
  expect(compareBody(validate, { id: "x" })[0]?.expected).toHaveLength(200);
});

test("a value outside a closed set is unlisted, and so is one that is not the only value", () => {
  const listed = { keyword: "enum", instancePath: "/id", params: { allowedValues: ["a", "b"] } };
  const only = { keyword: "const", instancePath: "/id", params: { allowedValue: "a" } };
  expect(describeErrors([listed, only], { id: 1 })).toEqual([
    'unlisted-value /id: ["a","b"], not number',
    'unlisted-value /id: ["a"], not number',
  ]);
});

test("an unknown property has its name if it is like that of a field, however the schema refuses it", () => {
  const additional = { additionalProperty: "grid_zone" };
  const unevaluated = { unevaluatedProperty: "user@example.com" };
  const errors = [
    { keyword: "additionalProperties", instancePath: "", params: additional },
    { keyword: "unevaluatedProperties", instancePath: "", params: unevaluated },
  ];
  expect(describeErrors(errors, { grid_zone: 1, "user@example.com": "x" })).toEqual([
    "unknown-property /grid_zone: nothing, not number",
    "unknown-property /*: nothing, not string",
  ]);
});

test("a pointer has only names of the contract, down to 32 levels", () => {
  expect(findPlace({ data: [{ secret: { id: 7 } }] }, "/data/0/secret/id")).toEqual({
    value: 7,
    pointer: "/data/*/*/id",
  });
  expect(findPlace({}, "/id".repeat(40)).pointer).toBe("/id".repeat(32));
});

test("properties of prototypes and of null do not count", () => {
  expect(findPlace({}, "/constructor").value).toBeUndefined();
  expect(findPlace({ id: null }, "/id/object").value).toBeUndefined();
});

test("types are those of JSON", () => {
  expect([undefined, null, [], {}, 1, "", true].map(typeOf)).toEqual([
    "nothing",
    "null",
    "array",
    "object",
    "number",
    "string",
    "boolean",
  ]);
});
