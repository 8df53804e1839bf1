import { listOf, resolve } from "./document.ts";
import type { Node } from "./document.ts";

/** The schema and the parts of its `allOf`, theirs included, with references followed: all of them apply to a value. */
export function partsOf(document: Node, schema: unknown): readonly Node[] {
  const found = new Set<Node>();
  const visit = (value: unknown): void => {
    const part = resolve(document, value);
    if (found.has(part)) return;
    found.add(part);
    for (const inner of listOf(part["allOf"])) visit(inner);
  };
  visit(schema);
  return [...found];
}
