import { isNode, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { pickAnnotations, omit } from "./keywords.ts";

/** Marks an array whose type `typeArray` generates. */
export const TYPED_ARRAY_MARK = "x-typed-array";

/**
 * Marks the arrays that openapi-typescript gets wrong; {@link file://../typed-arrays.ts} generates their types.
 *
 * Reason: its tuples have no optional items and no rest, and it flattens an array whose items become an array.
 *
 * In: `{ type: array, prefixItems: [A], items: B }`. Out: the same, marked. The type is `[A?, ...B[]]`. In a list of
 * types, the array becomes an alternative.
 */
export function markArrays(schema: Node): Node {
  const types = [schema["type"]].flat();
  if (!types.includes("array") || schema[TYPED_ARRAY_MARK] === true || schema["enum"] !== undefined)
    return schema;
  if (isPlain(schema["items"]) && schema["prefixItems"] === undefined) return schema;
  const annotations = pickAnnotations(schema);
  if (types.length > 1) {
    const array = Object.entries(schema).filter(([keyword]) => ARRAY_KEYWORDS.includes(keyword));
    const others = omit(schema, ...ARRAY_KEYWORDS, ...Object.keys(annotations));
    return {
      ...annotations,
      anyOf: [
        { ...Object.fromEntries(array), type: "array" },
        { ...others, type: types.filter((type) => type !== "array") },
      ],
    };
  }
  // The whole type of a property is replaced, so its null would be lost.
  return {
    ...annotations,
    allOf: [{ ...omit(schema, ...Object.keys(annotations)), [TYPED_ARRAY_MARK]: true }],
  };
}

/** The keywords of arrays that types express. */
const ARRAY_KEYWORDS = ["items", "prefixItems", "minItems", "maxItems"];

/** True if items certainly do not become an array, unless openapi-typescript expects one. */
function isPlain(items: unknown): boolean {
  if (items === false) return false;
  if (!isNode(items) || textOf(items["$ref"]) !== undefined) return true;
  const type = textOf(items["type"]);
  return type === "array"
    ? isPlain(items["items"]) && items["prefixItems"] === undefined
    : type !== undefined;
}
