import { isNode, METHODS, nodeOf, resolve, textOf, valueAt } from "./document.ts";
import type { Node } from "./document.ts";
import { mapValues, rewrite } from "./rewrite.ts";

/** Parts of a path item that affect its operations. */
const PARTS = new Set([...METHODS, "parameters", "servers"]);

/**
 * Merges path items with the fields beside their `$ref`, which OpenAPI allows: other code reads only the reference. The
 * own fields win, as in the bundler.
 */
export function mergePathItems(document: Node): Node {
  const maps = [document["paths"], document["webhooks"], nodeOf(document["components"])["pathItems"]];
  const merged = new Map<Node, Node>();
  for (const item of maps.flatMap((map) => Object.values(nodeOf(map))).filter(isNode)) {
    const { $ref, ...own } = item;
    const reference = textOf($ref);
    // References to nothing stay, and are refused later.
    if (reference === undefined || !isNode(valueAt(document, reference))) continue;
    if (!Object.keys(own).some((key) => PARTS.has(key))) continue;
    // Copies of the operations: the same operation elsewhere may have other parameters.
    const target = mapValues(resolve(document, item), (value) => (isNode(value) ? { ...value } : value));
    merged.set(item, { ...target, ...own });
  }
  return rewrite(document, merged);
}
