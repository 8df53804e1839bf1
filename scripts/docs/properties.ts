import { notesOf } from "../generate/certainty.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

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

/** What a schema is for: a request has no `readOnly` properties. */
export type Use = "request" | "answer";

/** The properties of a body, nested ones too, in the order of the contract. */
export function listProperties(document: Node, schema: unknown, use: Use): readonly Property[] {
  return list(document, schema, { use, prefix: "", trail: [] });
}

interface Place {
  readonly use: Use;
  readonly prefix: string;
  readonly trail: readonly Node[];
}

function list(document: Node, schema: unknown, { use, prefix, trail }: Place): readonly Property[] {
  const node = merge(document, schema);
  const identity = resolve(document, schema);
  if (trail.includes(identity) || trail.length >= DEEPEST) return [];
  const further = [...trail, identity];
  if (node["items"] !== undefined) {
    return list(document, node["items"], { use, prefix: `${prefix}[]`, trail: further });
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
    return [row, ...list(document, value, { use, prefix: name, trail: further })];
  });
}

/** A schema with the parts of its `allOf` taken into it; what stands beside them wins. */
export function merge(document: Node, schema: unknown): Node {
  const own = resolve(document, schema);
  const parts = listOf(own["allOf"]).map((part) => merge(document, part));
  return [...parts, own].reduce<Node>(
    (all, part) => ({
      ...all,
      ...part,
      properties: { ...nodeOf(all["properties"]), ...nodeOf(part["properties"]) },
      required: [...listOf(all["required"]), ...listOf(part["required"])],
    }),
    {},
  );
}

/** The type of a schema in words: `string (date-time)`, `list of objects`. */
export function describeType(document: Node, schema: unknown): string {
  const node = merge(document, schema);
  if (node["items"] !== undefined) {
    const inner = describeType(document, node["items"]);
    return `list of ${/^\w+$/.test(inner) ? `${inner}s` : inner}`;
  }
  const type = [node["type"]].flat().filter((one) => typeof one === "string");
  const format = textOf(node["format"]);
  const name = type.length > 0 ? type.join(" or ") : isNode(node["properties"]) ? "object" : "any value";
  return format === undefined ? name : `${name} (${format})`;
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
    sentence(oneLine(textOf(schema["description"]) ?? "")),
    list.length > 0 ? `One of ${list.map(code).join(", ")}.` : "",
    known.length > 0 ? `Documented: ${known.map(code).join(", ")}; others may appear.` : "",
    limits.length > 0 ? sentence(capitalize(limits.join(", "))) : "",
    schema["default"] === undefined ? "" : `Default: ${code(schema["default"])}.`,
    example === undefined ? "" : `Example: ${code(example)}.`,
    ...notesOf({ ...schema, "x-source": undefined }),
  ]
    .filter((part) => part !== "")
    .join(" ");
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

/** A table in Markdown. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/** Text of the contract on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Text with a full stop, or whatever ends it already. */
export function sentence(text: string): string {
  return text === "" || /[.:!?]$/.test(text) ? text : `${text}.`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
