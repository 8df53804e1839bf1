import { isNode, nodeOf } from "./document.ts";
import type { Node } from "./document.ts";
import { NAME_MAPS, SAMPLE_KEYS } from "./walk.ts";

/** The keywords of a schema that hold schemas and have a meaning for types, and how they hold them. */
const SUBSCHEMAS: Readonly<Record<string, "one" | "list" | "map">> = {
  allOf: "list",
  anyOf: "list",
  oneOf: "list",
  prefixItems: "list",
  items: "one",
  additionalProperties: "one",
  properties: "map",
  patternProperties: "map",
  $defs: "map",
};

/** Every schema of a document and of some further ones, with the schemas within them. */
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
  const mapNode = (node: Node, isNameMap: boolean): Node =>
    mapValues(node, (value, key) => {
      if (isNameMap) return isNode(value) ? mapNode(value, false) : value;
      if (SAMPLE_KEYS.has(key) || key.startsWith("x-")) return value;
      if (key === "schema") return change(value);
      if (key === "schemas") return mapValues(nodeOf(value), change);
      if (Array.isArray(value)) return mapList(value, (item) => (isNode(item) ? mapNode(item, false) : item));
      return isNode(value) ? mapNode(value, NAME_MAPS.has(key)) : value;
    });
  return mapNode(document, false);
}

/** Rewrites the schemas directly within a schema. */
export function mapSubschemas(schema: Node, change: (subschema: unknown, keyword: string) => unknown): Node {
  return mapValues(schema, (value, keyword) => {
    const changeOne = (subschema: unknown): unknown => change(subschema, keyword);
    switch (Object.hasOwn(SUBSCHEMAS, keyword) ? SUBSCHEMAS[keyword] : undefined) {
      case "one":
        return isNode(value) ? changeOne(value) : value;
      case "list":
        return Array.isArray(value) ? mapList(value, changeOne) : value;
      case "map":
        return isNode(value) ? mapValues(value, changeOne) : value;
      case undefined:
        return value;
    }
  });
}

/** Parts in which nothing changes stay the same objects, as with `rewrite`. */
function mapValues(node: Node, change: (value: unknown, key: string) => unknown): Node {
  const changed = Object.keys(node).flatMap((key): [string, unknown][] => {
    const value = node[key];
    // Most values are plain, and hold nothing.
    if (typeof value !== "object" && typeof value !== "boolean") return [];
    const mapped = change(value, key);
    return mapped === value ? [] : [[key, mapped]];
  });
  return changed.length === 0 ? node : { ...node, ...Object.fromEntries(changed) };
}

function mapList(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  const mapped = list.map(change);
  return mapped.some((item, index) => item !== list[index]) ? mapped : list;
}
