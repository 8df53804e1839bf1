import { textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { findPointer } from "./pointer.ts";
import { rewrite } from "./rewrite.ts";
import { walk } from "./walk.ts";

/**
 * Replaces references to the `$anchor` of a schema by references to its place. OpenAPI 3.0 has no anchors. References that
 * name no anchor, or one that several schemas have, stay: they are refused.
 */
export function resolveAnchors(document: Node): Node {
  if (textOf(document["openapi"])?.startsWith("3.0") === true) return document;
  const nodes = walk(document);
  const named = nodes.filter((node) => isAnchorReference(node["$ref"]));
  const wanted = new Set(named.map((node) => node["$ref"]));
  const places = new Map<unknown, readonly string[]>();
  for (const node of nodes) {
    const reference = `#${String(node["$anchor"])}`;
    if (wanted.has(reference))
      places.set(reference, [...(places.get(reference) ?? []), findPointer(document, node)]);
  }
  const replaced = named.flatMap((node): [Node, Node][] => {
    const [place, ...others] = places.get(node["$ref"]) ?? [];
    return place === undefined || others.length > 0 ? [] : [[node, { ...node, $ref: place }]];
  });
  return rewrite(document, new Map(replaced));
}

/** True for a reference such as `#thing`: it names an anchor and no place. */
export function isAnchorReference(reference: unknown): boolean {
  return typeof reference === "string" && /^#[^/]/.test(reference);
}
