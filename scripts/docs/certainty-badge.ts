import { certaintyOf, notesOf } from "../generate/certainty.ts";
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

/** Says in a sentence how certain a call or a type is. */
export function describeRating(noun: "call" | "type", node: Node): string {
  const meaning = {
    seen: `Flatpeak publishes this ${noun} in an OpenAPI document.`,
    confirmed: `A page of this release shows this ${noun}.`,
    inferred: `This ${noun} is from another release or an early document, or follows from other facts.`,
  };
  return meaning[certaintyOf(node)];
}

function escapeTitle(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\"`]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "&#124;");
}
