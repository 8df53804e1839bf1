import { isNode, METHODS, nodeOf, resolve } from "./document.ts";
import type { Node } from "./document.ts";

/** Every operation object that is generated from, those of webhooks and shared path items included. */
export function findOperationNodes(document: Node): ReadonlySet<Node> {
  const named = [document["webhooks"], nodeOf(document["components"])["pathItems"]];
  const items = [pickPaths(document), ...named]
    .flatMap((map) => Object.values(nodeOf(map)))
    .map((item) => resolve(document, item));
  return new Set(items.flatMap((item) => METHODS.map((method) => item[method]).filter(isNode)));
}

/** The paths of a document, without the extensions beside them. */
function pickPaths(document: Node): Node {
  return Object.fromEntries(Object.entries(nodeOf(document["paths"])).filter(([key]) => key.startsWith("/")));
}
