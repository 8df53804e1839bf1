import { listOf, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts } from "../../contract/composition.ts";
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
  const known = unconditional.flatMap(declaredBy);
  const [then, otherwise, ...dependent] = [
    ...[schema["then"], schema["else"]],
    ...Object.values(nodeOf(schema["dependentSchemas"])),
  ].map((outcome) => collectParts(document, [outcome], "all"));
  const outcomes = [then ?? [], otherwise ?? [], ...dependent];
  const parts = outcomes.flat();
  const names = new Set(parts.flatMap((part) => [...declaredBy(part), ...requiredBy(part)]));

  const additional = bare["additionalProperties"];
  const declared = [...names].flatMap((name) => {
    if (known.includes(name)) return [];
    const stated = parts
      .filter((part) => declaredBy(part).includes(name))
      .map((part) => copyUnlessWithin(nodeOf(part["properties"])[name], [...ancestors, schema]));
    if (stated.length === 0 && additional !== undefined) return [];
    const without = [unconditional, ...outcomes].some((list) => requires(list, name)) ? {} : additional;
    const isCertain = [then, otherwise].every((list = []) =>
      list.some((part) => declaredBy(part).includes(name)),
    );
    const hasOther = !isCertain && without !== undefined && without !== false;
    return [[name, unite(hasOther ? [...stated, without] : stated)] as const];
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

/** True if schemas require a property and do not declare it: it may have any value. */
function requires(parts: readonly Node[], name: string): boolean {
  return parts.flatMap(requiredBy).includes(name) && !parts.flatMap(declaredBy).includes(name);
}

function declaredBy(part: Node): readonly string[] {
  return Object.keys(nodeOf(part["properties"]));
}

function requiredBy(part: Node): readonly string[] {
  return listOf(part["required"]).map(String);
}
