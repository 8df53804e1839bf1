import { nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findOperationNodes } from "../contract/operation-nodes.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";
import { notesOf } from "./certainty.ts";

/**
 * Adds the certainty of operations, schemas and responses to their descriptions, and so to the generated comments.
 * Not for parameters, whose comments are repeated in every operation.
 */
export function describeCertainty(document: Node): Node {
  const described = new Map<Node, Node>();
  for (const node of walk(document)) {
    const notes = notesOf(node);
    if (notes.length > 0 && node["in"] === undefined) described.set(node, appendNotes(node, notes));
  }
  // Without marks elsewhere, their absence means nothing.
  if (described.size > 0) {
    for (const node of wholesOf(document)) {
      if (!described.has(node)) described.set(node, appendNotes(node, ["Seen: published by Flatpeak."]));
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
