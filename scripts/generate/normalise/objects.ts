import { isNode, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { admitsBareObject, isUnconstrained, listCompositions, omit } from "./keywords.ts";
import { unite } from "./properties.ts";

/**
 * Allows any property in objects without properties.
 *
 * Reason: openapi-typescript turns them into `Record<string, never>`: values read as `never`, and no value can be sent.
 *
 * In: `{ type: object }`. Out: `{ type: object, additionalProperties: true }`.
 */
export function openFreeForm(schema: Node): Node {
  const isFreeForm = admitsBareObject(schema) && listCompositions(schema).length === 0;
  return isFreeForm && schema["additionalProperties"] !== false
    ? { ...schema, additionalProperties: true }
    : schema;
}

/**
 * Adds the types of declared properties to the index signature of an object.
 *
 * Reason: openapi-typescript intersects the properties with an index signature that contradicts them, so no literal
 * fits.
 *
 * In: `{ properties: { a: A }, additionalProperties: B }`, `{ properties: { a: A }, patternProperties: { p: B } }`.
 * Out: `{ properties: { a: A }, additionalProperties: { anyOf: [B, A] } }`.
 */
export function widenIndexSignature(schema: Node): Node {
  const { additionalProperties, patternProperties } = schema;
  const properties = Object.values(nodeOf(schema["properties"]));
  const patterns = Object.values(nodeOf(patternProperties));
  const isTyped = isNode(additionalProperties) && !isUnconstrained(additionalProperties);
  if (additionalProperties === true || (isNode(additionalProperties) && !isTyped))
    return omit(schema, "patternProperties");
  const further = [...(isTyped ? [additionalProperties] : []), ...patterns];
  if (further.length === 0 || (properties.length === 0 && patterns.length === 0)) return schema;
  return { ...omit(schema, "patternProperties"), additionalProperties: unite([...further, ...properties]) };
}
