import { listOf, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts } from "../../contract/composition.ts";
import { omit } from "./keywords.ts";
import type { SchemaPlace } from "./place.ts";
import { copyUnlessWithin, listPropertyNames, ownProperty, unite } from "./properties.ts";

const CONDITIONAL = ["if", "then", "else", "dependentSchemas", "dependentRequired"];

/**
 * Declares the properties that only a condition declares or requires, as optional. If the condition has
 * `additionalProperties`, any property is allowed.
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
  const additional = bare["additionalProperties"];
  const unconditional = collectParts(document, [bare], "all");
  const stating = [schema["then"], schema["else"], ...Object.values(nodeOf(schema["dependentSchemas"]))];
  const dependent = Object.values(nodeOf(schema["dependentRequired"])).map((required) => ({ required }));
  // An object without any other name has all of them already.
  const isNamed = [bare, ...stating].some((part) => listPropertyNames(document, part).length > 0);
  const conditional = isNamed ? [...stating, ...dependent] : stating;
  const outcomes = conditional.map((outcome) => collectParts(document, [outcome], "all"));
  const branches = outcomes.slice(0, 2);

  const names = new Set(conditional.flatMap((outcome) => listPropertyNames(document, outcome)));
  const declared = [...names].flatMap((name) => {
    if (declares(unconditional, name)) return [];
    const stated = outcomes
      .flat()
      .map((part) => ownProperty(part, name))
      .filter((property) => property !== undefined)
      .map((property) => copyUnlessWithin(property, [...ancestors, schema]));
    if (stated.length === 0 && additional !== undefined) return [];
    const otherwise = [unconditional, ...outcomes].some((parts) => requires(parts, name)) ? {} : additional;
    const isCertain = branches.every((parts) => declares(parts, name));
    const hasOther = !isCertain && otherwise !== undefined && otherwise !== false;
    return [[name, unite(hasOther ? [...stated, otherwise] : stated)] as const];
  });
  const isOpen = outcomes.flat().some((part) => (part["additionalProperties"] ?? false) !== false);
  return {
    // Not the condition's own schema: without the condition, other properties may have any value.
    ...(isOpen && { additionalProperties: true }),
    ...bare,
    ...(declared.length > 0 && {
      properties: { ...nodeOf(bare["properties"]), ...Object.fromEntries(declared) },
    }),
  };
}

function declares(parts: readonly Node[], name: string): boolean {
  return parts.some((part) => ownProperty(part, name) !== undefined);
}

/** True if schemas require a property and do not declare it: it may have any value. */
function requires(parts: readonly Node[], name: string): boolean {
  return !declares(parts, name) && parts.some((part) => listOf(part["required"]).includes(name));
}
