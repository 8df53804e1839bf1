import { nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts, partsOf } from "../../contract/composition.ts";
import { omit } from "./keywords.ts";
import type { SchemaPlace } from "./place.ts";
import { copyUnlessWithin, unite } from "./properties.ts";

const CONDITIONAL = ["if", "then", "else", "dependentSchemas"];

/**
 * Declares the properties that only a condition declares, as optional.
 *
 * Reason: openapi-typescript ignores conditions, so that no literal could have these properties.
 *
 * In: `{ properties: { a: A }, if: I, then: { properties: { b: B }, required: [b] } }`.
 * Out: `{ properties: { a: A, b: B } }`.
 */
export function declareConditional(schema: Node, { document, ancestors }: SchemaPlace): Node {
  if (CONDITIONAL.every((keyword) => schema[keyword] === undefined)) return schema;
  const bare = omit(schema, ...CONDITIONAL);
  const parts = collectParts(document, [bare], "all");
  const known = new Set(parts.flatMap((part) => Object.keys(nodeOf(part["properties"]))));
  const outcomes = [schema["then"], schema["else"], ...Object.values(nodeOf(schema["dependentSchemas"]))];
  const found = new Map<string, readonly unknown[]>();
  for (const part of outcomes.flatMap((outcome) => partsOf(document, outcome))) {
    for (const [name, property] of Object.entries(nodeOf(part["properties"]))) {
      if (known.has(name)) continue;
      const copy = copyUnlessWithin(property, [...ancestors, schema]);
      found.set(name, [...(found.get(name) ?? []), copy]);
    }
  }
  if (found.size === 0) return bare;
  const declared = [...found].map(([name, properties]) => [name, unite(properties)] as const);
  return { ...bare, properties: { ...nodeOf(bare["properties"]), ...Object.fromEntries(declared) } };
}
