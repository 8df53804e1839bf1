import { isNode, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { mapSchemas, mapSubschemas } from "./schemas.ts";

/**
 * Replaces the schemas `true` and `false` by `{}` and `{ not: {} }`, which mean the same: the validator and
 * openapi-typescript accept booleans only in some places. OpenAPI 3.0 has no such schemas.
 */
export function writeBooleanSchemas(document: Node): Node {
  if (textOf(document["openapi"])?.startsWith("3.0") === true) return document;
  const write = (schema: unknown): unknown => {
    if (typeof schema === "boolean") return schema ? {} : { not: {} };
    return isNode(schema) ? mapSubschemas(schema, write) : schema;
  };
  return mapSchemas(document, write);
}
