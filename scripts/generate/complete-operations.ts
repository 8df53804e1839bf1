import { findOperationNodes, isNode, listOf, nodeOf, operationsOf, resolve } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";

/**
 * Writes into the document what every operation is known by and takes, so that the types have it: an operationId of its
 * own, and the parameters that only the path template names.
 */
export function completeOperations(document: Node): Node {
  const operations = operationsOf(document);
  const items = new Map<string, Node>();
  for (const operation of operations.filter(isIncomplete)) {
    const { path, method, undeclared, node, id } = operation;
    // Resolved: of a path item or an operation that several places refer to, each place needs one of its own.
    const item = items.get(path) ?? resolve(document, nodeOf(document["paths"])[path]);
    const parameters = [...listOf(node["parameters"]), ...undeclared];
    items.set(path, { ...item, [method.toLowerCase()]: { ...node, operationId: id, parameters } });
  }
  const replaced = new Map(freeIds(document, operations));
  const paths = document["paths"];
  if (isNode(paths) && items.size > 0) replaced.set(paths, { ...paths, ...Object.fromEntries(items) });
  return rewrite(document, replaced);
}

function isIncomplete({ node, id, undeclared }: ContractOperation): boolean {
  return node["operationId"] !== id || undeclared.length > 0;
}

/** Webhooks and path items that no path uses give way: nothing calls them by their operationId. */
function* freeIds(
  document: Node,
  operations: readonly ContractOperation[],
): Generator<readonly [Node, Node]> {
  const taken = new Set<unknown>(operations.map(({ id }) => id));
  const called = new Set(operations.map(({ node }) => node));
  for (const node of findOperationNodes(document)) {
    const { operationId, ...anonymous } = node;
    if (called.has(node)) continue;
    if (taken.has(operationId)) yield [node, anonymous];
    taken.add(operationId);
  }
}
