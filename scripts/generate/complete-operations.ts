import { isNode, listOf, nodeOf, operationsOf, resolve } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { findOperationNodes } from "../contract/operation-nodes.ts";
import { rewrite } from "../contract/rewrite.ts";

/**
 * Completes every operation, for the types: with a unique operationId, and with the parameters that only the path
 * template has.
 */
export function completeOperations(document: Node): Node {
  const operations = operationsOf(document);
  const items = new Map<string, Node>();
  for (const operation of operations.filter(isIncomplete)) {
    const { path, method, undeclared, node, id } = operation;
    // Resolved, because each reference to a shared path item or operation needs a copy.
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

/** Webhooks and unused path items lose a conflicting operationId: no call uses it. */
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
