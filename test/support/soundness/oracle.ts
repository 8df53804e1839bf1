import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { partsOf } from "../../../scripts/contract/composition.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "../../../scripts/contract/document.ts";
import type { Node } from "../../../scripts/contract/document.ts";

const CONTRACT = "https://contract.example/";

/** A second copy of the components, for use within compositions. */
const WITHIN = "withinCompositions";

/**
 * Interpretation of schemas. `named`: strict, and the applicable schemas must name every property. `loose`: without
 * rules that types cannot express, which are that exactly one alternative applies, and that parts of compositions and
 * objects within them are closed.
 */
type Mode = "named" | "loose";

/** Keywords with a schema for each of their names. */
const MAPS = new Set(["properties", "$defs", "patternProperties", "dependentSchemas"]);

/** Keywords that types express only in part. */
const CONDITIONS = new Set([
  ...["if", "then", "else", "not", "dependentSchemas", "dependentRequired", "minProperties"],
  "patternProperties",
]);

const PRIMITIVES = { type: ["string", "number", "boolean"] };

/** Context of a schema. */
interface Position {
  /** Discriminator of the union, if the schema is one. */
  readonly discriminator: unknown;
  /** True if other schemas apply to the same value. */
  readonly isComposed: boolean;
  /** True at any depth within a composition. */
  readonly isWithin: boolean;
}

/** Validates instances of a contract's schemas by JSON Schema, as written. */
export function createValidator(document: Node): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: CONTRACT, components: document["components"] });
  return (name) => ajv.compile({ $ref: `${CONTRACT}#/components/schemas/${name}` });
}

