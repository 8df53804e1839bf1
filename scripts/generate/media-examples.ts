import { isNode } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/**
 * Empties named examples, those under `components` included. No type shows them, in large contracts they are most of the
 * bytes, and openapi-typescript would fetch what an `externalValue` names. Their names stay: some are referred to.
 */
export function emptyMediaExamples(document: Node): Node {
  const emptied = new Map<Node, Node>();
  for (const node of walk(document)) {
    const { examples } = node;
    // In a schema `examples` is a list, and stays for its comment.
    if (!isNode(examples)) continue;
    emptied.set(examples, Object.fromEntries(Object.keys(examples).map((name) => [name, {}])));
  }
  return rewrite(document, emptied);
}
