import { isDeepStrictEqual } from "node:util";
import { isNode, listOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/**
 * A copy of a document whose mappings have the order of a present one: keys that both have stand as in the present
 * document, new ones after them as in the incoming one. Lists keep their order, which may mean something.
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

/** An item that only moved keeps its layout: it is ordered like its equal, any other like what stood in its place. */
function orderItems(incoming: readonly unknown[], present: readonly unknown[]): readonly unknown[] {
  return incoming.map((item, index) => {
    if (!isNode(item) || isDeepStrictEqual(item, present[index])) return orderValue(item, present[index]);
    return orderValue(
      item,
      present.find((candidate) => isDeepStrictEqual(candidate, item)) ?? present[index],
    );
  });
}
