/** Kind of a value in a contract. Data contains no parts of the contract, even if it looks like one. */
export type Kind =
  | "object"
  | "components"
  /** Keys are names that the author of the contract chose, `default` and `example` included. */
  | "names"
  /** Names that can have extensions beside them. */
  | "extensible names"
  | "links"
  | "link"
  | "examples"
  | "example"
  | "discriminator"
  | "mapping"
  | "data";

/** Maps of names, with the kind of their values. */
const NAMED = new Map<Kind, Kind>([
  ["names", "object"],
  ["extensible names", "object"],
  ["links", "link"],
  ["examples", "example"],
  ["mapping", "data"],
]);

const KEYS = new Map<string, Kind>([
  ...["example", "default", "enum", "const", "scopes"].map((key) => [key, "data"] as const),
  ...["paths", "responses"].map((key) => [key, "extensible names"] as const),
  ...[
    ...["webhooks", "callbacks", "content", "headers", "parameters", "requestBodies", "schemas", "pathItems"],
    ...["properties", "patternProperties", "dependentSchemas", "$defs", "securitySchemes", "encoding"],
  ].map((key) => [key, "names"] as const),
  ...(["components", "links", "examples", "discriminator"] as const).map((key) => [key, key] as const),
]);

/** Keys with another meaning in objects of a kind. */
const KEYS_WITHIN = new Map<Kind, ReadonlyMap<string, Kind>>([
  ["components", new Map([["responses", "names"]])],
  ["discriminator", new Map([["mapping", "mapping"]])],
  ["example", new Map([["value", "data"]])],
  ["link", new Map([...["parameters", "requestBody"].map((key) => [key, "data"] as const)])],
]);

/** Kind of the value under a key, in a value of some kind. */
export function kindWithin(kind: Kind, key: string): Kind {
  if (kind === "data" || (key.startsWith("x-") && (kind === "extensible names" || !NAMED.has(kind))))
    return "data";
  return NAMED.get(kind) ?? KEYS_WITHIN.get(kind)?.get(key) ?? KEYS.get(key) ?? "object";
}

/** Kind of the items of a list. */
export function kindOfItems(kind: Kind): Kind {
  // In a schema `examples` is a list of values.
  return kind === "data" || kind === "examples" ? "data" : "object";
}

/** True if the keys of a value are names. */
export function isNameMap(kind: Kind): boolean {
  return NAMED.has(kind);
}
