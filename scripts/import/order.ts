import { isDeepStrictEqual } from "node:util";
import { isNode, listOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/**
 * Copies a document and sorts its mappings like a present one: shared keys in the present order, then new keys in the
 * incoming order. Lists keep their order, which may matter.
 */
export function orderLike(incoming: Node, present: Node): Node {
  const shared = Object.keys(present).filter((key) => Object.hasOwn(incoming, key));
  const keys = new Set([...shared, ...Object.keys(incoming)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      orderValue(incoming[key], Object.hasOwn(present, key) ? present[key] : undefined),
    ]),
  );
}

function orderValue(incoming: unknown, present: unknown): unknown {
  if (Array.isArray(incoming)) return orderItems(listOf(incoming), listOf(present));
  return isNode(incoming) ? orderLike(incoming, isNode(present) ? present : {}) : incoming;
}

/**
 * Sorts an item like its equal in the present list, so that an item that only moved keeps its layout. Sorts any other
 * like the item at the same index.
 */
function orderItems(incoming: readonly unknown[], present: readonly unknown[]): readonly unknown[] {
  return incoming.map((item, index) => {
    if (!isNode(item) || isDeepStrictEqual(item, present[index])) return orderValue(item, present[index]);
    return orderValue(
      item,
      present.find((candidate) => isDeepStrictEqual(candidate, item)) ?? present[index],
    );
  });
}
