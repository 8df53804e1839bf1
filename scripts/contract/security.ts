import { listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { ContractOperation, Node } from "./document.ts";

/** What an operation authenticates with, as far as a client can send it. */
export type Security = "bearer" | "basic" | "none";

/** What the contract secures an operation by; a bearer where it leaves the choice. */
export function findSecurity(document: Node, operation: ContractOperation): Security {
  const schemes = nodeOf(nodeOf(document["components"])["securitySchemes"]);
  const alternatives = listOf(operation.node["security"] ?? document["security"]);
  const offered = alternatives
    .flatMap((alternative) => Object.keys(nodeOf(alternative)))
    .map((name) => classify(resolve(document, schemes[name])));
  return offered.includes("bearer") ? "bearer" : offered.includes("basic") ? "basic" : "none";
}

function classify(scheme: Node): Security {
  const type = textOf(scheme["type"]);
  if (type === "oauth2" || type === "openIdConnect") return "bearer";
  if (type !== "http") return "none";
  const name = textOf(scheme["scheme"])?.toLowerCase();
  return name === "bearer" || name === "basic" ? name : "none";
}
