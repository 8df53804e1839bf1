import type { NormaliseCase } from "./normalise-cases.ts";
import { contractOf, ref } from "./small-contract.ts";

const string = { type: "string" };
const integer = { type: "integer" };
const object = (properties: object, ...required: readonly string[]) => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});

/** Keywords that openapi-typescript ignores, and discriminators of unions within unions. */
export const KEYWORD_CASES: readonly NormaliseCase[] = [
  {
    name: "unevaluatedProperties admits what no part declares",
    document: contractOf(
      {
        Base: object({ id: integer }, "id"),
        Alone: { type: "object", unevaluatedProperties: string },
        Beside: { ...object({ id: integer }, "id"), unevaluatedProperties: string },
        Extended: { allOf: [ref("Base")], unevaluatedProperties: string },
        Referring: { ...ref("Base"), unevaluatedProperties: string },
        Open: { ...ref("Base"), unevaluatedProperties: {} },
        Closed: { type: "object", unevaluatedProperties: false },
        Merged: { allOf: [ref("Base"), object({ b: string })], unevaluatedProperties: false },
        Within: object({ p: { allOf: [ref("Within")], unevaluatedProperties: string } }),
      },
      { openapi: "3.1.0" },
    ),
    valid: {
      Alone: ["{}", "{ x: 's' }"],
      Beside: ["{ id: 1, x: 's' }"],
      Extended: ["{ id: 1 }", "{ id: 1, x: 's' }"],
      Referring: ["{ id: 1, x: 's' }"],
      Open: ["{ id: 1, x: true }"],
      Closed: ["{}"],
      Merged: ["{ id: 1, b: 's' }"],
      Within: ["{ p: { p: {}, x: 's' } }"],
    },
    invalid: {
      Alone: ["{ x: 1 }"],
      Beside: ["{}", "{ id: 1, x: true }"],
      Extended: ["{ x: 's' }", "{ id: 1, x: true }"],
      Referring: ["{ x: 's' }", "{ id: 1, x: true }"],
      Open: ["{ x: true }"],
      Closed: ["{ x: 1 }"],
      Merged: ["{ id: 1, c: 1 }", "{ b: 's' }"],
      Within: ["1"],
    },
  },
  {
    name: "an array ends where unevaluatedItems or items admit no value",
    document: contractOf(
      {
        Tuple: { type: "array", prefixItems: [string], unevaluatedItems: false },
        Rest: { prefixItems: [string], unevaluatedItems: integer },
        None: { type: "array", items: false },
        Limited: { prefixItems: [string], items: integer, minItems: 2, maxItems: 3 },
        Long: { prefixItems: [string], items: integer, minItems: 1e9, maxItems: 2e9 },
        Listed: {
          type: ["array", "null", "object"],
          prefixItems: [string],
          minItems: 1,
          properties: { a: string },
        },
        Nested: object({
          a: { type: ["array", "null"], items: { type: ["array", "null"], prefixItems: [string] } },
        }),
      },
      { openapi: "3.1.0" },
    ),
    valid: {
      Tuple: ["['a']"],
      Rest: ["['a', 1]"],
      None: ["[]"],
      Limited: ["['a', 1]", "['a', 1, 2]"],
      Long: [`['a', ${"1, ".repeat(30)}]`],
      Listed: ["['a']", "['a', 1]", "null", "{ a: 'a' }"],
      Nested: ["{ a: null }", "{ a: [['a', 1], null, []] }"],
    },
    invalid: {
      Tuple: ["['a', 1]"],
      Rest: ["['a', 'b']"],
      None: ["[1]"],
      Limited: ["['a']", "['a', 1, 2, 3]", "['a', 'b']"],
      Long: ["['a', 1]"],
      Listed: ["[]", "[1]", "1", "{ a: 1 }"],
      Nested: ["{ a: [1] }", "{ a: [[1]] }", "{ a: 1 }"],
    },
  },
  {
    name: "properties that only a condition declares are optional",
    document: contractOf(
      {
        Card: object({ number: string, plan: integer }, "number"),
        Payment: {
          ...object({ kind: { enum: ["card", "cash"] }, plan: string }, "kind"),
          if: { properties: { kind: { const: "card" } } },
          then: ref("Card"),
          else: object({ coins: integer, number: integer }),
        },
        Dependent: { ...object({ a: string }), dependentSchemas: { a: object({ b: integer }, "b") } },
        Part: { allOf: [ref("Dependent"), { if: {}, then: object({ c: integer }) }] },
        Requiring: { ...object({ a: string }), if: {}, then: { required: ["a", "b"] } },
        Unnamed: { properties: {}, dependentRequired: { a: ["b"] } },
        Together: { ...object({ a: string }), dependentRequired: { a: ["b"], b: ["a", "c"] } },
        Widening: { ...object({ a: string }), dependentSchemas: { a: { additionalProperties: true } } },
        Typed: { ...object({ a: string }), if: {}, then: { additionalProperties: integer } },
        Shut: {
          ...object({ a: string }),
          additionalProperties: false,
          if: {},
          then: { additionalProperties: true },
        },
        Either: {
          ...object({ a: string }),
          if: {},
          then: { oneOf: [object({ b: integer }), object({ c: integer })] },
        },
        // Without the condition, any value or an additional property.
        Demanded: { ...object({ a: string }, "a", "b"), if: {}, then: object({ b: integer }) },
        Decided: { ...object({}, "b"), if: {}, then: object({ b: integer }), else: object({ b: string }) },
        Half: { ...object({}), if: {}, then: object({ b: integer }), else: { required: ["b"] } },
        Indexed: { ...object({}), additionalProperties: string, if: {}, then: object({ b: integer }, "c") },
        Endless: { ...object({ v: string }), if: {}, then: ref("Deep") },
        Deep: object({ deep: { if: {}, then: ref("Deep") } }),
      },
      { openapi: "3.1.0" },
    ),
    valid: {
      Payment: ["{ kind: 'card', number: 'n', plan: 'p' }", "{ kind: 'cash', coins: 1, number: 2 }"],
      Dependent: ["{}", "{ a: 'a', b: 1 }"],
      Part: ["{ a: 'a', b: 1, c: 1 }"],
      Requiring: ["{}", "{ a: 'a', b: true }"],
      Unnamed: ["{}", "{ x: 1 }", "{ a: 1, b: 2 }"],
      Together: ["{}", "{ a: 'a', b: true, c: 1 }"],
      Widening: ["{ a: 'a', x: 1 }"],
      Typed: ["{ a: 'a', x: true }"],
      Either: ["{ a: 'a', b: 1 }", "{ c: 1 }"],
      Demanded: ["{ a: 'a', b: true }"],
      Decided: ["{ b: 1 }", "{ b: 'b' }"],
      Half: ["{}", "{ b: true }"],
      Indexed: ["{ b: 1 }", "{ b: 'b', c: 'c', d: 'd' }"],
      Endless: ["{ v: 'v', deep: { deep: {} } }"],
    },
    invalid: {
      Payment: ["{ number: 'n' }", "{ kind: 'card', plan: 1 }", "{ kind: 'cash', coins: 'c' }"],
      Dependent: ["{ a: 'a', b: 's' }"],
      Part: ["{ c: 's' }"],
      Requiring: ["{ a: 1 }", "{ c: 1 }"],
      Together: ["{ a: 1 }", "{ d: 1 }"],
      Widening: ["{ a: 1 }"],
      Typed: ["{ a: 1 }"],
      Shut: ["{ x: 1 }"],
      Either: ["{ b: 's' }"],
      Demanded: ["{ a: 'a' }"],
      Decided: ["{}", "{ b: true }"],
      Half: ["{ c: 1 }"],
      Indexed: ["{ b: true }", "{ c: true }"],
      Endless: ["{ v: 1 }"],
    },
  },
  {
    name: "values decide, whatever a list of types has",
    document: contractOf(
      {
        Listed: { type: ["string", "null"], enum: ["a"] },
        WithNull: { type: ["string", "null"], enum: ["a", null] },
        Nothing: object({ gone: { not: {} }, kept: { not: string } }),
      },
      { openapi: "3.1.0" },
    ),
    valid: { Listed: ["'a'"], WithNull: ["'a'", "null"], Nothing: ["{}", "{ kept: 1 }"] },
    invalid: { Listed: ["null", "'b'"], WithNull: ["'b'"], Nothing: ["{ gone: 1 }"] },
  },
  {
    name: "a discriminator selects the alternatives of a union within its union",
    document: contractOf({
      Mapped: {
        oneOf: [ref("Pair"), ref("Z")],
        discriminator: { propertyName: "k", mapping: { a: "A", b: "B", z: "Z" } },
      },
      Pair: {
        oneOf: [ref("A"), ref("B")],
        discriminator: { propertyName: "k", mapping: { a: "A", b: "B" } },
      },
      A: object({ k: string, a: string }, "k", "a"),
      B: object({ k: string, b: string }, "k", "b"),
      Z: object({ k: string, z: string }, "k", "z"),
      Named: { oneOf: [ref("Inner"), ref("X")], discriminator: { propertyName: "t" } },
      Inner: { anyOf: [ref("Named"), ref("Y")], discriminator: { propertyName: "t" } },
      X: object({ t: string, x: integer }, "t"),
      Y: object({ t: string, y: integer }, "t"),
      Whole: {
        oneOf: [ref("Parts"), ref("W")],
        discriminator: { propertyName: "w", mapping: { parts: "Parts", w: "W" } },
      },
      Parts: { oneOf: [ref("P"), ref("Q")] },
      P: object({ w: string, p: integer }, "w", "p"),
      Q: object({ w: string, q: integer }, "w", "q"),
      W: object({ w: string }, "w"),
    }),
    valid: {
      Mapped: ["{ k: 'a', a: 'a' }", "{ k: 'b', b: 'b' }", "{ k: 'z', z: 'z' }"],
      Pair: ["{ k: 'b', b: 'b' }"],
      Named: ["{ t: 'X', x: 1 }", "{ t: 'Y', y: 1 }"],
      Whole: ["{ w: 'parts', p: 1 }", "{ w: 'parts', q: 1 }", "{ w: 'w' }"],
    },
    invalid: {
      Mapped: ["{ k: 'a', z: 'z' }", "{ k: 'Pair', a: 'a' }", "{ k: 'b', a: 'a' }"],
      Pair: ["{ k: 'z', b: 'b' }"],
      Named: ["{ t: 'Inner' }"],
      Whole: ["{ w: 'p', p: 1 }", "{ w: 'w', p: 1 }"],
    },
  },
  {
    name: "values that alternatives share do not distinguish them; the mapping does",
    document: contractOf({
      Block: {
        oneOf: [ref("Link"), ref("Course")],
        discriminator: { propertyName: "type", mapping: { link: "Link", course: "Course" } },
      },
      Shared: object({ id: string, type: { type: "string", enum: ["link", "course"] } }, "id", "type"),
      Link: { allOf: [ref("Shared"), object({ href: string }, "href")] },
      Course: { allOf: [ref("Shared"), object({ hours: integer }, "hours")] },
    }),
    valid: { Block: ["{ id: 'i', type: 'link', href: 'h' }", "{ id: 'i', type: 'course', hours: 1 }"] },
    invalid: { Block: ["{ id: 'i', type: 'course', href: 'h' }", "{ id: 'i', type: 'link', hours: 1 }"] },
  },
  {
    name: "values of an enum that alternatives share do not distinguish them; the mapping does",
    document: contractOf({
      Event: {
        oneOf: [ref("Opened"), ref("Closed"), ref("Other")],
        discriminator: { propertyName: "kind", mapping: { opened: "Opened", closed: "Closed" } },
      },
      Kind: { type: "string", enum: ["opened", "closed", "moved"] },
      Opened: object({ kind: ref("Kind"), by: string }, "kind", "by"),
      Closed: object({ kind: { allOf: [ref("Kind")] }, why: string }, "kind", "why"),
      Other: object({ kind: ref("Kind"), closed: string }, "kind"),
      // Here, the same schema has all its values.
      Later: { oneOf: [ref("Other"), ref("Note")], discriminator: { propertyName: "kind" } },
      Note: object({ kind: string }, "kind"),
      Parent: {
        ...object({ kind: string }, "kind"),
        discriminator: { propertyName: "kind", mapping: { truck: "Truck", heavy: "Heavy" } },
      },
      Truck: { allOf: [ref("Parent"), object({ load: integer })] },
      Heavy: { allOf: [ref("Truck"), object({ kind: { type: "string", enum: ["heavy"] } })] },
      Reply: {
        oneOf: [ref("Yes"), ref("No")],
        discriminator: { propertyName: "ok", mapping: { true: "Yes", false: "No" } },
      },
      Yes: object({ ok: { type: "boolean" }, value: string }, "ok"),
      No: object({ ok: { type: "boolean" }, reason: string }, "ok"),
    }),
    valid: {
      Event: [
        "{ kind: 'opened', by: 'b' }",
        "{ kind: 'closed', why: 'w' }",
        "{ kind: 'moved', closed: 'c' }",
        "{ kind: 'moved', by: 'b' }",
      ],
      Later: ["{ kind: 'opened' }", "{ kind: 'Note' }"],
      Truck: ["{ kind: 'truck', load: 1 }", "{ kind: 'heavy' }"],
      Heavy: ["{ kind: 'heavy', load: 1 }"],
      Reply: ["{ ok: true, value: 'v' }", "{ ok: false, reason: 'r' }"],
    },
    invalid: {
      Event: [
        "{ kind: 'opened', why: 'w' }",
        "{ kind: 'closed', by: 'b' }",
        "{ kind: 'closed', closed: 'c' }",
      ],
      Heavy: ["{ kind: 'truck' }"],
      Reply: ["{ ok: true, reason: 'r' }", "{ ok: false, value: 'v' }"],
    },
  },
  {
    name: "an object in a list of types is free-form",
    document: contractOf(
      {
        Either: { type: ["object", "string"] },
        Any: { type: ["string", "number", "boolean", "object", "array", "null"] },
        Named: { type: ["object", "string"], properties: { a: integer }, required: ["a"] },
        Shut: { type: ["object", "string"], additionalProperties: false },
      },
      { openapi: "3.1.0" },
    ),
    valid: {
      Either: ["{ a: 1 }", "'s'"],
      Any: ["{ a: { b: 1 } }", "[1, 's']", "null"],
      Named: ["{ a: 1 }", "'s'"],
      Shut: ["{}", "'s'"],
    },
    invalid: { Either: ["1"], Named: ["{}", "{ a: 's' }"], Shut: ["{ a: 1 }", "1"] },
  },
];
