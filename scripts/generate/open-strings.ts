import ts from "typescript";
import { nodeOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/** Marks the member of a union that stands for every other string. */
const OTHER_STRING_MARK = "x-any-other-string";

/** A schema of known strings and any other string, with the other keywords of the given schema. */
export function openString(schema: Node, known: readonly string[]): Node {
  const { type, enum: values, ...rest } = schema;
  const nullable = Array.isArray(type) && type.includes("null") ? [{ type: "null" }] : [];
  const listed = Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
  const literals = [...new Set([...listed, ...known])].map((value) => ({ type: "string", enum: [value] }));
  return { ...rest, anyOf: [...literals, { type: "string", [OTHER_STRING_MARK]: true }, ...nullable] };
}

/** True if a schema is a string, possibly nullable, without a composition. */
export function isString(schema: Node): boolean {
  const types = [schema["type"]].flat().filter((type) => type !== "null");
  const composed = ["allOf", "anyOf", "oneOf"].some((key) => key in schema);
  return types.length === 1 && types[0] === "string" && !composed;
}

/**
 * For openapi-typescript's `transform`. With `string & {}` editors can complete the literals beside it; a plain
 * `string` would absorb them.
 */
export function typeOpenString(schema: unknown): ts.TypeNode | undefined {
  if (nodeOf(schema)[OTHER_STRING_MARK] !== true) return undefined;
  const { factory } = ts;
  return factory.createParenthesizedType(
    factory.createIntersectionTypeNode([
      factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
      factory.createTypeLiteralNode([]),
    ]),
  );
}
