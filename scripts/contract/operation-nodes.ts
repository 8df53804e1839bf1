import { isNode, METHODS, nodeOf, pathItemsOf, resolve } from "./document.ts";
import type { Node } from "./document.ts";

/** Every operation object of the contract, including those of webhooks and shared path items. */
export function findOperationNodes(document: Node): ReadonlySet<Node> {
  const named = [document["webhooks"], nodeOf(document["components"])["pathItems"]];
  const others = named.flatMap((map) => Object.values(nodeOf(map))).map((item) => resolve(document, item));
  const items = [...pathItemsOf(document).map(([, item]) => item), ...others];
  return new Set(items.flatMap((item) => METHODS.map((method) => item[method]).filter(isNode)));
}
