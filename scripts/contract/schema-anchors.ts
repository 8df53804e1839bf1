import { textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { findPointer } from "./pointer.ts";
import { rewrite } from "./rewrite.ts";
import { walk } from "./walk.ts";

/**
 * Replaces references to the `$anchor` or `$dynamicAnchor` of a schema by references to its place; a `$dynamicRef` becomes
 * a `$ref`. OpenAPI 3.0 has no anchors. References that name no anchor, or one that several schemas have, stay: a `$ref` is
 * refused, a `$dynamicRef` admits any value.
 */
export function resolveAnchors(document: Node): Node {
  if (textOf(document["openapi"])?.startsWith("3.0") === true) return document;
  const nodes = walk(document);
  const referring = nodes.flatMap((node) => {
    const reference = node["$ref"] ?? node["$dynamicRef"];
    return isAnchorReference(reference) ? [[node, reference] as const] : [];
  });
  const wanted = new Set(referring.map(([, reference]) => reference));
  const places = new Map<unknown, readonly string[]>();
  for (const node of nodes) {
    const reference = `#${String(node["$anchor"] ?? node["$dynamicAnchor"])}`;
    if (wanted.has(reference))
      places.set(reference, [...(places.get(reference) ?? []), findPointer(document, node)]);
  }
  const replaced = referring.flatMap(([node, reference]): [Node, Node][] => {
    const [place, ...others] = places.get(reference) ?? [];
    return place === undefined || others.length > 0 ? [] : [[node, { ...node, $ref: place }]];
  });
  return rewrite(document, new Map(replaced));
}

/** True for a reference such as `#thing`: it names an anchor and no place. */
export function isAnchorReference(reference: unknown): boolean {
  return typeof reference === "string" && /^#[^/]/.test(reference);
}
