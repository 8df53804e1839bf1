import { textOf, type Node } from "../contract/document.ts";

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2025-01-01T00:00:00Z",
  date: "2025-01-01",
  time: "00:00:00Z",
  duration: "PT1H",
  uuid: "00000000-0000-4000-8000-000000000000",
  email: "user@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com",
  url: "https://example.com",
  byte: "",
  binary: "",
};

/** The type of a schema: the first that is not `null`, or the type that its keywords imply. */
export function typeOf(schema: Node): string {
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  const stated = types.find((type) => type !== "null") ?? types[0];
  if (stated !== undefined) return stated;
  return schema["items"] === undefined ? "object" : "array";
}

/** A value from only type, format and limits, for a schema without an example. */
export function sampleOfType(schema: Node): unknown {
  switch (typeOf(schema)) {
    case "string":
      return sampleText(schema);
    case "integer":
    case "number":
      return sampleNumber(schema);
    case "boolean":
      return true;
    case "array":
      return [];
    case "null":
      return null;
    default:
      return {};
  }
}

function sampleText(schema: Node): string {
  const text = FORMATS[textOf(schema["format"]) ?? ""];
  if (text !== undefined) return text;
  const { minLength, maxLength } = limitsOf(schema);
  return "string".padEnd(minLength ?? 0, "-").slice(0, maxLength);
}

function sampleNumber(schema: Node): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = limitsOf(schema);
  // In OpenAPI 3.0 this is a boolean that makes the other limit exclusive; in 3.1 it is the limit.
  const above = exclusiveMinimum ?? (schema["exclusiveMinimum"] === true ? minimum : undefined);
  const below = exclusiveMaximum ?? (schema["exclusiveMaximum"] === true ? maximum : undefined);
  const lowest = minimum ?? above ?? -Infinity;
  const highest = maximum ?? below ?? Infinity;
  const step = multipleOf ?? 1;
  const fits = (value: number): boolean =>
    value >= lowest &&
    value <= highest &&
    value !== above &&
    value !== below &&
    (typeOf(schema) === "number" || Number.isInteger(value)) &&
    (multipleOf === undefined || Number.isInteger(value / multipleOf));
  const candidates = [
    0,
    lowest,
    (Math.floor(lowest / step) + 1) * step,
    highest,
    (Math.ceil(highest / step) - 1) * step,
    (lowest + highest) / 2,
  ];
  return candidates.find((value) => Number.isFinite(value) && fits(value)) ?? 0;
}

type Limit =
  "minLength" | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf";

function limitsOf(schema: Node): Readonly<Partial<Record<Limit, number>>> {
  return Object.fromEntries(Object.entries(schema).filter(([, limit]) => typeof limit === "number"));
}
