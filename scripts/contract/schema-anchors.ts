import { textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { findPointer } from "./pointer.ts";
import { rewrite } from "./rewrite.ts";
import { walk } from "./walk.ts";

/**
 * Replaces references to the anchor of a schema by references to its place. OpenAPI 3.0 has no anchors. References to an
 * unknown anchor, or to one that several schemas have, stay: the validator refuses a `$ref`, and types do not follow a
 * `$dynamicRef`.
 */
export function resolveAnchors(document: Node): Node {
  if (textOf(document["openapi"])?.startsWith("3.0") === true) return document;
  const nodes = walk(document);
  const named = nodes.filter((node) => isAnchorReference(node["$ref"]) || isDynamicReference(node));
  const wanted = new Set(named.map(referenceOf));
  const places = new Map<unknown, readonly string[]>();
  for (const node of nodes) {
    for (const anchor of [node["$anchor"], node["$dynamicAnchor"]]) {
      const reference = `#${String(anchor)}`;
      if (wanted.has(reference))
        places.set(reference, [...(places.get(reference) ?? []), findPointer(document, node)]);
    }
  }
  const replaced = named.flatMap((node): [Node, Node][] => {
    const { $dynamicRef, ...rest } = node;
    const reference = referenceOf(node);
    const isPointer = $dynamicRef !== undefined && reference?.startsWith("#/") === true;
    const [place, ...others] = isPointer ? [reference] : (places.get(reference) ?? []);
    return place === undefined || others.length > 0 ? [] : [[node, { ...rest, $ref: place }]];
  });
  return rewrite(document, new Map(replaced));
}

/** True for a reference such as `#thing`: it names an anchor and no place. */
export function isAnchorReference(reference: unknown): boolean {
  return typeof reference === "string" && /^#[^/]/.test(reference);
}

/** The places of references whose schema depends on where evaluation began: types cannot follow them. */
export function findDynamicReferences(document: Node): readonly string[] {
  return walk(document)
    .filter((node) => textOf(node["$dynamicRef"]) !== undefined)
    .map((node) => findPointer(document, node));
}

/** A `$dynamicRef` beside a `$ref` stays: a schema has one `$ref`. */
function isDynamicReference(node: Node): boolean {
  return textOf(node["$dynamicRef"]) !== undefined && node["$ref"] === undefined;
}

function referenceOf(node: Node): string | undefined {
  return textOf(node["$ref"] ?? node["$dynamicRef"]);
}
