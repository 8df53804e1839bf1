import { isNode } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findOperationNodes } from "../contract/operation-nodes.ts";
import { rewrite } from "../contract/rewrite.ts";

/**
 * Removes vendor extensions from paths and from the responses of operations: openapi-typescript reads them as paths
 * and responses, and crashes. Under `components.responses`, a name that starts with `x-` is an ordinary response.
 */
export function dropMapExtensions(document: Node): Node {
  const responses = [...findOperationNodes(document)].map((operation) => operation["responses"]);
  const extended = [document["paths"], ...responses]
    .filter(isNode)
    .filter((map) => Object.keys(map).some(isExtension));
  return rewrite(document, new Map(extended.map((map) => [map, dropExtensions(map)])));
}

function dropExtensions(map: Node): Node {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !isExtension(key)));
}

function isExtension(key: string): boolean {
  return key.startsWith("x-");
}
