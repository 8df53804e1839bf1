import { isNode, listOf, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { partsOf } from "../../contract/composition.ts";

/** The schema of a property. If alternatives declare it, the union of their schemas. */
export function findProperty(document: Node, schema: unknown, name: string): unknown {
  const found = findDeclarations(document, schema, name);
  return found.length === 0 ? undefined : unite(found);
}

/**
 * The schema of a property in a schema, in a part of it, or else those in each of its alternatives.
 *
 * @param trail enclosing schemas: a schema that refers to itself adds nothing
 */
export function findDeclarations(
  document: Node,
  schema: unknown,
  name: string,
  trail: readonly Node[] = [],
): readonly unknown[] {
  const parts = partsOf(document, schema).filter((part) => !trail.includes(part));
  const certain = parts.map((part) => ownProperty(part, name)).find((property) => property !== undefined);
  if (certain !== undefined) return [certain];
  for (const part of parts) {
    for (const alternatives of alternativesOf(part)) {
      const found = alternatives.map((alternative) =>
        findDeclarations(document, alternative, name, [...trail, ...parts]),
      );
      if (found.every((declarations) => declarations.length > 0)) return found.flat();
    }
  }
  return [];
}

/** The alternatives of a schema, of `oneOf` and of `anyOf`. */
export function alternativesOf(schema: Node): readonly (readonly unknown[])[] {
  return [listOf(schema["oneOf"]), listOf(schema["anyOf"])].filter((list) => list.length > 0);
}

/** One schema that accepts the values of several. */
export function unite(schemas: readonly unknown[]): unknown {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  return distinct.length === 1 ? distinct[0] : { anyOf: distinct };
}

/** A schema to use at another place. If it encloses that place, a copy would be endless, so any value is allowed. */
export function copyUnlessWithin(schema: unknown, around: readonly Node[]): unknown {
  return around.some((outer) => outer === schema) ? {} : schema;
}

/** The schema of a property that a schema itself declares. */
export function ownProperty(part: Node, name: string): unknown {
  const properties = nodeOf(part["properties"]);
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The names of the properties that a schema or any of its alternatives has. */
export function listPropertyNames(
  document: Node,
  schema: unknown,
  trail: readonly Node[] = [],
): readonly string[] {
  const parts = partsOf(document, schema).filter((part) => !trail.includes(part));
  return parts.flatMap((part) => [
    ...Object.keys(nodeOf(part["properties"])),
    ...listOf(part["required"]).map(String),
    ...alternativesOf(part)
      .flat()
      .flatMap((alternative) => listPropertyNames(document, alternative, [...trail, ...parts])),
  ]);
}

/** The values of a closed list; `undefined` for other schemas. */
export function findValues(
  document: Node,
  schema: unknown,
  trail: readonly Node[] = [],
): readonly unknown[] | undefined {
  const parts = partsOf(document, schema).filter((part) => !trail.includes(part));
  for (const part of parts) {
    if (part["const"] !== undefined) return [part["const"]];
    if (Array.isArray(part["enum"])) return listOf(part["enum"]);
  }
  for (const alternatives of parts.flatMap(alternativesOf)) {
    const values = alternatives.map((alternative) => findValues(document, alternative, [...trail, ...parts]));
    if (values.every((list) => list !== undefined)) return values.flat();
  }
  return undefined;
}

/** True if every value of a schema is an object or null. */
export function isObject(document: Node, schema: unknown, trail: readonly Node[] = []): boolean {
  const parts = partsOf(document, schema).filter((part) => !trail.includes(part));
  const further = [...trail, ...parts];
  return parts.some(
    (part) =>
      hasObjectType(part) ||
      alternativesOf(part).some((list) =>
        list.every((alternative) => isObject(document, alternative, further)),
      ),
  );
}

function hasObjectType(part: Node): boolean {
  if (part["type"] === undefined) return impliesObject(part);
  const types = [part["type"]].flat();
  return types.includes("object") && types.every((type) => type === "object" || type === "null");
}

/** True if a schema without a type is meant for objects. */
export function impliesObject(schema: Node): boolean {
  return (
    isNode(schema["properties"]) ||
    listOf(schema["required"]).length > 0 ||
    isNode(schema["patternProperties"]) ||
    schema["additionalProperties"] !== undefined
  );
}
