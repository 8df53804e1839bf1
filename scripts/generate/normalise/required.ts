import { listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import type { Place } from "./place.ts";
import { findProperty } from "./properties.ts";

/**
 * Declares the properties that `required` names and `properties` lacks, by the schemas that apply to the same value.
 *
 * Reason: openapi-typescript drops the name, so that the property stays optional or unknown to the type.
 *
 * In: `{ allOf: [{ $ref: Base }, { type: object, required: [id] }] }`.
 * Out: `{ allOf: [{ $ref: Base }, { type: object, required: [id], properties: { id: the schema in Base } }] }`; any value
 * where no schema declares the property.
 */
export function declareRequired(schema: Node, { document, enclosing }: Place): Node {
  const properties = nodeOf(schema["properties"]);
  const missing = listOf(schema["required"]).flatMap((name) => {
    const text = textOf(name);
    return text === undefined || Object.hasOwn(properties, text) ? [] : [text];
  });
  if (missing.length === 0) return schema;
  const declared = missing.map((name) => [name, findDeclaration(document, enclosing, name)] as const);
  return { ...schema, properties: { ...properties, ...Object.fromEntries(declared) } };
}

function findDeclaration(document: Node, enclosing: readonly Node[], name: string): unknown {
  for (const schema of [...enclosing].reverse()) {
    const found = findProperty(document, schema, name);
    if (found !== undefined) return found;
  }
  return {};
}
