import { operationsOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";

/** An operation in both contracts; `from` is missing if it was added, `to` if it was removed. */
export interface OperationPair {
  readonly from: ContractOperation | undefined;
  readonly to: ContractOperation | undefined;
}

/** Pairs the operations of two contracts: first by method and path, then the rest by operationId. */
export function pairOperations(from: Node, to: Node): readonly OperationPair[] {
  const left = new Map(operationsOf(to).map((operation) => [operation.key, operation]));
  const take = (operation: ContractOperation | undefined): ContractOperation | undefined => {
    if (operation !== undefined) left.delete(operation.key);
    return operation;
  };
  const byKey = operationsOf(from).map((operation) => ({
    from: operation,
    to: take(left.get(operation.key)),
  }));
  const byId = byKey.map((pair) => {
    if (pair.to !== undefined) return pair;
    const { id } = pair.from;
    return { from: pair.from, to: take([...left.values()].find((operation) => operation.id === id)) };
  });
  return [...byId, ...[...left.values()].map((operation) => ({ from: undefined, to: operation }))];
}
