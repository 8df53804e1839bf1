import { listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { ContractOperation, Node } from "./document.ts";

/** What an operation authenticates with, as far as a client can send it. */
export type Security = "bearer" | "basic" | "none";

/** What the contract secures an operation by; a bearer where it leaves the choice. */
export function findSecurity(document: Node, operation: ContractOperation): Security {
  const offered = findAlternatives(document, operation).flat();
  return offered.includes("bearer") ? "bearer" : offered.includes("basic") ? "basic" : "none";
}

/**
 * What a client sends with each operation. Basic auth is sent with the login alone, which trades it for a bearer: where
 * several operations have it, none is the login, and nothing is sent.
 */
export function findSentSecurity(
  document: Node,
  operations: readonly ContractOperation[],
): ReadonlyMap<ContractOperation, Security> {
  const found = new Map(operations.map((operation) => [operation, findSecurity(document, operation)]));
  const basic = [...found].filter(([, security]) => security === "basic");
  if (basic.length > 1) for (const [operation] of basic) found.set(operation, "none");
  return found;
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
