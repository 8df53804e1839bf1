import { isNode, listOf, nodeOf, resolve, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { partsOf } from "../../contract/composition.ts";
import { readPointer } from "../../contract/pointer.ts";
import { readMappingTarget } from "../../contract/references.ts";
import { rewrite } from "../../contract/rewrite.ts";
import { findSchemas } from "../../contract/schemas.ts";
import { omit } from "./keywords.ts";
import { alternativesOf, findProperty, findValues } from "./properties.ts";

/**
 * Moves the values of discriminators into the schemas that they select, and removes the discriminators.
 *
 * Reason: openapi-typescript replaces a value in the schema by the schema's name, and does not support mappings to
 * plain names. It turns numbers into strings, and removes the property from a union within `allOf`.
 *
 * In: `{ oneOf: [{ $ref: A }, { $ref: B }], discriminator: { propertyName: kind, mapping: { a: A } } }`.
 * Out: `{ oneOf: [{ $ref: A }, { $ref: B }] }`, where A requires `kind: a` and B `kind: B`. A schema with its own
 * values keeps them, except those that select another schema.
 */
export function stateDiscriminators(document: Node): Node {
  const schemas = findSchemas(document);
  const discriminators = [...schemas].flatMap((schema) => readDiscriminator(document, schema));
  const stated = collectStated(discriminators);
  const replaced = new Map<Node, Node>();
  for (const schema of schemas) {
    if (schema["discriminator"] !== undefined) replaced.set(schema, omit(schema, "discriminator"));
  }
  for (const [schema, properties] of stated) {
    const bare = replaced.get(schema) ?? schema;
    replaced.set(
      schema,
      [...properties]
        .filter(([name, values]) => !doesState(document, schema, name, values))
        .reduce((node, [name, values]) => restrict(node, name, [...values]), bare),
    );
  }
  for (const { property, members } of discriminators) {
    for (const [member, { schema, values }] of members) {
      // A schema may have further values in another union, or in a schema that extends it.
      if (stated.get(schema)?.get(property)?.size === values.length) continue;
      replaced.set(member, { allOf: [{ ...member }, stateValues(property, values)] });
    }
  }
  return rewrite(document, replaced);
}

interface Selection {
  readonly schema: Node;
  readonly values: readonly unknown[];
}

interface Discriminator {
  readonly property: string;
  /** The values that select each schema, including those of schemas that extend it. */
  readonly selected: readonly Selection[];
  /** For the alternatives of the union, as written. */
  readonly members: ReadonlyMap<Node, Selection>;
}

/** The values of all discriminators, by schema and property. */
function collectStated(
  discriminators: readonly Discriminator[],
): ReadonlyMap<Node, ReadonlyMap<string, ReadonlySet<unknown>>> {
  const stated = new Map<Node, Map<string, Set<unknown>>>();
  for (const { property, selected } of discriminators) {
    for (const { schema, values } of selected) {
      const properties = stated.get(schema) ?? new Map<string, Set<unknown>>();
      stated.set(schema, properties.set(property, new Set([...(properties.get(property) ?? []), ...values])));
    }
  }
  return stated;
}

function readDiscriminator(document: Node, owner: Node): readonly Discriminator[] {
  const discriminator = nodeOf(owner["discriminator"]);
  const property = textOf(discriminator["propertyName"]);
  if (property === undefined) return [];
  const mapping = Object.entries(nodeOf(discriminator["mapping"])).map(
    ([value, target]) => [value, resolve(document, { $ref: readMappingTarget(document, target) })] as const,
  );
  const alternatives = listAlternatives(document, owner);
  const targets = new Set(mapping.map(([, target]) => target));
  const names = new Map([
    ...[...alternatives.values()].flatMap((one) => openUnion(document, one, { property, targets }, [owner])),
    ...listChildren(document, owner),
  ]);
  names.delete(owner);
  const shared = findSharedParts(document, [owner, ...names.keys()]);
  const selecting = new Map(
    [...names].map(([schema, name]) => {
      const mapped = mapping.filter(([, target]) => target === schema).map(([value]) => value);
      return [schema, mapped.length > 0 ? mapped : [name]] as const;
    }),
  );
  const own = new Map<Node, readonly unknown[]>();
  for (const [schema, selected] of selecting) {
    const others = [...selecting.values()].flat().filter((name) => !selected.includes(name));
    const values = chooseValues(document, { schema, property, shared, names: selected, others });
    if (values !== undefined) own.set(schema, values);
  }
  const selected = [...own.keys()].map((schema) => {
    const extending = [...own].filter(([other]) => partsOf(document, other).includes(schema));
    return { schema, values: [...new Set(extending.flatMap(([, values]) => values))] };
  });
  const members = [...alternatives].flatMap(([member, [schema]]) => {
    const values = own.get(schema);
    return values === undefined ? [] : [[member, { schema, values }] as const];
  });
  return [{ property, selected, members: new Map(members) }];
}

/** A schema and its name. */
type Named = readonly [schema: Node, name: string];

/**
 * Replaces an alternative that is a union by the alternatives of that union. It does so if the union has the same
 * discriminator, or if the mapping names one of them. If the mapping names the union, it stays.
 */
function openUnion(
  document: Node,
  named: Named,
  by: { readonly property: string; readonly targets: ReadonlySet<Node> },
  trail: readonly Node[],
): readonly Named[] {
  const [schema] = named;
  if (trail.includes(schema)) return [];
  if (by.targets.has(schema)) return [named];
  const inner = [...listAlternatives(document, schema).values()];
  const isSameProperty = nodeOf(schema["discriminator"])["propertyName"] === by.property;
  const opened = inner.flatMap((one) => openUnion(document, one, by, [...trail, schema]));
  const isOpened = isSameProperty || opened.some(([one]) => by.targets.has(one));
  return inner.length > 0 && isOpened ? opened : [named];
}

/** The parts that several schemas have: their values cannot distinguish the schemas. */
function findSharedParts(document: Node, schemas: readonly Node[]): ReadonlySet<Node> {
  const found = schemas.flatMap((schema) => partsOf(document, schema));
  return new Set(found.filter((part, index) => found.indexOf(part) !== index));
}

/** The targets of a union's references, with their names. */
function listAlternatives(document: Node, owner: Node): ReadonlyMap<Node, Named> {
  const found = alternativesOf(owner)
    .flat()
    .filter(isNode)
    .flatMap((alternative) => {
      const reference = textOf(alternative["$ref"]);
      if (reference === undefined) return [];
      return [[alternative, [resolve(document, alternative), readPointer(reference).at(-1) ?? ""]] as const];
    });
  return new Map(found);
}

/** The components that extend a schema by `allOf`, with their names. */
function listChildren(document: Node, owner: Node): readonly Named[] {
  return Object.entries(nodeOf(nodeOf(document["components"])["schemas"])).flatMap(([name, schema]) =>
    isNode(schema) && schema["$ref"] === undefined && partsOf(document, schema).includes(owner)
      ? [[schema, name] as const]
      : [],
  );
}

interface Choice {
  readonly schema: Node;
  readonly property: string;
  /** Parts that do not belong to the schema alone. */
  readonly shared: ReadonlySet<Node>;
  /** The values from the mapping; otherwise the schema's name. */
  readonly names: readonly string[];
  /** The same of the other schemas. */
  readonly others: readonly string[];
}

/** The values of a schema: its own without those that select another one, else its names. `undefined` if none fit. */
function chooseValues(
  document: Node,
  { schema, property, shared, names, others }: Choice,
): readonly unknown[] | undefined {
  const own = partsOf(document, schema).filter((part) => !shared.has(part));
  const stated = own
    .map((part) => statedValues(document, part, property))
    .find((found) => found !== undefined);
  if (stated !== undefined) {
    const distinct = stated.filter((value) => !others.includes(String(value)));
    return distinct.length > 0 ? distinct : stated;
  }
  const declared = findProperty(document, schema, property);
  const allowed = findValues(document, declared);
  const values = names
    .map((name) => convert(document, declared, name))
    .filter((value) => value !== undefined && (allowed === undefined || allowed.includes(value)));
  return values.length === 0 ? undefined : values;
}

/** The values that a schema itself has for a property, without the parts of its `allOf`. */
function statedValues(document: Node, schema: Node, property: string): readonly unknown[] | undefined {
  const declared = findProperty(document, omit(schema, "allOf"), property);
  return declared === undefined ? undefined : findValues(document, declared);
}

/** True if a part of a schema has exactly these values. */
function doesState(document: Node, schema: Node, property: string, values: ReadonlySet<unknown>): boolean {
  return partsOf(document, schema).some((part) => {
    const stated = new Set(statedValues(document, part, property));
    return stated.size === values.size && [...values].every((value) => stated.has(value));
  });
}

/** Mappings and names are strings; the property may be a number. */
function convert(document: Node, declared: unknown, name: string): unknown {
  const types = partsOf(document, declared).flatMap((part) => [part["type"] ?? []].flat());
  if (types.length === 0 || types.includes("string")) return name;
  if (types.includes("boolean")) return name === "true" ? true : name === "false" ? false : undefined;
  const isNumber = types.includes("integer") || types.includes("number");
  return isNumber && /^-?\d/.test(name) ? Number(name) : undefined;
}

function restrict(schema: Node, name: string, values: readonly unknown[]): Node {
  const properties = nodeOf(schema["properties"]);
  const isPlain = isNode(schema["properties"]) && !["allOf", "anyOf", "oneOf"].some((key) => key in schema);
  if (!isPlain) return { ...schema, allOf: [...listOf(schema["allOf"]), stateValues(name, values)] };
  const property = nodeOf(properties[name]);
  return {
    ...schema,
    required: [...new Set([...listOf(schema["required"]), name])],
    properties: { ...properties, [name]: { ...omit(property, "$ref"), enum: values } },
  };
}

function stateValues(name: string, values: readonly unknown[]): Node {
  return { type: "object", required: [name], properties: { [name]: { enum: values } } };
}
