import { isNode, nodeOf } from "./document.ts";
import type { Node } from "./document.ts";
import { isNameMap, kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { mapItems, mapValues } from "./rewrite.ts";

/** Keywords that contain schemas and affect types, and the form in which they contain them. */
const SUBSCHEMAS: ReadonlyMap<string, "one" | "list" | "map"> = new Map([
  ...["allOf", "anyOf", "oneOf", "prefixItems"].map((keyword) => [keyword, "list"] as const),
  ...["items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "then", "else"].map(
    (keyword) => [keyword, "one"] as const,
  ),
  ...["properties", "patternProperties", "dependentSchemas", "$defs"].map(
    (keyword) => [keyword, "map"] as const,
  ),
]);

/** Every schema of a document and some more schemas, with nested ones. */
export function findSchemas(document: Node, further: readonly Node[] = []): ReadonlySet<Node> {
  const found = new Set<Node>();
  const visit = (schema: unknown): unknown => {
    if (isNode(schema) && !found.has(schema)) mapSubschemas((found.add(schema), schema), visit);
    return schema;
  };
  mapSchemas(document, visit);
  further.forEach(visit);
  return found;
}

/** Rewrites every outermost schema of a document: those of components, media types, parameters and headers. */
export function mapSchemas(document: Node, change: (schema: unknown) => unknown): Node {
  const mapPart = (value: unknown, kind: Kind): unknown => {
    if (kind === "data") return value;
    if (Array.isArray(value)) return mapItems(value, (item) => mapPart(item, kindOfItems(kind)));
    return isNode(value) ? mapNode(value, kind) : value;
  };
  const mapNode = (node: Node, kind: Kind): Node =>
    mapValues(node, (value, key) => {
      const within = kindWithin(kind, key);
      if (isNameMap(kind) || within === "data") return mapPart(value, within);
      if (key === "schema") return change(value);
      return key === "schemas" ? mapValues(nodeOf(value), change) : mapPart(value, within);
    });
  return mapNode(document, "object");
}

/** Rewrites the schemas directly within a schema. */
export function mapSubschemas(schema: Node, change: (subschema: unknown, keyword: string) => unknown): Node {
  return mapValues(schema, (value, keyword) => {
    switch (SUBSCHEMAS.get(keyword)) {
      case "one":
        return isNode(value) ? change(value, keyword) : value;
      case "list":
        return Array.isArray(value) ? mapItems(value, (item) => change(item, keyword)) : value;
      case "map":
        return isNode(value) ? mapValues(value, (subschema) => change(subschema, keyword)) : value;
      case undefined:
        return value;
    }
  });
}
