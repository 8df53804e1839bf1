import { partsOf } from "../contract/composition.ts";
import { notesOf } from "../generate/certainty.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { codeSpan, escapeText, renderTable } from "../markdown/escape.ts";
import { renderInline } from "../markdown/wording.ts";

/** A property, or a part of one, as a row of a table. */
export interface Property {
  /** With the way to it: `data[].price.value`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Wording of the contract, and what it says of values, limits and the default. */
  readonly description: string;
}

/** As deep as tables go; what is below has a table of its own among the types. */
const DEEPEST = 5;

/** Past this many rows a table has no nested properties: wide schemas multiply at each level. */
const MOST_ROWS = 300;

/** How many values of a closed list, and characters of a description, a cell has. */
const MOST_VALUES = 200;
const MOST_CHARACTERS = 2_000;

/** What a schema is for: a request has no `readOnly` properties. */
export type Use = "request" | "answer";

/** The properties of a body, nested ones too, in the order of the contract. */
export function listDocumentedProperties(document: Node, schema: unknown, use: Use): readonly Property[] {
  return list(document, schema, { use, prefix: "", trail: [], rows: { count: 0 } });
}

interface PropertyPlace {
  readonly use: Use;
  readonly prefix: string;
  readonly trail: readonly Node[];
  readonly rows: { count: number };
}

function list(
  document: Node,
  schema: unknown,
  { use, prefix, trail, rows }: PropertyPlace,
): readonly Property[] {
  const node = merge(document, schema);
  const identity = resolve(document, schema);
  if (trail.includes(identity) || trail.length >= DEEPEST) return [];
  const further = [...trail, identity];
  if (node["items"] !== undefined) {
    return list(document, node["items"], { use, prefix: `${prefix}[]`, trail: further, rows });
  }
  const required = listOf(node["required"]);
  return Object.entries(nodeOf(node["properties"])).flatMap(([key, value]) => {
    const own = nodeOf(value);
    // The marks of a type that a field refers to stand with that type.
    const marks = { "x-confirmed": own["x-confirmed"], "x-inferred": own["x-inferred"] };
    const merged: Node = { ...merge(document, value), ...marks };
    if (use === "request" && merged["readOnly"] === true) return [];
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const row = {
      name,
      type: describeType(document, value),
      required: required.includes(key),
      description: describe(merged),
    };
    rows.count += 1;
    return rows.count > MOST_ROWS
      ? [row]
      : [row, ...list(document, value, { use, prefix: name, trail: further, rows })];
  });
}

/** A schema with the parts of its `allOf` taken into it; what stands beside them wins. */
export function merge(document: Node, schema: unknown): Node {
  const [own = {}, ...others] = partsOf(document, schema);
  const parts = [...others, own];
  return {
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part))),
    properties: Object.fromEntries(parts.flatMap((part) => Object.entries(nodeOf(part["properties"])))),
    required: parts.flatMap((part) => listOf(part["required"])),
  };
}

/** The type of a schema in words: `string (date-time)`, `list of objects`. */
export function describeType(document: Node, schema: unknown, depth = 0): string {
  const node = merge(document, schema);
  if (node["items"] !== undefined) {
    if (depth === DEEPEST) return "list";
    const inner = describeType(document, node["items"], depth + 1);
    return `list of ${/^\w+$/.test(inner) ? `${inner}s` : inner}`;
  }
  const type = [node["type"]].flat().filter((one) => typeof one === "string");
  const format = textOf(node["format"]);
  const name = type.length > 0 ? type.join(" or ") : isNode(node["properties"]) ? "object" : "any value";
  return escapeText(format === undefined ? name : `${name} (${format})`);
}

const LIMITS = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  minLength: "characters at least:",
  maxLength: "characters at most:",
  minItems: "items at least:",
  maxItems: "items at most:",
  pattern: "pattern:",
} as const;

/** What the contract says of a value: its wording, then values, limits, default, example, and what it rests on. */
export function describe(schema: Node): string {
  const list = listOf(schema["enum"]);
  const known = listOf(schema["x-known-values"]);
  const limits = Object.entries(LIMITS).flatMap(([key, words]) =>
    ["number", "string"].includes(typeof schema[key]) ? [`${words} ${code(schema[key])}`] : [],
  );
  const example =
    isNode(schema["example"]) || Array.isArray(schema["example"]) ? undefined : schema["example"];
  return [
    sentence(renderInline(shorten(textOf(schema["description"]) ?? ""))),
    list.length > 0 ? `One of ${listDocumentedValues(list)}.` : "",
    known.length > 0 ? `Documented: ${listDocumentedValues(known)}; others may appear.` : "",
    limits.length > 0 ? sentence(capitalize(limits.join(", "))) : "",
    schema["default"] === undefined ? "" : `Default: ${code(schema["default"])}.`,
    example === undefined ? "" : `Example: ${code(example)}.`,
    ...notesOf({ ...schema, "x-source": undefined }).map(renderInline),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function listDocumentedValues(values: readonly unknown[]): string {
  const rest = values.length - MOST_VALUES;
  return [...values.slice(0, MOST_VALUES).map(code), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function shorten(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** A table of properties in Markdown. */
export function renderProperties(properties: readonly Property[], required = "Required"): string {
  return renderTable(
    ["Name", "Type", required, "What it is"],
    properties.map((property) => [
      code(property.name),
      property.type,
      property.required ? "yes" : "",
      property.description,
    ]),
  );
}

function code(value: unknown): string {
  return codeSpan(typeof value === "string" ? value : JSON.stringify(value));
}

/** Text with a full stop, or whatever ends it already. */
export function sentence(text: string): string {
  return text === "" || /[.:!?]$/.test(text) ? text : `${text}.`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
