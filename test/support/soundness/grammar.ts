import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type { Node } from "../../../scripts/contract/document.ts";
import { contractOf, ref } from "../small-contract.ts";

export type Version = "3.0.3" | "3.1.0";

/** Names of properties: only a few, so that parts and alternatives share them. */
const NAMES = ["a", "b", "c"];
const COMPONENTS = ["Base", "Other", "Third"];

/** The tested schemas. Several share a contract, because components cost more than schemas. */
export const ROOTS = Array.from({ length: 10 }, (_, index) => `Root${index}`);

const pick = (...values: readonly Node[]): Arbitrary<Node> => fc.constantFrom(...values);

/** Creates one arbitrary for each depth: they contain each other, so creating one for each use takes seconds. */
function perDepth(create: (depth: number) => Arbitrary<Node>): (depth: number) => Arbitrary<Node> {
  const created = new Map<number, Arbitrary<Node>>();
  return (depth) => {
    const present = created.get(depth) ?? create(depth);
    created.set(depth, present);
    return present;
  };
}

/** Contracts whose schema `Root` and components are random. */
export function contracts(version: Version): Arbitrary<Node> {
  const is31 = version === "3.1.0";
  const primitive = pick(
    ...[{ type: "string" }, { type: "integer" }, { type: "number" }, { type: "boolean" }],
    ...[{ type: "string", enum: ["x", "y"] }, { enum: ["y", "z"] }, { type: "integer", enum: [1, 2] }],
    ...(is31
      ? [{ type: ["string", "null"] }, { const: "k" }, { const: null }, { type: ["integer", "string"] }]
      : [
          { type: "string", nullable: true },
          { type: "string", format: "date" },
        ]),
  );

  const objects = perDepth((depth) =>
    fc
      .record({
        type: fc.constantFrom<readonly string[]>(["object"], ["object"], []),
        properties: fc.dictionary(fc.constantFrom(...NAMES), schemas(depth - 1), { maxKeys: 3 }),
        required: fc.subarray([...NAMES, "ghost"], { maxLength: 2 }),
        additional: fc.oneof(
          { weight: 6, arbitrary: fc.constant([] as readonly unknown[]) },
          { weight: 1, arbitrary: fc.constant([true] as readonly unknown[]) },
          { weight: 1, arbitrary: fc.constant([false] as readonly unknown[]) },
          { weight: 2, arbitrary: schemas(depth - 1).map((schema) => [schema] as readonly unknown[]) },
        ),
      })
      .map(({ type, properties, required, additional }) => ({
        ...(type[0] === undefined ? {} : { type: type[0] }),
        properties,
        ...(required.length === 0 ? {} : { required }),
        ...(additional.length === 0 ? {} : { additionalProperties: additional[0] }),
      })),
  );

  /** Objects of a condition: without further conditions or closing keywords. */
  const outcomes: Arbitrary<Node> = fc
    .record({
      properties: fc.dictionary(fc.constantFrom(...NAMES), primitive, { maxKeys: 3 }),
      required: fc.subarray([...NAMES, "ghost"], { maxLength: 2 }),
    })
    .map(({ properties, required }) => (required.length > 0 ? { properties, required } : { properties }));

  const conditions = (depth: number): Arbitrary<Node> =>
    fc.oneof(
      fc.tuple(outcomes, outcomes, fc.option(outcomes)).map(([condition, then, other]): Node => ({
        if: condition,
        then,
        ...(other === null ? {} : { else: other }),
      })),
      fc
        .tuple(fc.constantFrom(...NAMES), outcomes)
        .map(([name, schema]): Node => ({ dependentSchemas: { [name]: schema } })),
      schemas(depth - 1).map((schema): Node => ({ patternProperties: { "^x-": schema } })),
      pick({ not: { type: "null" } }, { dependentRequired: { a: ["b"] } }, { minProperties: 1 }),
    );

  const conditional = (depth: number): Arbitrary<Node> =>
    fc.tuple(objects(depth), conditions(depth)).map(([object, more]) => ({ ...object, ...more }));

  const references = fc.constantFrom(...COMPONENTS).map(ref);
  const pointers = fc
    .constantFrom(...COMPONENTS)
    .map((name) => ({ $ref: `${String(ref(name)["$ref"])}/properties/a` }));
  const fragments = fc.oneof(
    fc.subarray(NAMES, { minLength: 1, maxLength: 2 }).map((required) => ({ required })),
    fc.subarray(NAMES, { minLength: 1, maxLength: 1 }).map((required) => ({ type: "object", required })),
    pick({ type: "object" }, { description: "words" }, { type: "object", description: "words" }),
    ...(is31 ? [] : [pick({ nullable: true })]),
  );
  const parts = (depth: number): Arbitrary<readonly Node[]> =>
    fc.array(fc.oneof(references, fragments, objects(depth)), { minLength: 1, maxLength: 3 });

  const compositions = (depth: number): Arbitrary<Node> =>
    fc.oneof(
      parts(depth).map((allOf): Node => ({ allOf })),
      fc
        .tuple(
          fc.constantFrom("anyOf", "oneOf"),
          fc.array(schemas(depth - 1), { minLength: 1, maxLength: 3 }),
        )
        .map(([keyword, list]): Node => ({ [keyword]: list })),
      fc
        .tuple(objects(depth), fc.constantFrom("anyOf", "oneOf"), parts(depth))
        .map(([object, keyword, list]): Node => ({ ...object, [keyword]: list })),
      fc.tuple(objects(depth), parts(depth)).map(([object, allOf]): Node => ({ ...object, allOf })),
      fc.tuple(parts(depth), parts(depth)).map(([allOf, anyOf]): Node => ({ allOf, anyOf })),
      ...(is31
        ? [
            fc
              .tuple(references, fragments)
              .map(([reference, sibling]): Node => ({ ...sibling, ...reference })),
          ]
        : [parts(depth).map((allOf): Node => ({ nullable: true, allOf }))]),
    );

  const arrays = (depth: number): Arbitrary<Node> => {
    const items = schemas(depth - 1);
    const plain = items.map((schema): Node => ({ type: "array", items: schema }));
    const implied = items.map((schema): Node => ({ items: schema }));
    if (!is31) return fc.oneof(plain, implied);
    const tuples = fc
      .record({
        prefixItems: fc.array(items, { minLength: 1, maxLength: 2 }),
        items: fc.option(fc.oneof(items, fc.constant(false)), { nil: undefined }),
        minItems: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined }),
        maxItems: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined }),
        type: fc.option(fc.constantFrom("array", ["array", "null"], ["array", "string"]), { nil: undefined }),
      })
      .map((tuple): Node =>
        Object.fromEntries(Object.entries(tuple).filter(([, value]) => value !== undefined)),
      );
    return fc.oneof(plain, implied, tuples);
  };

  const schemas: (depth: number) => Arbitrary<Node> = perDepth((depth) =>
    depth <= 0
      ? fc.oneof(primitive, references, pick({ type: "object" }))
      : fc.oneof(
          { weight: 2, arbitrary: primitive },
          { weight: 2, arbitrary: objects(depth) },
          { weight: 3, arbitrary: compositions(depth) },
          { weight: is31 ? 2 : 0, arbitrary: conditional(depth) },
          { weight: 1, arbitrary: arrays(depth) },
          { weight: 1, arbitrary: references },
          { weight: 1, arbitrary: pointers },
          { weight: 1, arbitrary: fc.constantFrom("Union", "Parent", "Child", "Tree").map(ref) },
        ),
  );

  const tagged = (tag: string): Arbitrary<Node> =>
    fc
      .tuple(
        pick({ type: "string" }, { type: "string", enum: [tag] }, { type: "string", enum: [tag, "more"] }),
        primitive,
      )
      .map(([kind, value]) => ({ type: "object", required: ["kind"], properties: { kind, [tag]: value } }));
  const unions = fc.constantFrom<Node>(
    {},
    { mapping: { one: "Left" } },
    { mapping: { two: "#/components/schemas/Right" } },
  );
  const parents = fc.boolean().map((hasList): Node => ({
    ...{
      type: "object",
      required: ["species"],
      properties: { species: { type: "string" }, age: { type: "integer" } },
    },
    ...(hasList ? { oneOf: [ref("Child"), ref("Sibling")] } : {}),
    discriminator: { propertyName: "species", mapping: { small: "#/components/schemas/Child" } },
  }));

  // Components are objects with a property `a`, the target of pointers.
  const component = fc
    .tuple(objects(2), fc.oneof(primitive, objects(1)))
    .map(([object, a]): Node => ({ ...object, properties: { ...(object["properties"] as Node), a } }));
  return fc
    .record({
      ...Object.fromEntries(ROOTS.map((name) => [name, schemas(3)])),
      ...Object.fromEntries(COMPONENTS.map((name) => [name, component])),
      Left: tagged("left"),
      Right: tagged("right"),
      Union: unions.map((discriminator) => ({
        oneOf: [ref("Left"), ref("Right")],
        discriminator: { propertyName: "kind", ...discriminator },
      })),
      Parent: parents,
      Child: primitive.map((value) => ({
        allOf: [ref("Parent"), { type: "object", properties: { child: value } }],
      })),
      Sibling: fc.constant({ allOf: [ref("Parent"), { required: ["age"] }] }),
      Tree: primitive.map((leaf) => ({ oneOf: [leaf, { type: "array", items: ref("Tree") }] })),
    })
    .map((components) => contractOf(components, { openapi: version }));
}
