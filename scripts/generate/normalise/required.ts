import { isNode, listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { partsOf } from "../../contract/composition.ts";
import type { SchemaPlace } from "./place.ts";
import { findProperty } from "./properties.ts";

/**
 * Declares the properties that `required` names and `properties` lacks, by the schemas that apply to the same value.
 *
 * Reason: openapi-typescript drops the name, so that the property stays optional or unknown to the type.
 *
 * In: `{ allOf: [{ $ref: Base }, { type: object, required: [id] }] }`.
 * Out: `{ allOf: [{ $ref: Base }, { type: object, required: [id], properties: { id: the schema in Base } }] }`. Without
 * a declaration the schema of additionalProperties applies, that of another part too, or any value.
 */
export function declareRequired(schema: Node, place: SchemaPlace): Node {
  const properties = nodeOf(schema["properties"]);
  const missing = listOf(schema["required"]).flatMap((name) => {
    const text = textOf(name);
    return text === undefined || Object.hasOwn(properties, text) ? [] : [text];
  });
  if (missing.length === 0) return schema;
  const { additionalProperties } = schema;
  const declared = missing.map(
    (name) =>
      [name, isNode(additionalProperties) ? additionalProperties : findDeclaration(place, name)] as const,
  );
  return { ...schema, properties: { ...properties, ...Object.fromEntries(declared) } };
}

function findDeclaration({ document, enclosing, ancestors }: SchemaPlace, name: string): unknown {
  const nearestFirst = [...enclosing].reverse();
  const found =
    nearestFirst
      .map((schema) => findProperty(document, schema, name))
      .find((property) => property !== undefined) ??
    nearestFirst.flatMap((schema) => findAdditional(document, schema))[0];
  // A copy of what has this schema within would have no end.
  return found === undefined || ancestors.some((ancestor) => ancestor === found) ? {} : found;
}

/** The schemas of the properties that no part of a schema names. */
function findAdditional(document: Node, schema: Node): readonly Node[] {
  return partsOf(document, schema).flatMap(({ additionalProperties }) =>
    isNode(additionalProperties) ? [additionalProperties] : [],
  );
}
