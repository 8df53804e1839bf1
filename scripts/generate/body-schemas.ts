import { isJson } from "../contract/media-types.ts";
import { isNode, listOf, nodeOf, operationsOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { extendPointer } from "../contract/pointer.ts";
import { omit } from "./normalise/keywords.ts";

/** The bodies of a contract's responses as JSON Schema. */
export interface BodySchemas {
  /** One document: `closed` and `open` hold every component, `bodies` what stands in a response's own place. */
  readonly root: Node;
  /** Pointers into it by operationId and status; `undefined` for a response without JSON. */
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
  /** The pointer of the schema of events, the one with `x-event-data`. */
  readonly event: string | undefined;
  /** Every name that a property has in the contract. */
  readonly names: readonly string[];
}

const COMPONENT = "#/components/schemas/";
const COMPOSITIONS = ["allOf", "anyOf", "oneOf"] as const;
/** They limit what fits. All others are words, or limits that types do not promise, such as `format` and `maximum`. */
const KEPT = new Set(["type", "enum", "const", "required", "not"]);

/**
 * Rewrites the response schemas of an OpenAPI document as JSON Schema 2020-12. Objects that name their properties are closed,
 * so that a property that the contract lacks is found. A component has two forms: closed where it is the schema of a place,
 * open where it is a part of a composition, which is closed as a whole.
 */
export function readBodySchemas(document: Node): BodySchemas {
  const is30 = textOf(document["openapi"])?.startsWith("3.0") === true;
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const names = new Set<string>();
  const bodies = new Map<string, string>();
  const each = (change: (schema: unknown) => unknown): Node => mapValues(schemas, change);
  const root = { closed: each(toPlace), open: each(toPart) };
  const responses = new Map(
    operationsOf(document).map(({ id, responses }) => [
      id,
      new Map(responses.map(({ status, node }) => [status, pointerOf(node)] as const)),
    ]),
  );
  const [event] = Object.entries(schemas).filter(([, schema]) => isNode(nodeOf(schema)["x-event-data"]));
  return {
    root: { ...root, bodies: [...bodies.keys()].map((text): unknown => JSON.parse(text)) },
    responses,
    event: event && extendPointer("#/closed", event[0]),
    names: [...names].sort(),
  };

  function pointerOf(response: Node): string | undefined {
    const media = Object.entries(nodeOf(response["content"])).find(([type]) => isJson(type))?.[1];
    if (!isNode(media) || media["schema"] === undefined) return undefined;
    const schema = toPlace(media["schema"]);
    const reference = textOf(nodeOf(schema)["$ref"]);
    if (reference !== undefined) return reference;
    const text = JSON.stringify(schema);
    bodies.set(text, bodies.get(text) ?? `#/bodies/${bodies.size}`);
    return bodies.get(text);
  }

  /** The schema of a value: nothing else applies to it. */
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

  /** A schema as a part of a composition: what it does not name, another part may. */
  function toPart(schema: unknown): unknown {
    if (!isNode(schema)) return schema;
    const { $ref, ...siblings } = schema;
    if ($ref !== undefined && is30) return { $ref: refer(schema, "open") };
    const part: Record<string, unknown> = {};
    if ($ref !== undefined) part["$ref"] = refer(schema, "open");
    for (const [keyword, value] of Object.entries(siblings)) {
      if (KEPT.has(keyword)) part[keyword] = value;
      else if (keyword === "items" || keyword === "additionalProperties") part[keyword] = toPlace(value);
      else if (keyword === "properties" || keyword === "patternProperties")
        part[keyword] = mapValues(nodeOf(value), toPlace);
      else if (keyword === "prefixItems") part[keyword] = listOf(value).map(toPlace);
      else if (COMPOSITIONS.some((composition) => composition === keyword))
        part[keyword] = listOf(value).map(toPart);
    }
    const isObject = ["properties", "required", "additionalProperties"].some((keyword) => keyword in part);
    if (part["type"] === undefined && isObject) part["type"] = "object";
    if ("required" in part) part["required"] = listOf(part["required"]).filter(isSent(schema));
    // A required name that is not declared is known all the same.
    const required = Object.fromEntries(listOf(part["required"]).map((name) => [String(name), {}]));
    const properties = { ...required, ...nodeOf(part["properties"]) };
    if (Object.keys(properties).length > 0) part["properties"] = properties;
    else if (part["type"] === "object" && !COMPOSITIONS.some((keyword) => keyword in part))
      part["additionalProperties"] ??= true;
    for (const name of Object.keys(properties)) names.add(name);
    return allowNull(schema, readEventData(schema, part));
  }

  function refer(schema: Node, form: "closed" | "open"): string {
    const reference = textOf(schema["$ref"]) ?? "";
    return reference.startsWith(COMPONENT) ? `#/${form}/${reference.slice(COMPONENT.length)}` : reference;
  }

  /** A description beside a reference needs an `allOf` around the reference, which says nothing itself. */
  function unwrap(schema: Node): unknown {
    const [only, ...others] = listOf(schema["allOf"]);
    const { allOf, ...siblings } = schema;
    return allOf !== undefined && others.length === 0 && !limits(siblings) ? only : undefined;
  }

  /** Whether a schema says anything of its own, beside what it refers to. */
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

/** `x-event-data` says what `data` holds by the `type` of an event; of other types it is open. */
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

/** Responses lack what is only ever sent to the API. */
function isSent(schema: Node): (name: unknown) => boolean {
  const properties = nodeOf(schema["properties"]);
  return (name) => nodeOf(properties[String(name)])["writeOnly"] !== true;
}

function mapValues(node: Node, change: (value: unknown) => unknown): Node {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, change(value)]));
}
