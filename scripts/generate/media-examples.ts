import { isNode } from "../contract/document.ts";
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
