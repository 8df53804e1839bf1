import { isNode, listOf, nodeOf } from "../../contract/document.ts";
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
  const additional = bare["additionalProperties"];
  const unconditional = collectParts(document, [bare], "all");
  const [known, required] = [unconditional.flatMap(declaredBy), unconditional.flatMap(requiredBy)];
  const [then, otherwise] = [schema["then"], schema["else"]].map((part) => partsOf(document, part));
  const isCertain = (name: string): boolean =>
    [then, otherwise].every((parts = []) => parts.some((part) => declaredBy(part).includes(name)));
  const outcomes = [schema["then"], schema["else"], ...Object.values(nodeOf(schema["dependentSchemas"]))];
  const parts = collectParts(document, outcomes, "all");
  const copy = (part: unknown): unknown => copyUnlessWithin(part, [...ancestors, schema]);

  const found = new Map<string, unknown[]>();
  const add = (name: string, property: unknown): void => {
    if (!known.includes(name)) found.set(name, [...(found.get(name) ?? []), property]);
  };
  for (const part of parts)
    for (const [name, property] of Object.entries(nodeOf(part["properties"]))) add(name, copy(property));
  for (const name of [...found.keys()].filter((declared) => !isCertain(declared))) {
    if (required.includes(name)) add(name, {});
    else if (isNode(additional) || additional === true) add(name, additional);
  }
  if (additional === undefined)
    for (const name of parts.flatMap(requiredBy)) if (!found.has(name)) add(name, {});
  const declared = [...found].map(([name, properties]) => [name, unite(properties)] as const);
  // A condition may admit further properties, but the schema itself any others.
  const isOpen = parts.some(
    (part) => isNode(part["additionalProperties"]) || part["additionalProperties"] === true,
  );
  return {
    ...(isOpen && { additionalProperties: true }),
    ...bare,
    ...(found.size > 0 && { properties: { ...nodeOf(bare["properties"]), ...Object.fromEntries(declared) } }),
  };
}

function declaredBy(part: Node): readonly string[] {
  return Object.keys(nodeOf(part["properties"]));
}

function requiredBy(part: Node): readonly string[] {
  return listOf(part["required"]).map(String);
}
