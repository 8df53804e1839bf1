import { listOf, resolve } from "./document.ts";
import type { Node } from "./document.ts";

/** Alternatives of a schema to include: none, the first usable one of each list, or all. */
export type Alternatives = "none" | "first" | "all";

/**
 * Collects schemas, the schemas that they refer to, and the parts of their `allOf`, at any depth. Each part is included
 * once. Otherwise, schemas that refer to each other twice would double at each level.
 */
export function collectParts(
  document: Node,
  schemas: readonly unknown[],
  alternatives: Alternatives,
): readonly Node[] {
  const parts = new Set<Node>();
  const pending = schemas.map((schema) => resolve(document, schema)).reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (parts.has(node)) continue;
    parts.add(node);
    const lists = alternatives === "none" ? [] : [node["oneOf"], node["anyOf"]];
    const further = [
      ...listOf(node["allOf"]).map((part) => resolve(document, part)),
      ...lists.flatMap((list) =>
        alternatives === "all"
          ? listOf(list).map((part) => resolve(document, part))
          : findUsable(document, list, parts),
      ),
    ];
    pending.push(...further.reverse());
  }
  return [...parts];
}

/**
 * Collects the schema and the parts of its `allOf`, at any depth, with references followed. All of them apply to a
 * value.
 */
export function partsOf(document: Node, schema: unknown): readonly Node[] {
  return collectParts(document, [schema], "none");
}

function findUsable(document: Node, alternatives: unknown, parts: ReadonlySet<Node>): readonly Node[] {
  for (const alternative of listOf(alternatives)) {
    const node = resolve(document, alternative);
    if (node["type"] !== "null" && !parts.has(node)) return [node];
  }
  return [];
}
