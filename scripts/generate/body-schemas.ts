import { isJson } from "../contract/media-types.ts";
import { isNode, listOf, nodeOf, operationsOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { extendPointer } from "../contract/pointer.ts";
import { omit } from "./normalise/keywords.ts";

/** The bodies of a contract's responses as JSON Schema. */
export interface BodySchemas {
  /** One document: `closed` and `open` have every component, `bodies` the inline schemas of responses. */
  readonly root: Node;
  /** Pointers into it by operationId and status; `undefined` for a response without JSON. */
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
  /** The pointer of the schema of events, the one with `x-event-data`. */
  readonly event: string | undefined;
  /** All names of properties in the contract. */
  readonly names: readonly string[];
}

const COMPONENT = "#/components/schemas/";
const COMPOSITIONS = ["allOf", "anyOf", "oneOf"] as const;
/** Keywords that the types guarantee. */
const SHAPE = ["type", "enum", "const", "required", "not"];
/** Limits that types cannot express. */
const LIMITS = [
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["pattern", "minItems", "maxItems", "minProperties", "maxProperties"],
];
const DAY_OF_MONTH =
  "(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8])";
const LEAP_YEAR = "\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00";
const DATE = `(?:\\d{4}-(?:${DAY_OF_MONTH})|(?:${LEAP_YEAR})-02-29)`;
const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";

/** Formats that are checked in requests, by RFC 3339. JavaScript has no leap seconds. */
export const FORMATS = {
  date: new RegExp(`^${DATE}$`),
  "date-time": new RegExp(`^${DATE}[Tt]${CLOCK}:[0-5]\\d(?:\\.\\d+)?(?:[Zz]|[+-]${CLOCK})$`),
};

/** Keywords to check: in responses only those that the types guarantee, in requests all. */
export type SchemaUse = "response" | "request";

/** Rewrites schemas of an OpenAPI document as JSON Schema 2020-12. */
export interface SchemaRewriter {
  /** Rewrites the schema of a body or a parameter. Returns its pointer in `root`. */
  readonly rewrite: (schema: unknown) => string;
  /** One document: `closed` and `open` have every component, `bodies` all other rewritten schemas. */
  readonly root: () => Node;
  /** All names of properties. */
  readonly names: () => readonly string[];
}

/** Reads the schemas of all responses and of webhooks. */
export function readBodySchemas(document: Node): BodySchemas {
  const { rewrite, root, names } = createSchemaRewriter(document, "response");
  const responses = new Map(
    operationsOf(document).map(({ id, responses }) => [
      id,
      new Map(
        responses.map(({ status, node }) => {
          const schema = jsonSchemaOf(node);
          return [status, schema === undefined ? undefined : rewrite(schema)] as const;
        }),
      ),
    ]),
  );
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const [event] = Object.entries(schemas).filter(([, schema]) => isNode(nodeOf(schema)["x-event-data"]));
  return {
    root: root(),
    responses,
    event: event && extendPointer("#/closed", event[0]),
    names: names(),
  };
}

/** The schema of the JSON in a request or a response. */
export function jsonSchemaOf(node: Node): unknown {
  const media = Object.entries(nodeOf(node["content"])).find(([type]) => isJson(type))?.[1];
  return nodeOf(media)["schema"];
}

/**
 * Objects with named properties are closed, so that unknown properties are found. Each component has two forms: a
 * closed one, and an open one for use in compositions, which are closed as a whole.
 */
export function createSchemaRewriter(document: Node, use: SchemaUse): SchemaRewriter {
  const is30 = textOf(document["openapi"])?.startsWith("3.0") === true;
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const kept = new Set(use === "request" ? [...SHAPE, ...LIMITS] : SHAPE);
  const names = new Set<string>();
  const bodies = new Map<string, string>();
  const each = (change: (schema: unknown) => unknown): Node => mapValues(schemas, change);
  const components = { closed: each(toPlace), open: each(toPart) };
  return {
    rewrite: (given) => {
      const schema = toPlace(given);
      const reference = textOf(nodeOf(schema)["$ref"]);
      if (reference !== undefined && Object.keys(nodeOf(schema)).length === 1) return reference;
      const text = JSON.stringify(schema);
      const pointer = bodies.get(text) ?? `#/bodies/${bodies.size}`;
      bodies.set(text, pointer);
      return pointer;
    },
    root: () => ({
      ...components,
      bodies: [...bodies.keys()].map((text): unknown => JSON.parse(text)),
    }),
    names: () => [...names].sort(),
  };

  /** The only schema that applies to a value. */
  function toPlace(schema: unknown): unknown {
    if (!isNode(schema)) return schema;
    const wrapped = unwrap(schema);
    if (wrapped !== undefined) return allowNull(schema, toPlace(wrapped));
    if (textOf(schema["$ref"]) !== undefined && (is30 || !limits(schema)))
      return { $ref: refer(schema, "closed") };
    const part = nodeOf(toPart(schema));
    const { type, properties, additionalProperties } = part;
    if (additionalProperties !== undefined) return part;
    const isComposed = "$ref" in part || [...COMPOSITIONS, "if"].some((keyword) => keyword in part);
    if (isComposed) return { ...part, unevaluatedProperties: false };
    return type === undefined && properties === undefined
      ? part
      : { ...part, ...(properties === undefined ? {} : { additionalProperties: false }) };
  }

  /** A schema as a part of a composition: other parts may name further properties. */
  function toPart(schema: unknown): unknown {
    if (!isNode(schema)) return schema;
    const { $ref, ...siblings } = schema;
    if ($ref !== undefined && is30) return { $ref: refer(schema, "open") };
    const part: Record<string, unknown> = {};
    if ($ref !== undefined) part["$ref"] = refer(schema, "open");
    for (const [keyword, value] of Object.entries(siblings)) {
      if (kept.has(keyword)) part[keyword] = value;
      else if (keyword === "format" && use === "request" && String(value) in FORMATS) part[keyword] = value;
      else if (keyword === "items" || keyword === "additionalProperties") part[keyword] = toPlace(value);
      else if (keyword === "properties" || keyword === "patternProperties")
        part[keyword] = mapValues(nodeOf(value), toPlace);
      else if (keyword === "prefixItems") part[keyword] = listOf(value).map(toPlace);
      else if (COMPOSITIONS.some((composition) => composition === keyword))
        part[keyword] = listOf(value).map(toPart);
    }
    const isObject = ["properties", "required", "additionalProperties"].some((keyword) => keyword in part);
    if (part["type"] === undefined && isObject) part["type"] = "object";
    if ("required" in part) part["required"] = listOf(part["required"]).filter(isSent(schema, use));
    // A required property is known even if it is not declared.
    const required = Object.fromEntries(listOf(part["required"]).map((name) => [String(name), {}]));
    const properties = { ...required, ...nodeOf(part["properties"]) };
    if (Object.keys(properties).length > 0) part["properties"] = properties;
    else if (part["type"] === "object" && !COMPOSITIONS.some((keyword) => keyword in part))
      part["additionalProperties"] ??= true;
    for (const name of Object.keys(properties)) names.add(name);
    if (use === "request") readLengths(schema, part);
    if (use === "request" && is30) readExclusiveLimits(part);
    return allowNull(schema, use === "response" ? readEventData(schema, part) : part);
  }

  function refer(schema: Node, form: "closed" | "open"): string {
    const reference = textOf(schema["$ref"]) ?? "";
    return reference.startsWith(COMPONENT) ? `#/${form}/${reference.slice(COMPONENT.length)}` : reference;
  }

  /** A reference with a description is often wrapped in an `allOf` that adds nothing. */
  function unwrap(schema: Node): unknown {
    const [only, ...others] = listOf(schema["allOf"]);
    const { allOf, ...siblings } = schema;
    return allOf !== undefined && others.length === 0 && !limits(siblings) ? only : undefined;
  }

  /** True if a schema adds anything to its reference. */
  function limits(schema: Node): boolean {
    return Object.keys(nodeOf(toPart(omit(schema, "$ref", "nullable")))).length > 0;
  }

  function allowNull({ nullable }: Node, schema: unknown): unknown {
    if (nullable !== true || !is30 || !isNode(schema)) return schema;
    if (typeof schema["type"] !== "string") return { if: { type: "null" }, else: schema };
    const { enum: values } = schema;
    return {
      ...schema,
      type: [schema["type"], "null"],
      ...(Array.isArray(values) ? { enum: [...listOf(values), null] } : {}),
    };
  }
}

/** `x-event-data` has the schema of `data` by event type; for other types `data` is open. */
function readEventData(schema: Node, part: Node): Node {
  const references = schema["x-event-data"];
  if (!isNode(references)) return part;
  const cases = Object.entries(references).map(([type, reference]) => ({
    if: { properties: { type: { const: type } } },
    then: {
      properties: { data: { $ref: String(reference).replace(COMPONENT, "#/closed/") } },
    },
  }));
  return {
    ...part,
    properties: { ...nodeOf(part["properties"]), data: { type: "object" } },
    additionalProperties: part["additionalProperties"] ?? false,
    allOf: [...listOf(part["allOf"]), ...cases],
  };
}

/** Responses have no `writeOnly` properties, requests no `readOnly` ones. */
function isSent(schema: Node, use: SchemaUse): (name: unknown) => boolean {
  const properties = nodeOf(schema["properties"]);
  const barred = use === "response" ? "writeOnly" : "readOnly";
  return (name) => nodeOf(properties[String(name)])[barred] !== true;
}

/** To count characters, Ajv would need a module at run time. */
function readLengths({ minLength, maxLength }: Node, part: Record<string, unknown>): void {
  if (typeof minLength !== "number" && typeof maxLength !== "number") return;
  part["pattern"] ??= `^[^]{${Number(minLength ?? 0)},${typeof maxLength === "number" ? maxLength : ""}}$`;
}

/** In OpenAPI 3.0, `exclusiveMinimum: true` modifies `minimum`. */
function readExclusiveLimits(part: Record<string, unknown>): void {
  for (const limit of ["minimum", "maximum"]) {
    const exclusive = limit.replace("m", "exclusiveM");
    if (typeof part[exclusive] !== "boolean") continue;
    if (part[exclusive]) {
      part[exclusive] = part[limit];
      Reflect.deleteProperty(part, limit);
    } else Reflect.deleteProperty(part, exclusive);
  }
}

function mapValues(node: Node, change: (value: unknown) => unknown): Node {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, change(value)]));
}
