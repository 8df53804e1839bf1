import { isNode } from "./document.ts";
import type { Node } from "./document.ts";

/** Nodes of a document and what takes their place. */
export type Replacements = ReadonlyMap<Node, Node>;

/** A copy of the document in which nodes are replaced; what a replacement holds is searched for further ones. */
export function rewrite(document: Node, replacements: Replacements): Node {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    return isNode(value) ? copyNode(value) : value;
  };
  const copyNode = (node: Node): Node => {
    const entries = Object.entries(replacements.get(node) ?? node);
    return Object.fromEntries(entries.map(([key, value]) => [key, copy(value)]));
  };
  return copyNode(document);
}
