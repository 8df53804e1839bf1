import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { isNode, listOf, nodeOf, resolve, textOf } from "../../../scripts/contract/document.ts";
import type { Node } from "../../../scripts/contract/document.ts";

const CONTRACT = "https://contract.example/";

/**
 * Interpretation of schemas. `named`: strictly, and the applicable schemas must name every property. `loose`: without
 * rules that types cannot express: exactly one alternative applies, and a part of a composition is closed.
 */
type Mode = "named" | "loose";

/** Validates instances of a contract's schemas by JSON Schema. */
export function createOracle(document: Node, mode: Mode): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const is30 = textOf(document["openapi"])?.startsWith("3.0") === true;
  const closed = mode === "named" ? { unevaluatedProperties: false } : {};
  const components = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, translate(schema, true)]),
  );
  ajv.addSchema({ $id: CONTRACT, components: { schemas: components } });
  return (name) => ajv.compile({ $ref: `${CONTRACT}#/components/schemas/${name}`, ...closed });

  function translate(value: unknown, isPart: boolean): unknown {
    if (!isNode(value)) return value;
    const { nullable, discriminator, $ref, ...rest } = value;
    if ($ref !== undefined && is30) return { $ref, ...(isPart ? {} : closed) };
    const isComposed = isPart || ["allOf", "anyOf", "oneOf", "$ref"].some((key) => key in value);
    const body = {
      ...translateBody({ ...rest, ...($ref === undefined ? {} : { $ref }) }, discriminator, isComposed),
      ...(isPart ? {} : isFreeForm(value) ? { additionalProperties: true } : closed),
    };
    // `nullable` has no meaning without a type.
    const isNullable = nullable === true && Object.keys(rest).some((key) => key !== "description");
    return isNullable ? { anyOf: [body, { type: "null" }] } : body;
  }

  function translateBody(schema: Node, discriminator: unknown, isComposed: boolean): Node {
    const translated = Object.entries(schema).map(([key, value]): readonly [string, unknown] => {
      if (key === "properties" || key === "$defs") {
        return [
          key,
          Object.fromEntries(
            Object.entries(nodeOf(value)).map(([name, sub]) => [name, translate(sub, false)]),
          ),
        ];
      }
      if (key === "allOf") return [key, listOf(value).map((part) => translate(part, true))];
      if (key === "anyOf" || key === "oneOf") {
        const alternatives = listOf(value).map((part) => select(translate(part, true), part, discriminator));
        return [mode === "loose" ? "anyOf" : key, alternatives];
      }
      if (key === "prefixItems") return [key, listOf(value).map((item) => translate(item, false))];
      if (key === "items") return [key, translate(value, false)];
      if (key === "additionalProperties") return translateAdditional(schema, value, isComposed);
      return [key, value];
    });
    const body = Object.fromEntries(translated.filter(([key]) => key !== ""));
    // A required property counts as named, unless additionalProperties has a schema for it.
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
    isComposed: boolean,
  ): readonly [string, unknown] {
    if (mode === "named") return ["additionalProperties", translate(value, false)];
    if (value === false) return [isComposed ? "" : "additionalProperties", false];
    // An index signature also accepts the types of the properties.
    const properties = Object.values(nodeOf(schema["properties"])).map((property) =>
      translate(property, false),
    );
    return ["additionalProperties", { anyOf: [translate(value, false), ...properties] }];
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
  const keys = ["allOf", "anyOf", "oneOf", "$ref", "required", "additionalProperties"];
  return (
    impliedType({ ...schema, type: undefined })["type"] !== "array" &&
    Object.keys(nodeOf(schema["properties"])).length === 0 &&
    keys.every((key) => schema[key] === undefined)
  );
}

function impliedType(schema: Node): Node {
  if (schema["type"] !== undefined || schema["enum"] !== undefined || schema["const"] !== undefined)
    return {};
  const implies = (...keys: readonly string[]): boolean => keys.some((key) => schema[key] !== undefined);
  if (implies("properties", "required", "additionalProperties")) return { type: "object" };
  return implies("items", "prefixItems") ? { type: "array" } : {};
}
