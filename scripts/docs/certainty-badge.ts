import { notesOf } from "../generate/certainty.ts";
import type { Node } from "../contract/document.ts";
import { oneLine } from "../markdown/escape.ts";

/**
 * Writes a badge: a word for the certainty of a fact, with its source in a tooltip. It links to the section `Certainty`
 * of the page.
 */
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
