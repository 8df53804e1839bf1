import { collectParts } from "./composition.ts";
import { isNode, listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { Node } from "./document.ts";

/** Kind of a value, as far as its form in a request or the shape of a body depends on it. */
export type ValueKind = "single" | "array" | "object";

/** The kinds of a schema's values; `undefined` if unknown. */
export function kindsOf(
  document: Node,
  schema: unknown,
  trail: readonly Node[] = [],
): ReadonlySet<ValueKind> | undefined {
  const node = resolve(document, schema);
  if (trail.includes(node)) return undefined;
  const kinds = ownKindsOf(document, node, [...trail, node]);
  return kinds !== undefined && node["nullable"] === true ? new Set([...kinds, "single"]) : kinds;
}

function ownKindsOf(document: Node, node: Node, trail: readonly Node[]): ReadonlySet<ValueKind> | undefined {
  const types = [node["type"]].flat().flatMap((type) => textOf(type) ?? []);
  if (types.length > 0) return new Set(types.map(kindOfType));
  const values = "const" in node ? [node["const"]] : listOf(node["enum"]);
  if (values.length > 0) return new Set(values.map(kindOfValue));
  if (isNode(node["properties"]) || isNode(node["additionalProperties"])) return new Set(["object"]);
  if (node["items"] !== undefined || node["prefixItems"] !== undefined) return new Set(["array"]);
  const parts = listOf(node["allOf"]).map((part) => kindsOf(document, part, trail));
  const certain = parts.find((kinds) => kinds !== undefined);
  if (certain !== undefined) return certain;
  for (const keyword of ["oneOf", "anyOf"]) {
    const found = listOf(node[keyword]).map((part) => kindsOf(document, part, trail));
    const known = found.filter((kinds) => kinds !== undefined);
    if (known.length > 0 && known.length === found.length)
      return new Set(known.flatMap((kinds) => [...kinds]));
  }
  return undefined;
}

/** True if a value may be of a kind, also if that is unknown. */
export function canBe(document: Node, schema: unknown, kind: ValueKind): boolean {
  return kindsOf(document, schema)?.has(kind) ?? true;
}

/** The schemas of the items and the properties that a value may have. */
export function membersOf(
  document: Node,
  schema: unknown,
): { readonly items: readonly unknown[]; readonly properties: readonly unknown[] } {
  const parts = collectParts(document, [schema], "all");
  return {
    items: parts.flatMap((part) =>
      [part["items"], ...listOf(part["prefixItems"])].filter((item) => item !== undefined),
    ),
    properties: parts.flatMap((part) => [
      ...Object.values(nodeOf(part["properties"])),
      ...[part["additionalProperties"]].filter((value) => value !== undefined && value !== false),
    ]),
  };
}

function kindOfType(type: string): ValueKind {
  return type === "array" || type === "object" ? type : "single";
}

function kindOfValue(value: unknown): ValueKind {
  if (Array.isArray(value)) return "array";
  return isNode(value) ? "object" : "single";
}
