import { operationsOf, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";

/** An operation on both sides; one of them is missing if it was added or removed. */
export interface Match {
  readonly from: ContractOperation | undefined;
  readonly to: ContractOperation | undefined;
}

/** Pairs the operations of two contracts: by method and path, and of those that are left by operationId. */
export function matchOperations(from: Node, to: Node): readonly Match[] {
  const left = new Map(operationsOf(to).map((operation) => [operation.key, operation]));
  const take = (operation: ContractOperation | undefined): ContractOperation | undefined => {
    if (operation !== undefined) left.delete(operation.key);
    return operation;
  };
  const byKey = operationsOf(from).map((operation) => ({
    from: operation,
    to: take(left.get(operation.key)),
  }));
  const byId = byKey.map((match) => {
    const id = idOf(match.from);
    if (match.to !== undefined || id === undefined) return match;
    return { from: match.from, to: take([...left.values()].find((operation) => idOf(operation) === id)) };
  });
  return [...byId, ...[...left.values()].map((operation) => ({ from: undefined, to: operation }))];
}

/** An operation's own id. */
export function idOf({ node }: ContractOperation): string | undefined {
  return textOf(node["operationId"]);
}
