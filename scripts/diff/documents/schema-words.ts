import type { FlatSchema } from "./flat-schema.ts";

/** Writes values as readable text: `"A" and "B"`. */
export function listValues(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  const last = texts.pop() ?? "";
  return texts.length === 0 ? last : `${texts.join(", ")} and ${last}`;
}

/** Describes the kind of value of a schema in a few words. */
export function nameType(shape: FlatSchema): string {
  if (shape.variants.length > 0) return "one of several";
  const types = shape.types.length > 0 ? shape.types : impliedTypes(shape);
  const name = types.length === 0 ? "anything" : types.map((type) => NAMES[type] ?? type).join(" or ");
  if (shape.values !== undefined) return `a closed list of values (${name})`;
  if (shape.known !== undefined) return "an open list of strings";
  if (name === "an object" && shape.properties.size === 0) return describeMap(shape);
  return name;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  object: "an object",
  array: "a list",
};

function impliedTypes({ properties, additional, items }: FlatSchema): readonly string[] {
  if (properties.size > 0 || additional !== undefined) return ["object"];
  return items === undefined ? [] : ["array"];
}

function describeMap({ additional }: FlatSchema): string {
  if (additional === false || additional === undefined) return "an object without known properties";
  return "a map";
}
