import { ContractError } from "../contract/contract-error.ts";
import { isNode, nodeOf, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { LOGIN_MARK } from "../contract/security.ts";
import type { Security } from "../contract/security.ts";

/**
 * Content of `x-login`: the response fields with the bearer token and its lifetime in seconds, and the prefix of API
 * keys, if any.
 */
export interface LoginFields {
  readonly bearer: string;
  readonly lifetime: string;
  readonly keyPrefix?: string;
}

/**
 * The fields that `x-login` on an operation names; `undefined` without the mark.
 *
 * @throws ContractError if a client could not log in with the operation
 */
export function readLoginMark({ key, node }: ContractOperation, security: Security): LoginFields | undefined {
  const mark = node[LOGIN_MARK];
  if (mark === undefined) return undefined;
  const [bearer, lifetime, keyPrefix] = ["bearer", "lifetime", "key-prefix"].map((name) =>
    textOf(nodeOf(mark)[name]),
  );
  if (!isNode(mark) || bearer === undefined || lifetime === undefined) {
    throw createMarkError(key, "must name two fields of the response: bearer and lifetime (seconds)");
  }
  if (security !== "basic")
    throw createMarkError(key, "the operation must have basic auth as its only security");
  if (key.includes("{")) throw createMarkError(key, "a login cannot have path parameters");
  return { bearer, lifetime, ...(keyPrefix !== undefined && { keyPrefix }) };
}

/** The `code` of a 403 that refuses the bearer token: `x-refused-code` of the contract's `info`. */
export function readRefusedCode(document: Node): string | undefined {
  return textOf(nodeOf(document["info"])["x-refused-code"]);
}

/** @throws ContractError if the contract marks more than one login */
export function checkOneLogin(operations: readonly ContractOperation[]): void {
  const marked = operations.filter(({ node }) => node[LOGIN_MARK] !== undefined);
  if (marked.length > 1)
    throw createMarkError(marked.map(({ key }) => key).join(", "), "only one operation can be the login");
}

function createMarkError(operation: string, fault: string): ContractError {
  return new ContractError([`${operation}: ${LOGIN_MARK}: ${fault}`]);
}