/** Validates instances of a contract's schemas in a mode. */
export function createOracle(document: Node, mode: Mode): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, inlineRefs: false });
  const each: Record<string, unknown> = {};
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const is30 = textOf(document["openapi"])?.startsWith("3.0") === true;
  const closed = mode === "named" ? { unevaluatedProperties: false } : {};
  const translateAll = (isWithin: boolean): Node =>
    Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, translate(schema, true, isWithin)]),
    );
  ajv.addSchema({
    $id: CONTRACT,
    components: { schemas: translateAll(false), [WITHIN]: translateAll(true), each },
  });
  return (name) => ajv.compile({ $ref: `${CONTRACT}#/components/schemas/${name}`, ...closed });

  function translate(value: unknown, isPart: boolean, isWithin: boolean): unknown {
    if (!isNode(value)) return value;
    const { nullable, discriminator, $ref: written, ...rest } = value;
    const isComposition = ["allOf", "anyOf", "oneOf"].some((key) => key in value);
    const isMerged = isWithin || isComposition || (written !== undefined && Object.keys(rest).length > 0);
    const $ref = isMerged ? textOf(written)?.replace("/schemas/", `/${WITHIN}/`) : written;
    const primitives = mode === "loose" && isWithin && !isPart && isWeak(value) ? [PRIMITIVES] : [];
    if ($ref !== undefined && is30) return unite([{ $ref, ...(isPart ? {} : closed) }, ...primitives]);
    const isComposed = isPart || isComposition || $ref !== undefined;
    const body = {
      ...translateBody(
        { ...rest, ...($ref === undefined ? {} : { $ref }) },
        { discriminator, isComposed, isWithin: isMerged },
      ),
      ...(isPart ? {} : isFreeForm(value) ? { additionalProperties: true } : closed),
    };
    // `nullable` has no meaning without a type.
    const isNullable = nullable === true && Object.keys(rest).some((key) => key !== "description");
    return unite([body, ...(isNullable ? [{ type: "null" }] : []), ...primitives]);
  }

  function translateEach(value: unknown, isWithin: boolean): unknown {
    return separate(translate(value, false, isWithin));
  }

  /**
   * Makes a schema a function of its own. Otherwise, Ajv would take the evaluated properties of one item for those of
   * the next, and those of an alternative that does not apply for evaluated.
   */
  function separate(translated: unknown): unknown {
    if (!isNode(translated)) return translated;
    const name = `each${Object.keys(each).length}`;
    each[name] = translated;
    return { $ref: `${CONTRACT}#/components/each/${name}` };
  }

  /** True if no property is required: in an intersection, the compiler accepts a primitive for such an object. */
  function isWeak(value: Node): boolean {
    return partsOf(document, value).every(
      (part) =>
        listOf(part["required"]).length === 0 &&
        ["object", undefined].includes(textOf(impliedType(part)["type"] ?? part["type"])),
    );
  }

  function translateBody(schema: Node, { discriminator, isComposed, isWithin }: Position): Node {
    const translated = Object.entries(schema).map(([key, value]): readonly [string, unknown] => {
      if (mode === "loose" && CONDITIONS.has(key)) return ["", value];
      if (MAPS.has(key)) {
        const isPart = key === "dependentSchemas";
        const members = Object.entries(nodeOf(value)).map(([name, sub]): [string, unknown] => [
          name,
          key === "patternProperties"
            ? translateEach(sub, isWithin)
            : translate(sub, isPart, isPart || isWithin),
        ]);
        return [key, Object.fromEntries(members)];
      }
      if (key === "if" || key === "then" || key === "else") return [key, translate(value, true, true)];
      if (key === "allOf") return [key, listOf(value).map((part) => translate(part, true, true))];
      if (key === "anyOf" || key === "oneOf") {
        const alternatives = listOf(value).map((part) =>
          select(separate(translate(part, true, true)), part, discriminator),
        );
        return [mode === "loose" ? "anyOf" : key, alternatives];
      }
      if (key === "prefixItems") return [key, listOf(value).map((item) => translateEach(item, isWithin))];
      if (key === "items") return [key, translateEach(value, isWithin)];
      if (key === "additionalProperties") {
        return translateAdditional(schema, value, { discriminator, isComposed, isWithin });
      }
      return [key, value];
    });
    const body = Object.fromEntries(translated.filter(([key]) => key !== ""));
    // A required property counts as named unless `additionalProperties` has a schema.
    const { additionalProperties: additional } = schema;
    const isNamed = additional === undefined || (additional === false && mode === "loose");
    const required = isNamed ? listOf(schema["required"]) : [];
    const named = Object.fromEntries(required.map((name) => [String(name), {}]));
    const properties = { ...named, ...nodeOf(body["properties"]) };
    return {
      ...body,
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...impliedType(schema),
    };
  }

  function translateAdditional(
    schema: Node,
    value: unknown,
    { isComposed, isWithin }: Position,
  ): readonly [string, unknown] {
    if (mode === "named") return ["additionalProperties", translateEach(value, isWithin)];
    const patterns = Object.values(nodeOf(schema["patternProperties"]));
    if (value === false && patterns.length === 0)
      return [isComposed || isWithin ? "" : "additionalProperties", false];
    // An index signature also accepts the types of the properties and patterns.
    const declaring = [
      schema,
      schema["then"],
      schema["else"],
      ...Object.values(nodeOf(schema["dependentSchemas"])),
    ];
    const properties = declaring.flatMap((part) => Object.values(nodeOf(nodeOf(part)["properties"])));
    const admitted = [value, ...patterns, ...properties].map((admittedValue) =>
      translateEach(admittedValue, isWithin),
    );
    return ["additionalProperties", { anyOf: admitted }];
  }

  function select(translated: unknown, alternative: unknown, discriminator: unknown): unknown {
    const property = textOf(nodeOf(discriminator)["propertyName"]);
    const reference = textOf(nodeOf(alternative)["$ref"]);
    if (property === undefined || reference === undefined) return translated;
    const name = reference.split("/").at(-1) ?? "";
    const stated = nodeOf(nodeOf(resolve(document, alternative)["properties"])[property]);
    if (stated["enum"] !== undefined || stated["const"] !== undefined) return translated;
    const mapped = Object.entries(nodeOf(nodeOf(discriminator)["mapping"]))
      .filter(([, target]) => target === name || target === reference)
      .map(([key]) => key);
    const values = mapped.length > 0 ? mapped : [name];
    return { allOf: [translated, { required: [property], properties: { [property]: { enum: values } } }] };
  }
}

/** True if a schema accepts every object without naming a property. */
function isFreeForm(schema: Node): boolean {
  const keys = [
    ...["allOf", "anyOf", "oneOf", "$ref", "required", "additionalProperties"],
    ...["then", "else", "dependentSchemas", "patternProperties"],
  ];
  return (
    impliedType({ ...schema, type: undefined })["type"] !== "array" &&
    Object.keys(nodeOf(schema["properties"])).length === 0 &&
    keys.every((key) => schema[key] === undefined)
  );
}

function unite(schemas: readonly Node[]): Node {
  const [first, ...others] = schemas;
  return first !== undefined && others.length === 0 ? first : { anyOf: schemas };
}

function impliedType(schema: Node): Node {
  if (schema["type"] !== undefined || schema["enum"] !== undefined || schema["const"] !== undefined)
    return {};
  const implies = (...keys: readonly string[]): boolean => keys.some((key) => schema[key] !== undefined);
  if (implies("properties", "required", "additionalProperties", "patternProperties"))
    return { type: "object" };
  return implies("items", "prefixItems") ? { type: "array" } : {};
}
