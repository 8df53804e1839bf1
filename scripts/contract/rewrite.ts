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
    if (Array.isArray(value)) return rewriteList(value);
    return isNode(value) ? rewriteNode(value) : value;
  };
  const rewriteList = (list: readonly unknown[]): readonly unknown[] => {
    const items = list.map(rewriteValue);
    return items.some((item, index) => item !== list[index]) ? items : list;
  };
  const rewriteNode = (node: Node): Node => {
    const replacement = replacements.get(node) ?? node;
    let changed: [string, unknown][] | undefined;
    for (const key of Object.keys(replacement)) {
      const value = replacement[key];
      // Most values are plain.
      if (typeof value !== "object") continue;
      const rewritten = rewriteValue(value);
      if (rewritten !== value) (changed ??= []).push([key, rewritten]);
    }
    // Spread and not assigned to, because of keys such as `__proto__`.
    return changed === undefined ? replacement : { ...replacement, ...Object.fromEntries(changed) };
  };
  return rewriteNode(document);
}
