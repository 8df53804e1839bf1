import { isNode } from "./document.ts";
import type { Node } from "./document.ts";

/** Nodes of a document and their replacements. */
export type Replacements = ReadonlyMap<Node, Node>;

/**
 * Replaces nodes in a document, also inside replacements. Unchanged parts stay the same objects: copying everything at
 * each step would take longer than the steps.
 */
export function rewrite(document: Node, replacements: Replacements): Node {
  if (replacements.size === 0) return document;
  const rewriteValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return mapItems(value, rewriteValue);
    return isNode(value) ? rewriteNode(value) : value;
  };
  const rewriteNode = (node: Node): Node => mapValues(replacements.get(node) ?? node, rewriteValue);
  return rewriteNode(document);
}

/** Changes the values of a node, except texts and numbers; returns the same object if none changes. */
export function mapValues(node: Node, change: (value: unknown, key: string) => unknown): Node {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(node)) {
    const value = node[key];
    // Most values are plain and contain no nodes.
    if (typeof value !== "object" && typeof value !== "boolean") continue;
    const mapped = change(value, key);
    if (mapped === value) continue;
    copy ??= { ...node };
    // The copy has the key already, so `__proto__` is a property like any other.
    copy[key] = mapped;
  }
  return copy ?? node;
}

/** Changes the items of a list; returns the same list if none changes. */
export function mapItems(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  const mapped = list.map(change);
  return mapped.some((item, index) => item !== list[index]) ? mapped : list;
}
