import { textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/**
 * Puts what `x-inferred` says of an operation, a schema or a response into its description, and so into the generated
 * comment. Not of a parameter: its comment is repeated in every operation that has it.
 */
export function describeInferences(document: Node): Node {
  const described = new Map<Node, Node>();
  for (const node of walk(document)) {
    const inferred = textOf(node["x-inferred"]);
    if (inferred === undefined || node["in"] !== undefined) continue;
    described.set(node, { ...node, description: describe(node, inferred) });
  }
  return rewrite(document, described);
}

function describe(node: Node, inferred: string): string {
  const paragraphs = [
    textOf(node["description"])?.trim(),
    `Inferred: ${inferred.trim().replace(/\s+/g, " ")}`,
  ];
  return paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== "").join("\n\n");
}
