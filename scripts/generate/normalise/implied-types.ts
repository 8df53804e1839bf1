import { isNode, listOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { mapSchemas, mapSubschemas } from "../../contract/schemas.ts";
import { omit, pickAnnotations } from "./keywords.ts";
import { impliesObject } from "./properties.ts";

/**
 * Adds the types that keywords imply. The other rules rely on them, also in parts and alternatives.
 *
 * Reason: openapi-typescript reads `items` only with `type: array`, and does not support `const: null`. It reads a list
 * with one type as a choice, and the values of an `enum` of objects as schemas. It ignores `not`, and adds null to an
 * `enum` beside a list of types.
 *
 * In: `{ items: X }`, `{ required: [a] }`, `{ const: null }`, `{ type: [array], items: X }`, `{ type: object, enum: [V] }`,
 * `{ not: {} }`, `{ type: [string, null], enum: [a] }`.
 * Out: `{ type: array, items: X }`, `{ type: object, required: [a] }`, `{ type: null }`, `{ type: array, items: X }`,
 * `{ enum: [V] }`, `{ enum: [] }`, `{ enum: [a] }`.
 */
export function stateImpliedTypes(document: Node): Node {
  const visit = (schema: unknown): unknown =>
    isNode(schema) ? mapSubschemas(stateType(schema), visit) : schema;
  return mapSchemas(document, visit);
}

/** openapi-typescript turns it into `never`. */
const NEVER: Node = { enum: [] };

function stateType(schema: Node): Node {
  const { not } = schema;
  if (isNode(not) && Object.keys(not).length === 0) return { ...pickAnnotations(schema), ...NEVER };
  if (schema["const"] === null) return { ...omit(schema, "const", "enum"), type: "null" };
  if (Array.isArray(schema["enum"]) && [schema["type"]].flat().includes("object"))
    return omit(schema, "type", "properties", "required", "additionalProperties", "patternProperties");
  const types = listOf(schema["type"]);
  if (types.includes("null") && Array.isArray(schema["enum"]) && !listOf(schema["enum"]).includes(null))
    return omit(schema, "type");
  if (types.length === 1) return { ...schema, type: types[0] };
  if (schema["type"] !== undefined || schema["enum"] !== undefined || schema["const"] !== undefined)
    return schema;
  if (impliesObject(schema)) return { ...schema, type: "object" };
  return schema["items"] !== undefined || schema["prefixItems"] !== undefined
    ? { ...schema, type: "array" }
    : schema;
}
