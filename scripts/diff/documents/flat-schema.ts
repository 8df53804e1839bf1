import { partsOf } from "../../contract/composition.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";

/** A property of an object. */
export interface FlatProperty {
  readonly schema: unknown;
  readonly required: boolean;
}

/** Effective content of a schema, with references followed and `allOf` merged. */
export interface FlatSchema {
  /** Sorted; empty if any type is allowed. `integer` counts as `number`. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  /** The values of a closed list. */
  readonly values: readonly unknown[] | undefined;
  /** The known values of an open list. */
  readonly known: readonly string[] | undefined;
  readonly properties: ReadonlyMap<string, FlatProperty>;
  readonly additional: unknown;
  readonly items: unknown;
  /** Alternatives, at least two. */
  readonly variants: readonly unknown[];
  /** Everything else in the schema: texts and constraints. */
  readonly rest: Node;
}

const STRUCTURAL_KEYWORDS = new Set([
  ...["$ref", "type", "nullable", "enum", "const", "properties", "required", "additionalProperties"],
  ...["items", "allOf", "oneOf", "anyOf", "x-any-other-string", "x-omitted-code"],
]);

const EMPTY_SCHEMA: FlatSchema = {
  types: [],
  nullable: false,
  values: undefined,
  known: undefined,
  properties: new Map(),
  additional: undefined,
  items: undefined,
  variants: [],
  rest: {},
};

/** Effective content of a schema; `trail` has the schemas that led to it, to detect recursion. */
export function flattenSchema(document: Node, value: unknown, trail: readonly Node[] = []): FlatSchema {
  const schema = resolve(document, value);
  if (trail.includes(schema)) return EMPTY_SCHEMA;
  const inside = [...trail, schema];
  return partsOf(document, schema)
    .map((part) => readPart(document, part, inside))
    .reduce(mergeSchemas);
}

/** Reads a schema without its `allOf`: its own keywords, or those of the schema that it repeats without `code`. */
function readPart(document: Node, part: Node, trail: readonly Node[]): FlatSchema {
  const repeated = textOf(part["x-omitted-code"]);
  if (repeated !== undefined) {
    const flat = flattenSchema(document, { $ref: repeated }, trail);
    return { ...flat, properties: new Map([...flat.properties].filter(([name]) => name !== "code")) };
  }
  const own = readOwn(document, part);
  const [first, ...others] = own.variants;
  // A single alternative besides null needs no union.
  if (first === undefined || others.length > 0) return own;
  return mergeSchemas({ ...own, variants: [] }, flattenSchema(document, first, trail));
}

function readOwn(document: Node, schema: Node): FlatSchema {
  const alternatives = [...listOf(schema["oneOf"]), ...listOf(schema["anyOf"])];
  const isNull = (value: unknown): boolean => resolve(document, value)["type"] === "null";
  const given = alternatives.filter((value) => !isNull(value));
  const open = given.some((value) => isNode(value) && value["x-any-other-string"] === true);
  const types = [schema["type"] ?? []].flat().flatMap((type) => textOf(type) ?? []);
  const enumerated = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  const values = Array.isArray(enumerated) ? listOf(enumerated) : undefined;
  const required = new Set(listOf(schema["required"]));
  const named = Object.entries(nodeOf(schema["properties"])).map(
    ([name, property]) => [name, { schema: property, required: required.has(name) }] as const,
  );
  // `required` may name a property that another part of an `allOf` declares.
  const properties = new Map<string, FlatProperty>(named);
  for (const name of required) {
    if (typeof name === "string" && !properties.has(name))
      properties.set(name, { schema: undefined, required: true });
  }
  return {
    types: [...new Set(types.map((type) => (type === "integer" ? "number" : type)))]
      .filter((type) => type !== "null")
      .concat(open ? ["string"] : [])
      .sort(),
    nullable: schema["nullable"] === true || types.includes("null") || given.length < alternatives.length,
    values: values?.filter((value) => value !== null),
    known: open
      ? given.flatMap((value) => listOf(nodeOf(value)["enum"]).flatMap((item) => textOf(item) ?? []))
      : undefined,
    properties,
    additional: schema["additionalProperties"],
    items: schema["items"],
    variants: open ? [] : given,
    rest: Object.fromEntries(Object.entries(schema).filter(([key]) => !STRUCTURAL_KEYWORDS.has(key))),
  };
}

function mergeSchemas(one: FlatSchema, other: FlatSchema): FlatSchema {
  const properties = new Map(one.properties);
  for (const [name, property] of other.properties) {
    const present = properties.get(name);
    properties.set(name, {
      schema: present?.schema ?? property.schema,
      required: property.required || present?.required === true,
    });
  }
  return {
    types: one.types.length === 0 ? other.types : one.types,
    nullable: one.nullable || other.nullable,
    values: one.values ?? other.values,
    known: one.known ?? other.known,
    properties,
    additional: one.additional ?? other.additional,
    items: one.items ?? other.items,
    variants: one.variants.length === 0 ? other.variants : one.variants,
    rest: { ...other.rest, ...one.rest },
  };
}
