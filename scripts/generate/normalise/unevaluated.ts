import { nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { collectParts } from "../../contract/composition.ts";
import { isUnconstrained, listCompositions } from "./keywords.ts";
import type { SchemaPlace } from "./place.ts";
import { copyUnlessWithin, unite } from "./properties.ts";

/**
 * Reads `unevaluatedProperties` as additionalProperties that know the properties of every part, and `unevaluatedItems`
 * as the items after `prefixItems`.
 *
 * Reason: openapi-typescript ignores them.
 *
 * In: `{ allOf: [{ properties: { a: A } }], unevaluatedProperties: B }`, `{ prefixItems: [A], unevaluatedItems: false }`.
 * Out: `{ allOf: [{ properties: { a: A } }], additionalProperties: { anyOf: [B, A] } }`, `{ prefixItems: [A], items: false }`.
 * In a composition `false` closes nothing.
 */
export function stateUnevaluated(given: Node, place: SchemaPlace): Node {
  const { unevaluatedItems, unevaluatedProperties, ...bare } = given;
  if (unevaluatedItems === undefined && unevaluatedProperties === undefined) return given;
  const isComposed = listCompositions(given).length > 0;
  const hasRest = unevaluatedItems === undefined || isComposed || bare["items"] !== undefined;
  const schema = hasRest ? bare : { ...bare, items: unevaluatedItems };
  if (unevaluatedProperties === undefined) return schema;
  if (!isComposed) return { additionalProperties: unevaluatedProperties, ...schema };
  const parts = collectParts(place.document, [schema], "all");
  if (unevaluatedProperties === false || parts.some((part) => part["additionalProperties"] !== undefined))
    return schema;
  if (isUnconstrained(unevaluatedProperties)) return { ...schema, additionalProperties: true };
  const properties = parts.flatMap((part) => Object.values(nodeOf(part["properties"])));
  const admitted = properties.map((property) => copyUnlessWithin(property, [...place.ancestors, given]));
  return { ...schema, additionalProperties: unite([unevaluatedProperties, ...admitted]) };
}
