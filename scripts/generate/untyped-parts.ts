import { findOperationNodes, isNode, nodeOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/**
 * Empties named examples, including those under `components`. No type shows them, they are most of the bytes of large
 * contracts, and openapi-typescript would fetch each `externalValue`. The names stay, because references may use
 * them.
 */
export function emptyMediaExamples(document: Node): Node {
  const emptied = new Map<Node, Node>();
  for (const node of walk(document)) {
    const { examples } = node;
    // In a schema, `examples` is a list, and is kept for its comment.
    if (!isNode(examples)) continue;
    emptied.set(examples, Object.fromEntries(Object.keys(examples).map((name) => [name, {}])));
  }
  return rewrite(document, emptied);
}

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

/** Removes titles of schemas that only repeat the schema's name. */
export function dropEchoedTitles(document: Node): Node {
  const untitled = new Map<Node, Node>();
  for (const [name, schema] of Object.entries(nodeOf(nodeOf(document["components"])["schemas"]))) {
    if (!isNode(schema) || schema["title"] !== name) continue;
    untitled.set(schema, Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "title")));
  }
  return rewrite(document, untitled);
}
