import { isNode, listOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import {
  hasBareObjectType,
  hasOwnType,
  isBareObject,
  isUnconstrained,
  listCompositions,
  pickAnnotations,
  pickOwn,
} from "./keywords.ts";
import type { SchemaPlace } from "./place.ts";
import { isObject, listPropertyNames } from "./properties.ts";

/**
 * Reduces a schema to one composition: keywords beside it become a part of `allOf`, and parts that add nothing are
 * removed.
 *
 * Reason: openapi-typescript forms a union of `anyOf` and the keywords beside it, and turns a part that only requires
 * or describes into `Record<string, never>`.
 *
 * In: `{ type: object, properties: P, anyOf: [A, B] }`, `{ allOf: [X, { type: object, description: D }] }`.
 * Out: `{ allOf: [{ type: object, properties: P }, { anyOf: [A, B] }] }`, `{ allOf: [X] }`.
 */
export function separateCompositions(schema: Node, { document }: SchemaPlace): Node {
  const compositions = listCompositions(schema);
  if (compositions.length === 0) return schema;
  const parts = dropEmptyParts(document, splitParts(schema));
  const [first, ...others] = parts;
  if (first === schema && others.length === 0) return schema;
  if (isSame(schema, compositions, parts)) return schema;
  const annotations = pickAnnotations(schema);
  if (first === undefined) return annotations;
  return others.length === 0 && first["$ref"] === undefined && first["nullable"] === undefined
    ? { ...first, ...annotations }
    : { ...annotations, allOf: parts };
}

function isSame(schema: Node, compositions: readonly string[], parts: readonly Node[]): boolean {
  if (hasOwnType(schema) || compositions.length > 1 || compositions[0] !== "allOf") return false;
  const written = listOf(schema["allOf"]);
  return written.length === parts.length && written.every((part, index) => part === parts[index]);
}

/** The schemas that all apply, each a reference, a union or keywords without a composition. */
function splitParts(schema: Node): readonly Node[] {
  const compositions = listCompositions(schema);
  const [only] = compositions;
  if (compositions.length === 0 || (compositions.length === 1 && only !== "allOf" && !hasOwnType(schema))) {
    return [schema];
  }
  const own = hasOwnType(schema) ? [pickOwn(schema)] : [];
  const parts = listOf(schema["allOf"]).flatMap((part) => {
    if (!isNode(part)) return part === false ? [NEVER] : [];
    return part["$ref"] === undefined && part["nullable"] !== true ? splitParts(part) : [part];
  });
  const unions = compositions
    .filter((keyword) => keyword === "oneOf" || keyword === "anyOf")
    .map((keyword) => ({ [keyword]: schema[keyword] }));
  return [...own, ...parts, ...unions];
}

/** openapi-typescript turns it into `never`. */
const NEVER: Node = { enum: [] };

function dropEmptyParts(document: Node, parts: readonly Node[]): readonly Node[] {
  const kept = parts.filter((part) => !isUnconstrained(part));
  const isSurelyObject = (without: Node): boolean =>
    kept.some((part) => part !== without && !hasBareObjectType(part) && isObject(document, part));
  const constraining = kept
    .map((part) => (kept.length > 1 ? nameInEmptyAlternatives(document, part, isSurelyObject(part)) : part))
    .filter((part) => !isUnconstrained(part));
  const rest = constraining.filter((part) => !isBareObject(part) || !isSurelyObject(part));
  // Several that accept every object are equivalent to one.
  const firstBare = rest.find((part) => isBareObject(part));
  return rest.filter((part) => !isBareObject(part) || part === firstBare);
}

/**
 * An alternative without constraints makes the union unconstrained, so it names the properties of the other
 * alternatives, which may be present. A union without such properties is empty.
 */
function nameInEmptyAlternatives(document: Node, part: Node, isWithinObject: boolean): Node {
  const keyword = ["oneOf", "anyOf"].find((key) => listOf(part[key]).length > 0);
  if (keyword === undefined) return part;
  const alternatives = listOf(part[keyword]);
  const isEmpty = (alternative: unknown): boolean =>
    isUnconstrained(alternative) || (isWithinObject && isBareObject(alternative));
  if (!alternatives.some(isEmpty)) return part;
  const names = new Set(alternatives.flatMap((alternative) => listPropertyNames(document, alternative)));
  if (!isWithinObject || names.size === 0) return {};
  const named = { type: "object", properties: Object.fromEntries([...names].map((name) => [name, {}])) };
  return { [keyword]: alternatives.map((alternative) => (isEmpty(alternative) ? named : alternative)) };
}
