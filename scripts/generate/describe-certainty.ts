import { findOperationNodes, nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";
import { notesOf } from "./certainty.ts";

/**
 * Puts what an operation, a schema or a response rests on into its description, and so into the generated comment. Not
 * of a parameter: its comment is repeated in every operation that has it.
 */
export function describeCertainty(document: Node): Node {
  const described = new Map<Node, Node>();
  for (const node of walk(document)) {
    const notes = notesOf(node);
    if (notes.length > 0 && node["in"] === undefined) described.set(node, appendNotes(node, notes));
  }
  // Only beside marks does their absence say something.
  if (described.size > 0) {
    for (const node of wholesOf(document)) {
      if (!described.has(node)) described.set(node, appendNotes(node, ["Seen: Flatpeak publishes it so."]));
    }
  }
  return rewrite(document, described);
}

function wholesOf(document: Node): readonly Node[] {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  return [...findOperationNodes(document), ...Object.values(schemas).map(nodeOf)];
}

function appendNotes(node: Node, notes: readonly string[]): Node {
  const paragraphs = [textOf(node["description"])?.trim(), ...notes];
  const description = paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== "");
  return { ...node, description: description.join("\n\n") };
}
