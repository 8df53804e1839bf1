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
  const elements = first.slice(0, most).map((item, index) => {
    const type = typeOf(item);
    return index < least ? type : factory.createOptionalTypeNode(type);
  });
  const isClosed = items === false || first.length >= most;
  const rest = "items" in schema && isItems(schema.items) ? typeOf(schema.items) : UNKNOWN;
  const array = factory.createArrayTypeNode(rest);
  if (first.length === 0) return array;
  return factory.createTupleTypeNode([...elements, ...(isClosed ? [] : [factory.createRestTypeNode(array)])]);
}

const UNKNOWN = factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword);

function isItems(items: unknown): items is SchemaObject | ReferenceObject {
  return typeof items === "object" && items !== null && !Array.isArray(items);
}
