import { notesOf } from "../generate/certainty.ts";
import type { Node } from "../contract/document.ts";
import { oneLine } from "../markdown/escape.ts";

/** A word that says how certain a fact is, with its source in a tooltip; it leads to the section `Certainty` of its page. */
export function renderBadge(node: Node): string {
  const notes = notesOf({ ...node, "x-source": undefined });
  if (notes.length === 0) return "";
  const word = node["x-confirmed"] === undefined ? "inferred" : "confirmed";
  return `[${word}](#certainty "${escapeTitle(notes.join(" "))}")`;
}

function escapeTitle(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\"`]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "&#124;");
}
