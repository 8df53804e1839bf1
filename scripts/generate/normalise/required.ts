import { isNode, listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts, partsOf } from "../../contract/composition.ts";
import type { SchemaPlace } from "./place.ts";
import { copyUnlessWithin, findDeclarations, unite } from "./properties.ts";

/**
 * Declares the properties that `required` names and `properties` lacks, by the schemas that apply to the same value.
 *
 * Reason: openapi-typescript drops the name, so the property stays optional or is missing in the type.
 *
 * In: `{ allOf: [{ $ref: Base }, { type: object, required: [id] }] }`.
 * Out: `{ allOf: [{ $ref: Base }, { type: object, required: [id], properties: { id: the schema in Base } }] }`. Without
 * a declaration, it uses the schema of `additionalProperties` there, or allows any value.
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
  const around = [...enclosing].reverse();
  const additional = around
    .flatMap((schema) => partsOf(document, schema))
    .map((part) => part["additionalProperties"])
    .filter(isNode);
  const [found = [{}]] = [
    ...around.map((schema) => findDeclarations(document, schema, name)),
    additional.slice(0, 1),
  ].filter((declarations) => declarations.length > 0);
  return unite(found.map((declaration) => copyUnlessWithin(declaration, ancestors)));
}

/**
 * Declares properties that other parts or alternatives only require, if `additionalProperties` has a schema for them.
 *
 * Reason: the compiler types a literal by the property alone, which would be unknown, not by the index signature: `"x"`
 * would be a string.
 *
 * In: `{ allOf: [{ required: [a] }, { additionalProperties: B }] }`.
 * Out: `{ allOf: [{ required: [a] }, { properties: { a: B }, additionalProperties: B }] }`.
 */
export function declareAdditional(schema: Node, { document, enclosing }: SchemaPlace): Node {
  const { additionalProperties } = schema;
  if (enclosing.length === 0 || !isNode(additionalProperties)) return schema;
  const required = collectParts(document, enclosing, "all").flatMap((part) => listOf(part["required"]));
  const properties = nodeOf(schema["properties"]);
  const missing = required.map(String).filter((name) => !Object.hasOwn(properties, name));
  if (missing.length === 0) return schema;
  const declared = Object.fromEntries(missing.map((name) => [name, additionalProperties]));
  return { ...schema, properties: { ...properties, ...declared } };
}
