import { listOf, nodeOf, resolve } from "./document.ts";
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

/** The schema with its parts merged. If two parts have a keyword, the outer one wins; properties and required names add up. */
export function mergeParts(document: Node, schema: unknown): Node {
  return partsOf(document, schema).reduceRight<Node>(
    (merged, part) => ({
      ...merged,
      ...part,
      properties: { ...nodeOf(merged["properties"]), ...nodeOf(part["properties"]) },
      required: [...listOf(merged["required"]), ...listOf(part["required"])],
    }),
    {},
  );
}
