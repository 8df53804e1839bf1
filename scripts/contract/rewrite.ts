import { isNode } from "./document.ts";
import type { Node } from "./document.ts";

/** Nodes of a document and what takes their place. */
export type Replacements = ReadonlyMap<Node, Node>;

/**
 * The document with nodes replaced; what a replacement holds is searched for further ones. Parts in which nothing is
 * replaced stay the same objects: a copy of everything at every step would take longer than what the steps do.
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

/** A node with changed values; the same object if none changes. Texts and numbers stay. */
export function mapValues(node: Node, change: (value: unknown, key: string) => unknown): Node {
  let changed: [string, unknown][] | undefined;
  for (const key of Object.keys(node)) {
    const value = node[key];
    // Most values are plain, and hold nothing.
    if (typeof value !== "object" && typeof value !== "boolean") continue;
    const mapped = change(value, key);
    if (mapped !== value) (changed ??= []).push([key, mapped]);
  }
  // Spread and not assigned to, because of keys such as `__proto__`.
  return changed === undefined ? node : { ...node, ...Object.fromEntries(changed) };
}

/** A list with changed items; the same object if none changes. */
export function mapItems(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  const mapped = list.map(change);
  return mapped.some((item, index) => item !== list[index]) ? mapped : list;
}
