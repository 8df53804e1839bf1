import { isNode, listOf, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";

/** Keywords that describe a value and do not constrain its type. */
const ANNOTATIONS = new Set([
  ...["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly"],
  ...["format", "nullable", "externalDocs", "xml", "$comment", "x-inferred", "x-source"],
]);

/** Keywords that combine schemas. */
const COMPOSITIONS = new Set(["$ref", "allOf", "anyOf", "oneOf"]);

/** Keywords that alone decide the type of a value. */
const TYPE_KEYWORDS = [
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "patternProperties"],
  ...["items", "prefixItems"],
];

/** The keywords of a schema that describe the value. */
export function pickAnnotations(schema: Node): Node {
  return pick(schema, (keyword) => ANNOTATIONS.has(keyword));
}

/** The keywords of a schema that are neither annotations nor compositions. */
export function pickOwn(schema: Node): Node {
  return pick(schema, (keyword) => !ANNOTATIONS.has(keyword) && !COMPOSITIONS.has(keyword));
}

/** A schema without these keywords. */
export function omit(schema: Node, ...keywords: readonly string[]): Node {
  return keywords.some((keyword) => keyword in schema)
    ? pick(schema, (keyword) => !keywords.includes(keyword))
    : schema;
}

function pick(schema: Node, isMeant: (keyword: string) => boolean): Node {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => isMeant(keyword)));
}

/** True if a schema itself has keywords that decide its type. */
export function hasOwnType(schema: Node): boolean {
  return TYPE_KEYWORDS.some((keyword) => schema[keyword] !== undefined);
}

/** True if, for types, any value is valid. */
export function isUnconstrained(schema: unknown): boolean {
  if (schema === true) return true;
  return isNode(schema) && !hasOwnType(schema) && listCompositions(schema).length === 0;
}

/** The compositions that a schema has. */
export function listCompositions(schema: Node): readonly string[] {
  return [...COMPOSITIONS].filter(
    (keyword) => typeof schema[keyword] === "string" || listOf(schema[keyword]).length > 0,
  );
}

/** True if a schema accepts every object and names no properties. */
export function isBareObject(schema: unknown): boolean {
  return isNode(schema) && listCompositions(schema).length === 0 && hasBareObjectType(schema);
}

/** Like {@link isBareObject}, but ignores compositions. */
export function hasBareObjectType(schema: Node): boolean {
  const types = [schema["type"]].flat();
  return admitsBareObject(schema) && types.every((type) => type === "object" || type === "null");
}

/** True if a schema accepts objects, perhaps beside other types, and names no properties. */
export function admitsBareObject(schema: Node): boolean {
  return (
    [schema["type"]].flat().includes("object") &&
    Object.keys(nodeOf(schema["properties"])).length === 0 &&
    listOf(schema["required"]).length === 0 &&
    ["enum", "const", "patternProperties", "x-omitted-code"].every(
      (keyword) => schema[keyword] === undefined,
    ) &&
    (schema["additionalProperties"] === undefined || schema["additionalProperties"] === false)
  );
}
