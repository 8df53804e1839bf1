import type { Node } from "../../scripts/contract/document.ts";
import { contractOf, ref } from "./small-contract.ts";

/** A contract, and literals that its types must accept or refuse. */
export interface NormaliseCase {
  readonly name: string;
  readonly document: Node;
  /** By the name of a schema, or by a type. */
  readonly valid: Readonly<Record<string, readonly string[]>>;
  readonly invalid: Readonly<Record<string, readonly string[]>>;
}

const string = { type: "string" };
const integer = { type: "integer" };
const object = (properties: Node, ...required: readonly string[]): Node => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});
const Base = object({ id: string, tag: string });
const json = (schema: unknown): Node => ({ "application/json": { schema } });
const ok = (schema: unknown): Node => ({ description: "ok", content: json(schema) });

export const NORMALISE_CASES: readonly NormaliseCase[] = [
  {
    name: "a part of allOf may only require or describe",
    document: contractOf({
      Base,
      Typed: { allOf: [ref("Base"), { type: "object", required: ["id"] }] },
      Untyped: { allOf: [ref("Base"), { required: ["id"] }] },
      Beside: { required: ["id"], allOf: [ref("Base"), object({ more: integer })] },
      Described: { allOf: [ref("Base"), { type: "object", description: "words" }] },
      EmptyProperties: { allOf: [ref("Base"), { type: "object", properties: {} }] },
      Narrowed: { allOf: [ref("Base"), object({ tag: { type: "string", enum: ["x"] } }, "tag")] },
      PropertiesBeside: {
        type: "object",
        allOf: [ref("Base")],
        properties: { extra: string },
        required: ["extra", "id"],
      },
      Several: { allOf: [object({ a: string }), object({ b: string })], required: ["a", "b"] },
      OnlyFree: { allOf: [{ type: "object" }, { type: "object", description: "words" }] },
      Nested: object({ in: { allOf: [ref("Base"), { required: ["id"] }] } }, "in"),
      NullInAllOf: { allOf: [ref("Base"), { nullable: true }] },
      NullBeside: { nullable: true, allOf: [ref("Base"), { required: ["id"] }] },
    }),
    valid: {
      Typed: ["{ id: 'a' }", "{ id: 'a', tag: 'b' }"],
      Untyped: ["{ id: 'a' }"],
      Beside: ["{ id: 'a' }", "{ id: 'a', more: 1 }"],
      Described: ["{}", "{ tag: 'b' }"],
      EmptyProperties: ["{}", "{ tag: 'b' }"],
      Narrowed: ["{ tag: 'x' }", "{ id: 'a', tag: 'x' }"],
      PropertiesBeside: ["{ id: 'a', extra: 'e' }"],
      Several: ["{ a: 'a', b: 'b' }"],
      OnlyFree: ["{ any: 1 }"],
      Nested: ["{ in: { id: 'a' } }"],
      NullInAllOf: ["{ id: 'a' }"],
      NullBeside: ["null", "{ id: 'a' }"],
    },
    invalid: {
      Typed: ["{}", "{ id: 1 }", "{ id: 'a', other: 1 }", "{ id: undefined }"],
      Untyped: ["{}", "{ id: 1 }"],
      Beside: ["{ more: 1 }"],
      Described: ["{ other: 1 }"],
      EmptyProperties: ["{ other: 1 }"],
      Narrowed: ["{}", "{ tag: 'y' }"],
      PropertiesBeside: ["{ id: 'a' }", "{ extra: 'e' }"],
      Several: ["{ a: 'a' }", "{ b: 'b' }"],
      OnlyFree: ["1"],
      Nested: ["{ in: {} }"],
      NullInAllOf: ["null"],
      NullBeside: ["{}"],
    },
  },
  {
    name: "anyOf and oneOf stand beside other keywords",
    document: contractOf({
      AnyBeside: {
        ...object({ k: string }, "k"),
        anyOf: [object({ a: string }, "a"), object({ b: integer }, "b")],
      },
      OneBeside: {
        ...object({ k: string }, "k"),
        oneOf: [object({ a: string }, "a"), object({ b: integer }, "b")],
      },
      AnyRequired: { ...object({ e: string, f: string }), anyOf: [{ required: ["e"] }, { required: ["f"] }] },
      OneRequired: { ...object({ e: string, f: string }), oneOf: [{ required: ["e"] }, { required: ["f"] }] },
      WithAllOf: { allOf: [ref("OneRequired")], anyOf: [{ required: ["e"] }, object({ f: string })] },
      Both: { anyOf: [object({ p: string }, "p")], oneOf: [object({ q: string }, "q")] },
      ArrayBeside: { type: "array", items: { anyOf: [string, integer] }, anyOf: [{ minItems: 1 }] },
      StringBeside: { ...string, anyOf: [{ format: "uuid" }, { format: "email" }] },
      ClosedBeside: {
        ...{ type: "object", additionalProperties: false },
        oneOf: [{ properties: { a: string } }, { properties: { b: string } }],
      },
      FreeAlternative: { oneOf: [object({ a: string }, "a"), { type: "object" }] },
    }),
    valid: {
      AnyBeside: ["{ k: 'k', a: 'a' }", "{ k: 'k', b: 1 }", "{ k: 'k', a: 'a', b: 1 }"],
      OneBeside: ["{ k: 'k', a: 'a' }", "{ k: 'k', b: 1 }"],
      AnyRequired: ["{ e: 'e' }", "{ f: 'f' }", "{ e: 'e', f: 'f' }"],
      OneRequired: ["{ e: 'e' }", "{ f: 'f' }"],
      WithAllOf: ["{ e: 'e' }", "{ f: 'f' }"],
      Both: ["{ p: 'p', q: 'q' }"],
      ArrayBeside: ["['a', 1]"],
      StringBeside: ["'a'"],
      ClosedBeside: ["{ a: 'a' }", "{ b: 'b' }"],
      FreeAlternative: ["{ a: 'a' }", "{ other: 1 }"],
    },
    invalid: {
      AnyBeside: ["{ k: 'k' }", "{ a: 'a' }", "{ k: 'k', b: 'b' }"],
      OneBeside: ["{ k: 'k' }", "{ a: 'a' }"],
      AnyRequired: ["{}", "{ e: 1 }", "{ e: 'e', g: 1 }"],
      OneRequired: ["{}"],
      WithAllOf: ["{}"],
      Both: ["{ p: 'p' }", "{ q: 'q' }"],
      ArrayBeside: ["[true]", "{}"],
      StringBeside: ["1"],
      ClosedBeside: ["{ c: 'c' }"],
    },
  },
  {
    name: "an object without properties is free-form",
    document: contractOf({
      Free: { type: "object" },
      Described: { type: "object", description: "anything" },
      Nullable: { type: "object", nullable: true },
      Closed: { type: "object", additionalProperties: false },
      Open: { type: "object", additionalProperties: true },
      List: { type: "array", items: { type: "object" } },
      Untyped: { additionalProperties: string },
    }),
    valid: {
      Free: ["{}", "{ a: 1, b: { c: [] } }"],
      Described: ["{ a: 1 }"],
      Nullable: ["null", "{ a: 1 }"],
      Closed: ["{}"],
      Open: ["{ a: 1 }"],
      List: ["[{ a: 1 }]"],
      Untyped: ["{ a: 'a' }"],
      'components["schemas"]["Free"][string]': ["1 as unknown"],
    },
    invalid: {
      Free: ["1", "null"],
      Nullable: ["1"],
      Closed: ["{ a: 1 }"],
      List: ["[1]"],
      Untyped: ["{ a: 1 }"],
    },
  },
  {
    name: "properties stand beside typed additionalProperties",
    document: contractOf({
      Mixed: { ...object({ known: string }), additionalProperties: integer },
      MixedTrue: { ...object({ known: string }), additionalProperties: true },
      MixedObject: { ...object({ known: string }, "known"), additionalProperties: { type: "object" } },
      MixedPatterns: { ...object({ known: string }), patternProperties: { "^x-": integer } },
    }),
    valid: {
      Mixed: ["{}", "{ known: 'a' }", "{ known: 'a', other: 1 }"],
      MixedTrue: ["{ known: 'a', other: 1 }"],
      MixedObject: ["{ known: 'a', other: { a: 1 } }"],
      MixedPatterns: ["{ known: 'a', 'x-a': 1 }"],
    },
    invalid: {
      Mixed: ["{ known: 1 }", "{ other: true }"],
      MixedTrue: ["{ known: 1 }"],
      MixedObject: ["{}", "{ known: 'a', other: 1 }"],
      MixedPatterns: ["{ 'x-a': true }"],
    },
  },
  {
    name: "a discriminator takes the stated value, else the mapping, else the name",
    document: contractOf({
      Note: { oneOf: [ref("Plain"), ref("Link")], discriminator: { propertyName: "kind" } },
      Plain: object({ kind: { type: "string", enum: ["plain"] }, words: string }, "kind", "words"),
      Link: object({ kind: { type: "string", enum: ["link"] }, href: string }, "kind", "href"),
      Mapped: {
        ...{ nullable: true, oneOf: [ref("A"), ref("B"), ref("C")] },
        discriminator: { propertyName: "t", mapping: { alpha: "A", beta: "#/components/schemas/B" } },
      },
      A: object({ t: string, a: string }, "t"),
      B: object({ t: string, b: string }, "t"),
      C: object({ t: string, c: string }, "t"),
      Numbered: {
        oneOf: [ref("One"), ref("Two")],
        discriminator: { propertyName: "n", mapping: { 1: "One", 2: "Two" } },
      },
      One: object({ n: integer, one: string }, "n"),
      Two: object({ n: { ...integer, enum: [2, 3] }, two: string }, "n"),
      Extended: { allOf: [ref("Note"), object({ more: string })] },
      Other: { oneOf: [ref("A")], discriminator: { propertyName: "t", mapping: { aleph: "A" } } },
    }),
    valid: {
      Note: ["{ kind: 'plain', words: 'w' }", "{ kind: 'link', href: 'h' }"],
      Mapped: ["null", "{ t: 'alpha', a: 'a' }", "{ t: 'beta', b: 'b' }", "{ t: 'C', c: 'c' }"],
      A: ["{ t: 'alpha' }", "{ t: 'aleph' }"],
      Other: ["{ t: 'aleph' }"],
      Numbered: ["{ n: 1, one: 'o' }", "{ n: 2, two: 't' }", "{ n: 3 }"],
      Extended: ["{ kind: 'plain', words: 'w', more: 'm' }", "{ kind: 'link', href: 'h' }"],
    },
    invalid: {
      Note: ["{ kind: 'Plain', words: 'w' }", "{ kind: 'link', words: 'w' }"],
      Mapped: [
        "{ t: 'A', a: 'a' }",
        "{ t: 'alpha', b: 'b' }",
        "{ t: 'zeta' }",
        "{ a: 'a' }",
        "{ t: 'aleph' }",
      ],
      Other: ["{ t: 'alpha' }"],
      Numbered: ["{ n: '1' }", "{ n: 4 }", "{ n: 1, two: 't' }"],
      Extended: ["{ kind: 'plain', more: 'm' }", "{ more: 'm' }"],
    },
  },
  {
    name: "a parent lists its children while they extend it",
    document: contractOf({
      Animal: {
        ...object({ species: string, age: integer }, "species"),
        oneOf: [ref("Horse"), ref("Fish")],
        discriminator: {
          propertyName: "species",
          mapping: {
            horse: "#/components/schemas/Horse",
            pony: "#/components/schemas/Horse",
            fish: "#/components/schemas/Fish",
          },
        },
      },
      Horse: { allOf: [ref("Animal"), object({ height: { type: "number" } }, "height")] },
      Fish: { allOf: [ref("Animal"), object({ fins: integer })] },
      Echo: { oneOf: [ref("Echo"), string] },
    }),
    valid: {
      Animal: [
        "{ species: 'horse', height: 1 }",
        "{ species: 'pony', height: 1, age: 2 }",
        "{ species: 'fish' }",
      ],
      Horse: ["{ species: 'pony', height: 1 }"],
      Fish: ["{ species: 'fish', fins: 2, age: 1 }"],
      Echo: ["'a'"],
    },
    invalid: {
      Animal: [
        "{ species: 'horse' }",
        "{ species: 'fish', height: 1 }",
        "{ species: 'Horse', height: 1 }",
        "{}",
      ],
      Horse: ["{ species: 'fish', height: 1 }"],
      Fish: ["{ species: 'horse' }"],
      Echo: ["1"],
    },
  },
  {
    name: "children extend a parent with a discriminator",
    document: contractOf({
      Kind: { type: "string", enum: ["car", "truck", "heavy"] },
      Vehicle: {
        ...object({ kind: ref("Kind"), wheels: integer }, "kind"),
        discriminator: {
          propertyName: "kind",
          mapping: {
            car: "#/components/schemas/Car",
            truck: "#/components/schemas/Truck",
            heavy: "#/components/schemas/Heavy",
          },
        },
      },
      Car: { allOf: [ref("Vehicle"), object({ doors: integer })] },
      Truck: { allOf: [ref("Vehicle"), object({ load: { type: "number" } }, "load")] },
      Heavy: { allOf: [ref("Truck"), object({ axles: integer })] },
    }),
    valid: {
      Vehicle: ["{ kind: 'car' }", "{ kind: 'heavy', wheels: 18 }"],
      Car: ["{ kind: 'car', doors: 4 }"],
      Truck: ["{ kind: 'truck', load: 1 }", "{ kind: 'heavy', load: 1 }"],
      Heavy: ["{ kind: 'heavy', load: 1, axles: 3, wheels: 12 }"],
    },
    invalid: {
      Vehicle: ["{ kind: 'boat' }"],
      Car: ["{ kind: 'truck' }", "{}"],
      Truck: ["{ kind: 'car', load: 1 }", "{ kind: 'truck' }"],
      Heavy: ["{ kind: 'truck', load: 1 }", "{ kind: 'heavy' }"],
    },
  },
  {
    name: "OpenAPI 3.1 has tuples, siblings of references, definitions and a constant null",
    document: contractOf(
      {
        Base,
        Rest: { type: "array", prefixItems: [string, integer], items: { type: "boolean" } },
        Closed: { type: "array", prefixItems: [string, integer], items: false, minItems: 1 },
        Open: { prefixItems: [string], minItems: 1 },
        Siblings: { $ref: "#/components/schemas/Base", required: ["id"], description: "d" },
        Defined: {
          ...object({ a: { $ref: "#/components/schemas/Defined/$defs/Part" } }),
          $defs: { Part: object({ p: string }, "p") },
        },
        Nothing: { const: null },
        Lists: { type: "array", items: { oneOf: [{ type: "array", items: string }] } },
        OneType: { type: ["array"], items: string },
        OrNull: { type: ["object", "null"] },
      },
      { openapi: "3.1.0" },
    ),
    valid: {
      Rest: ["[]", "['a']", "['a', 1]", "['a', 1, true, false]"],
      Closed: ["['a']", "['a', 1]"],
      Open: ["['a']", "['a', {}]"],
      Siblings: ["{ id: 'a' }"],
      Defined: ["{}", "{ a: { p: 'p' } }"],
      Nothing: ["null"],
      Lists: ["[['a']]"],
      OneType: ["['a']"],
      OrNull: ["null", "{ a: 1 }"],
    },
    invalid: {
      Rest: ["[1]", "['a', 'b']", "['a', 1, 1]"],
      Closed: ["[]", "['a', 1, true]"],
      Open: ["[]", "[1]"],
      Siblings: ["{}", "{ tag: 't' }"],
      Defined: ["{ a: {} }"],
      Nothing: ["{}"],
      Lists: ["['a']"],
      OneType: ["'a'"],
      OrNull: ["1"],
    },
  },
  {
    name: "required names what properties lacks",
    document: contractOf({
      Ghost: { type: "object", required: ["ghost", "real"], properties: { real: string } },
      Only: { type: "object", required: ["ghost"] },
    }),
    valid: { Ghost: ["{ ghost: 1, real: 'r' }", "{ ghost: null, real: 'r' }"], Only: ["{ ghost: [] }"] },
    invalid: { Ghost: ["{ real: 'r' }"], Only: ["{}"] },
  },
  {
    name: "references lead into paths, allOf, items and properties",
    document: contractOf(
      {
        Base,
        Whole: { required: ["id"], allOf: [ref("Base"), object({ more: integer })] },
        List: { type: "array", items: object({ q: string }, "q") },
        Users: object({
          property: { $ref: "#/components/schemas/Base/properties/tag" },
          deep: { $ref: "#/components/schemas/Whole/allOf/1/properties/more" },
          item: { $ref: "#/components/schemas/List/items" },
          path: { $ref: "#/paths/~1cars~1%7Bid%7D/put/requestBody/content/application~1json/schema" },
          parameter: { $ref: "#/paths/~1cars~1%7Bid%7D/put/parameters/0/schema" },
          "a b": { $ref: "#/components/schemas/My%20Thing" },
        }),
        "My Thing": string,
      },
      {
        paths: {
          "/cars": {
            get: {
              operationId: "listCars",
              parameters: [{ $ref: "#/paths/~1cars~1%7Bid%7D/put/parameters/1" }],
              responses: {
                200: ok({
                  $ref: "#/paths/~1cars~1%7Bid%7D/put/requestBody/content/application~1json/schema",
                }),
                404: { $ref: "#/paths/~1cars~1%7Bid%7D/put/responses/404" },
              },
            },
          },
          "/cars/{id}": {
            put: {
              operationId: "putCar",
              parameters: [
                { name: "id", in: "path", required: true, schema: string },
                { name: "limit", in: "query", schema: integer },
              ],
              requestBody: {
                content: json(
                  object(
                    {
                      id: string,
                      wheels: {
                        type: "array",
                        items: {
                          $ref: "#/paths/~1cars~1%7Bid%7D/put/requestBody/content/application~1json/schema/properties/spare",
                        },
                      },
                      spare: object({ size: integer }),
                      tow: {
                        $ref: "#/paths/~1cars~1%7Bid%7D/put/requestBody/content/application~1json/schema",
                      },
                    },
                    "id",
                  ),
                ),
              },
              responses: { 204: { description: "ok" }, 404: ok(object({ why: string }, "why")) },
            },
          },
        },
      },
    ),
    valid: {
      Users: [
        "{ property: 'p', deep: 1, item: { q: 'q' }, path: { id: 'i' }, parameter: 'p', 'a b': 's' }",
        "{ path: { id: 'i', wheels: [{ size: 1 }], tow: { id: 't' } } }",
      ],
      'operations["listCars"]["responses"][200]["content"]["application/json"]': [
        "{ id: 'i', wheels: [{}] }",
      ],
      'operations["listCars"]["responses"][404]["content"]["application/json"]': ["{ why: 'w' }"],
      'operations["listCars"]["parameters"]["query"]': ["{ limit: 1 }"],
    },
    invalid: {
      Users: [
        "{ property: 1 }",
        "{ property: undefined as string | undefined, deep: 'd' }",
        "{ item: {} }",
        "{ path: {} }",
        "{ parameter: 1 }",
        "{ 'a b': 1 }",
        "{ path: { id: 'i', wheels: [1] } }",
      ],
      'operations["listCars"]["responses"][200]["content"]["application/json"]': ["{}"],
      'operations["listCars"]["responses"][404]["content"]["application/json"]': ["{}"],
      'operations["listCars"]["parameters"]["query"]': ["{ limit: 'l' }"],
    },
  },
  {
    name: "a recursive union may have no root type",
    document: contractOf({
      "json-x": { oneOf: [string, { type: "array", items: ref("json-x") }] },
      "json.x": { oneOf: [integer, { type: "array", items: ref("json.x") }] },
    }),
    valid: { "json-x": ["'a'", "[['a'], 'b']"], "json.x": ["1", "[[1]]"] },
    invalid: { "json-x": ["1", "[[1]]"], "json.x": ["'a'"] },
  },
  {
    name: "a schema may be named like an export of the SDK",
    document: contractOf({
      Page: object({ number: integer }, "number"),
      Book: object({ page: ref("Page") }, "page"),
    }),
    valid: {
      Page: ["{ number: 1 }"],
      Book: ["{ page: { number: 1 } }"],
      "root.PageSchema[]": ["[{ number: 1 }]"],
    },
    invalid: { Book: ["{ page: {} }"], "root.PageSchema[]": ["[{}]"], "root.Page[]": ["[]"] },
  },
  {
    name: "types follow from keywords",
    document: contractOf({
      Properties: { properties: { a: string }, required: ["a"] },
      Items: { items: string },
      Values: { enum: ["x", "y"] },
      Irrelevant: { type: "string", properties: { a: string } },
    }),
    valid: { Properties: ["{ a: 'a' }"], Items: ["['a']"], Values: ["'x'"], Irrelevant: ["'a'"] },
    invalid: { Properties: ["{}"], Items: ["[1]", "'a'"], Values: ["'z'"], Irrelevant: ["{ a: 'a' }"] },
  },
  {
    name: "an alias of a child states no value of its own",
    document: contractOf({
      Parent: { ...object({ kind: string }, "kind"), discriminator: { propertyName: "kind" } },
      Child: { allOf: [ref("Parent"), object({ child: string })] },
      Alias: ref("Child"),
    }),
    valid: { Child: ["{ kind: 'Child' }"], Alias: ["{ kind: 'Child', child: 'c' }"] },
    invalid: { Child: ["{ kind: 'Alias' }"], Alias: ["{ kind: 'Alias' }"] },
  },
  {
    name: "an alternative without constraints keeps the properties of the others",
    document: contractOf({
      Base,
      Loose: { allOf: [ref("Base")], anyOf: [{ nullable: true }, object({ extra: integer }, "extra")] },
    }),
    valid: { Loose: ["{ id: 'a' }", "{ id: 'a', extra: 1 }"] },
    invalid: { Loose: ["{ id: 1 }", "{ other: 1 }"] },
  },
  {
    name: "a property may extend the schema that has it",
    document: contractOf({
      Node: object({ next: { allOf: [ref("Node"), { required: ["next"] }] }, id: string }),
      Either: object({
        next: { allOf: [{ required: ["next"] }], anyOf: [ref("Either"), object({ next: ref("Either") })] },
      }),
    }),
    valid: { Node: ["{}", "{ next: { next: { next: {} as never } } }"], Either: ["{ next: { next: {} } }"] },
    invalid: { Node: ["{ next: {} }", "{ id: 1 }"], Either: ["{ next: {} }"] },
  },
  {
    name: "an array of arrays keeps its depth whatever its items imply",
    document: contractOf({
      Grid: { type: "array", items: { type: "array", items: { properties: { a: string } } } },
    }),
    valid: { Grid: ["[]", "[[{ a: 'a' }]]"] },
    invalid: { Grid: ["[{ a: 'a' }]"] },
  },
  {
    name: "a required name is of the type of additionalProperties",
    document: contractOf({ Map: { type: "object", required: ["first"], additionalProperties: integer } }),
    valid: { Map: ["{ first: 1, second: 2 }"] },
    invalid: { Map: ["{}", "{ first: 'a' }", "{ first: 1, second: 'b' }"] },
  },
  {
    name: "parts without a type, of which only null would be left",
    document: contractOf({
      Base,
      Nullable: { nullable: true, allOf: [{ nullable: true }, { properties: {} }] },
      Items: {
        items: { nullable: true, allOf: [{ type: "object", properties: {} }, { properties: {} }] },
      },
      Closed: { allOf: [ref("Base"), { properties: {} }] },
    }),
    valid: { Nullable: ["{}", "null"], Items: ["[{}, null]"], Closed: ["{ id: 'a' }"] },
    invalid: { Nullable: ["'zzz'", "true"], Items: ["[99]"], Closed: ["{ id: 'a', zzz: 99 }"] },
  },
  {
    name: "a required name is of the type of additionalProperties of another part",
    document: contractOf({
      Parts: { allOf: [{ additionalProperties: { enum: ["x", "y"] } }, { required: ["c"] }] },
      Alternatives: {
        required: ["c"],
        anyOf: [{ additionalProperties: { enum: ["x", "y"] } }, object({ b: integer }, "b")],
      },
      RequiredByAlternative: { additionalProperties: { enum: [1, 2] }, anyOf: [{ required: ["b"] }] },
      Enums: { type: "object", additionalProperties: { enum: ["x", "y"] } },
      Referring: { allOf: [ref("Enums"), { required: ["c"] }] },
    }),
    valid: {
      Parts: ["{ c: 'x' }", "{ b: 'y', c: 'x' }"],
      Alternatives: ["{ c: 'x' }", "{ b: 1, c: true }"],
      RequiredByAlternative: ["{ b: 2 }", "{ b: 2, extra: 1 }"],
      Referring: ["{ b: 'y', c: 'x' }"],
    },
    invalid: {
      Parts: ["{}", "{ c: 'z' }"],
      Alternatives: ["{}", "{ c: 'z' }"],
      RequiredByAlternative: ["{}", "{ b: 3 }"],
      Referring: ["{}", "{ c: 'z' }"],
    },
  },
];
