import { transformSchemaObject } from "openapi-typescript";
import type { ReferenceObject, SchemaObject, TransformNodeOptions } from "openapi-typescript";
import ts from "typescript";
import { nodeOf } from "../contract/document.ts";
import { TYPED_ARRAY_MARK } from "./normalise/arrays.ts";

const { factory } = ts;

/** For openapi-typescript's `transform`: the type of a marked array, which may have `prefixItems`. */
export function typeArray(schema: SchemaObject, options: TransformNodeOptions): ts.TypeNode | undefined {
  if (nodeOf(schema)[TYPED_ARRAY_MARK] !== true) return undefined;
  const typeOf = (item: SchemaObject | ReferenceObject): ts.TypeNode => transformSchemaObject(item, options);
  const first = "prefixItems" in schema ? (schema.prefixItems ?? []) : [];
  const { items, minItems, maxItems } = nodeOf(schema);
  const most = typeof maxItems === "number" ? maxItems : Infinity;
  const least = typeof minItems === "number" ? minItems : 0;
  const typeRest = (): ts.TypeNode =>
    "items" in schema && isItems(schema.items) ? typeOf(schema.items) : UNKNOWN;
  const array = factory.createArrayTypeNode(typeRest());
  if (first.length === 0 && items !== false && most > 0) return array;
  const length = items === false ? Math.min(first.length, most) : lengthOf(first.length, least, most);
  const isClosed = items === false || length === most;
  const elements = Array.from({ length }, (_, index) => {
    const item = first[index];
    const type = item === undefined ? typeRest() : typeOf(item);
    return index < least ? type : factory.createOptionalTypeNode(type);
  });
  return factory.createTupleTypeNode([...elements, ...(isClosed ? [] : [factory.createRestTypeNode(array)])]);
}

/** Number of elements that a tuple has before its rest, or altogether if that is its maximum. */
function lengthOf(first: number, least: number, most: number): number {
  if (most <= Math.max(first, LONGEST)) return most;
  return Math.max(first, Math.min(least, LONGEST));
}

/** Number of elements up to which `minItems` and `maxItems` add elements to a tuple. */
const LONGEST = 20;

const UNKNOWN = factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword);

function isItems(items: unknown): items is SchemaObject | ReferenceObject {
  return typeof items === "object" && items !== null && !Array.isArray(items);
}
