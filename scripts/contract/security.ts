import { listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { ContractOperation, Node } from "./document.ts";

/** What an operation authenticates with, as far as a client can send it. */
export type Security = "bearer" | "basic" | "none";

/** What the contract secures an operation by; a bearer where it leaves the choice. */
export function findSecurity(document: Node, operation: ContractOperation): Security {
  const offered = findAlternatives(document, operation).flat();
  return offered.includes("bearer") ? "bearer" : offered.includes("basic") ? "basic" : "none";
}

/** Marks the operation that exchanges account ID and API key for a bearer token. */
export const LOGIN_MARK = "x-login";

/**
 * The authentication that a client sends with each operation. Basic auth is sent only to the operation that is marked as the login; to others,
 * nothing is sent.
 */
export function findSentSecurity(
  document: Node,
  operations: readonly ContractOperation[],
): ReadonlyMap<ContractOperation, Security> {
  return new Map(
    operations.map((operation) => {
      const security = findSecurity(document, operation);
      const unsent = security === "basic" && operation.node[LOGIN_MARK] === undefined;
      return [operation, unsent ? "none" : security];
    }),
  );
}

/** Whether the contract secures an operation at all, and leaves no choice to send nothing. */
export function isSecured(document: Node, operation: ContractOperation): boolean {
  const alternatives = findAlternatives(document, operation);
  return alternatives.length > 0 && alternatives.every((schemes) => schemes.length > 0);
}

function findAlternatives(document: Node, operation: ContractOperation): readonly (readonly Security[])[] {
  const schemes = nodeOf(nodeOf(document["components"])["securitySchemes"]);
  return listOf(operation.node["security"] ?? document["security"]).map((alternative) =>
    Object.keys(nodeOf(alternative)).map((name) => classify(resolve(document, schemes[name]))),
  );
}

function classify(scheme: Node): Security {
  const type = textOf(scheme["type"]);
  if (type === "oauth2" || type === "openIdConnect") return "bearer";
  if (type !== "http") return "none";
  const name = textOf(scheme["scheme"])?.toLowerCase();
  return name === "bearer" || name === "basic" ? name : "none";
}
