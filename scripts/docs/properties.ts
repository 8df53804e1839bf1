import { partsOf } from "../contract/composition.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { escapeText, renderTable } from "../markdown/escape.ts";
import { linkToType } from "./types.ts";
import type { NamedType, NamedTypes } from "./types.ts";
import { code, describe } from "./value-description.ts";

/** Maximum depth of nested fields. */
const DEEPEST = 5;

/** After this many rows, a page has no more nested fields: wide schemas multiply at each level. */
const MOST_ROWS = 300;

/** Where a schema is used: a request has no `readOnly` properties, a response no `writeOnly` ones. */
export type Use = "request" | "response";

/** Settings of {@link renderFields}. */
export interface FieldSettings {
  readonly document: Node;
  readonly types: NamedTypes;
  readonly use: Use;
}

interface Field {
  /** Name with its path: `data[].price.value`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/**
 * Writes tables of the fields of a body: its own, then folded ones for each nested object. Nothing if it has no fields.
 */
export function renderFields(settings: FieldSettings, schema: unknown): readonly string[] {
  const { document, use } = settings;
  const head = ["Name", "Type", use === "request" ? "Required" : "Always present", "Description"];
  const rows = ({ name, type, required, description }: Field): readonly string[] => [
    code(name),
    type,
    required ? "yes" : "",
    description,
  ];
  const { prefix, node, trail } = unwrapList(document, schema);
  const fields = listOwnFields(settings, node, prefix);
  if (fields.length === 0) return [];
  const count = { rows: fields.length };
  const folds = fields.flatMap(({ field, value }) => {
    const nested = listNestedFields(settings, value, field.name, trail, count);
    return nested.length === 0
      ? []
      : [fold(`Fields of ${code(field.name)}`, [renderTable(head, nested.map(rows))])];
  });
  return [
    renderTable(
      head,
      fields.map(({ field }) => rows(field)),
    ),
    ...folds,
  ];
}

/** Writes a block that readers can unfold: nested fields, long examples, sources. The title is Markdown. */
export function fold(title: string, blocks: readonly string[]): string {
  return [`::: details ${title}`, ...blocks, ":::"].join("\n\n");
}

function listNestedFields(
  settings: FieldSettings,
  schema: unknown,
  prefix: string,
  trail: readonly Node[],
  count: { rows: number },
): readonly Field[] {
  const { document, types } = settings;
  const inner = unwrapList(document, schema, prefix);
  // A named type has its own page.
  if (types.has(inner.node) && settings.use === "response") return [];
  if (trail.includes(inner.node) || trail.length >= DEEPEST || count.rows > MOST_ROWS) return [];
  return listOwnFields(settings, inner.node, inner.prefix).flatMap(({ field, value }) => {
    count.rows += 1;
    return [field, ...listNestedFields(settings, value, field.name, [...trail, inner.node], count)];
  });
}

/** Finds the items of a list, of a list of lists, and so on; `a[]` is the name of the items of `a`. */
function unwrapList(
  document: Node,
  schema: unknown,
  prefix = "",
): { readonly prefix: string; readonly node: Node; readonly trail: readonly Node[] } {
  let node = resolve(document, schema);
  let name = prefix;
  const trail: Node[] = [];
  for (;;) {
    const { items } = merge(document, node);
    if (items === undefined || trail.includes(node)) return { prefix: name, node, trail: [...trail, node] };
    trail.push(node);
    node = resolve(document, items);
    name += "[]";
  }
}

function listOwnFields(
  { document, types, use }: FieldSettings,
  node: Node,
  prefix: string,
): readonly { readonly field: Field; readonly value: unknown }[] {
  const merged = merge(document, node);
  const required = listOf(merged["required"]);
  return Object.entries(nodeOf(merged["properties"])).flatMap(([key, value]) => {
    const own = nodeOf(value);
    // The certainty of a referenced type is on the page of that type.
    const marks = { "x-confirmed": own["x-confirmed"], "x-inferred": own["x-inferred"] };
    const stated: Node = { ...merge(document, value), ...marks };
    if (stated[use === "request" ? "readOnly" : "writeOnly"] === true) return [];
    const field = {
      name: prefix === "" ? key : `${prefix}.${key}`,
      type: describeType(document, types, value),
      required: required.includes(key),
      description: describe(stated),
    };
    return [{ field, value }];
  });
}

/** Merges the parts of `allOf` into a schema. Keywords next to `allOf` take precedence. */
export function merge(document: Node, schema: unknown): Node {
  const [own = {}, ...others] = partsOf(document, schema);
  const parts = [...others, own];
  return {
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part))),
    properties: Object.fromEntries(parts.flatMap((part) => Object.entries(nodeOf(part["properties"])))),
    required: parts.flatMap((part) => listOf(part["required"])),
  };
}

/** Describes the type of a schema, with a link if it has a page: `string (date-time)`, `list of objects`. */
export function describeType(document: Node, types: NamedTypes, schema: unknown, depth = 0): string {
  const named = findNamedType(document, types, schema);
  if (named !== undefined) return linkToType(named);
  const node = merge(document, schema);
  if (node["items"] !== undefined) {
    if (depth === DEEPEST) return "list";
    const inner = describeType(document, types, node["items"], depth + 1);
    return `list of ${/^\w+$/.test(inner) ? `${inner}s` : inner}`;
  }
  const type = [node["type"]].flat().filter((one) => typeof one === "string");
  const format = textOf(node["format"]);
  const name = type.length > 0 ? type.join(" or ") : isNode(node["properties"]) ? "object" : "any value";
  return escapeText(format === undefined ? name : `${name} (${format})`);
}

/** Finds the named type that a schema refers to, also as the only part of its `allOf`. */
function findNamedType(document: Node, types: NamedTypes, schema: unknown): NamedType | undefined {
  const node = resolve(document, schema);
  const parts = listOf(node["allOf"]);
  return types.get(node) ?? (parts.length === 1 ? types.get(resolve(document, parts[0])) : undefined);
}
