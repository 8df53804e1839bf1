import { listOf, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts, partsOf } from "../../contract/composition.ts";
import { omit } from "./keywords.ts";
import type { SchemaPlace } from "./place.ts";
import { copyUnlessWithin, unite } from "./properties.ts";

const CONDITIONAL = ["if", "then", "else", "dependentSchemas"];

/**
 * Declares the properties that only a condition declares or requires, as optional, or any if it has
 * `additionalProperties`.
 *
 * Reason: openapi-typescript ignores conditions, so that no literal could have these properties.
 *
 * In: `{ properties: { a: A }, if: I, then: { properties: { b: B }, required: [b, c] } }`.
 * Out: `{ properties: { a: A, b: B, c: {} } }`. Without the condition, `b` may be what the schema itself admits: any
 * value if it requires `b`, or else its `additionalProperties`.
 */
export function declareConditional(schema: Node, { document, ancestors }: SchemaPlace): Node {
  if (CONDITIONAL.every((keyword) => schema[keyword] === undefined)) return schema;
  const bare = omit(schema, ...CONDITIONAL);
  const unconditional = collectParts(document, [bare], "all");
  const [known, required] = [unconditional.flatMap(declaredBy), unconditional.flatMap(requiredBy)];
  const branches = [schema["then"], schema["else"]].map((branch) => partsOf(document, branch));
  const outcomes = [schema["then"], schema["else"], ...Object.values(nodeOf(schema["dependentSchemas"]))];
  const parts = collectParts(document, outcomes, "all");
  const names = new Set(parts.flatMap((part) => [...declaredBy(part), ...requiredBy(part)]));

  const additional = bare["additionalProperties"];
  const declared = [...names].flatMap((name) => {
    if (known.includes(name)) return [];
    const stated = parts
      .filter((part) => declaredBy(part).includes(name))
      .map((part) => copyUnlessWithin(nodeOf(part["properties"])[name], [...ancestors, schema]));
    if (stated.length === 0 && additional !== undefined) return [];
    const otherwise = stated.length === 0 || required.includes(name) ? {} : (additional ?? false);
    const isCertain = branches.every((branch) => branch.some((part) => declaredBy(part).includes(name)));
    return [[name, unite(isCertain || otherwise === false ? stated : [...stated, otherwise])] as const];
  });
  const isOpen = parts.some((part) => (part["additionalProperties"] ?? false) !== false);
  return {
    // The schema itself admits any others, so a schema for them would not hold.
    ...(isOpen && { additionalProperties: true }),
    ...bare,
    ...(declared.length > 0 && {
      properties: { ...nodeOf(bare["properties"]), ...Object.fromEntries(declared) },
    }),
  };
}

function declaredBy(part: Node): readonly string[] {
  return Object.keys(nodeOf(part["properties"]));
}

function requiredBy(part: Node): readonly string[] {
  return listOf(part["required"]).map(String);
}
