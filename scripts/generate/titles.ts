import { isNode, nodeOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";

/** Removes titles of schemas that only repeat the schema's name. */
export function dropEchoedTitles(document: Node): Node {
  const untitled = new Map<Node, Node>();
  for (const [name, schema] of Object.entries(nodeOf(nodeOf(document["components"])["schemas"]))) {
    if (!isNode(schema) || schema["title"] !== name) continue;
    untitled.set(schema, Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "title")));
  }
  return rewrite(document, untitled);
}
