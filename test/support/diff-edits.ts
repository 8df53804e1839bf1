import * as fc from "fast-check";
import { isNode, listOf, resolve } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { walk } from "../../scripts/contract/walk.ts";

/** Changes a node in place; returns true if the edit applied. */
type Edit = (node: Node, salt: number, document: Node) => boolean;

const set = (node: Node, key: string, value: unknown): boolean => Reflect.set(node, key, value);
const remove = (node: Node, key: string): boolean => key in node && Reflect.deleteProperty(node, key);
const pick = <Item>(items: readonly Item[], salt: number): Item | undefined =>
  items[salt % Math.max(items.length, 1)];
const without = (list: unknown, index: number): readonly unknown[] =>
  listOf(list).filter((_, position) => position !== index % listOf(list).length);
const isSchema = (node: Node): boolean =>
  typeof node["type"] === "string" && !("in" in node) && !("scheme" in node);
const anySchema = (salt: number): object =>
  pick(
    [
      { type: "string" },
      { type: "number" },
      { type: "string", enum: ["x", "y"] },
      { $ref: "#/components/schemas/Owner" },
      { type: "array", items: { type: "string" } },
      { type: "object", additionalProperties: { type: "number" } },
    ],
    salt,
  ) ?? {};

const EDITS = {
  "remove a property": ({ properties }, salt) =>
    isNode(properties) && remove(properties, pick(Object.keys(properties), salt) ?? ""),
  "add a property": ({ properties }, salt) =>
    isNode(properties) && set(properties, `extra${salt % 9}`, anySchema(salt)),
  "add a required property": (node, salt) =>
    isNode(node["properties"]) &&
    set(node["properties"], `extra${salt % 9}`, anySchema(salt)) &&
    set(node, "required", [...listOf(node["required"]), `extra${salt % 9}`]),
  "make a property optional": (node, salt) =>
    isNode(node["properties"]) &&
    listOf(node["required"]).length > 0 &&
    (listOf(node["required"]).length === 1
      ? remove(node, "required")
      : set(node, "required", without(node["required"], salt))),
  "make a property required": (node, salt) => {
    const name = isNode(node["properties"]) ? pick(Object.keys(node["properties"]), salt) : undefined;
    return name !== undefined && set(node, "required", [...new Set([...listOf(node["required"]), name])]);
  },
  "change a type": (node, salt) => {
    if (!isSchema(node)) return false;
    for (const key of Object.keys(node)) remove(node, key);
    return Object.entries(anySchema(salt)).every(([key, value]) => set(node, key, value));
  },
  "add a value": (node, salt) =>
    Array.isArray(node["enum"]) &&
    set(node, "enum", [...new Set([...listOf(node["enum"]), `value${salt % 9}`])]),
  "remove a value": (node, salt) =>
    listOf(node["enum"]).length > 1 && set(node, "enum", without(node["enum"], salt)),
  "add a known value": (node, salt) =>
    Array.isArray(node["x-known-values"]) &&
    set(node, "x-known-values", [...new Set([...listOf(node["x-known-values"]), `other.value${salt % 9}`])]),
  "remove a known value": (node, salt) =>
    listOf(node["x-known-values"]).length > 1 &&
    set(node, "x-known-values", without(node["x-known-values"], salt)),
  "turn nullable": (node) => isSchema(node) && set(node, "nullable", node["nullable"] !== true),
  describe: (node) => isSchema(node) && set(node, "description", "Another text."),
  constrain: (node) => node["type"] === "string" && node["enum"] === undefined && set(node, "maxLength", 3),
  "add a status": ({ responses }, salt) =>
    isNode(responses) && set(responses, String(404 + (salt % 3)), { description: "new" }),
  "remove a status": ({ responses }, salt) =>
    isNode(responses) &&
    Object.keys(responses).length > 1 &&
    remove(responses, pick(Object.keys(responses), salt) ?? ""),
  "add an alternative": ({ oneOf }, salt) =>
    Array.isArray(oneOf) && Reflect.set(oneOf, oneOf.length, anySchema(salt)),
  "remove an alternative": (node, salt) =>
    listOf(node["oneOf"]).length > 2 && set(node, "oneOf", without(node["oneOf"], salt)),
  "inline a type": (node, _, document) => {
    const name =
      typeof node["$ref"] === "string" && node["$ref"].includes("/schemas/") ? node["$ref"] : undefined;
    if (name === undefined) return false;
    const copy = structuredClone(resolve(document, node));
    remove(node, "$ref");
    return Object.entries(copy).every(([key, value]) => key === "x-event-data" || set(node, key, value));
  },
  "name another type": (node, salt) =>
    typeof node["$ref"] === "string" &&
    node["$ref"].includes("/schemas/") &&
    set(node, "$ref", `#/components/schemas/${pick(["Owner", "Part", "Site", "State", "Mode"], salt) ?? ""}`),
  "remove an operation": (node, salt) => {
    const method = pick(
      ["get", "put", "post", "patch", "delete"].filter(
        (name) => isNode(node[name]) && "operationId" in node[name],
      ),
      salt,
    );
    return method !== undefined && remove(node, method);
  },
  "rename an operation": (node) =>
    typeof node["operationId"] === "string" && set(node, "operationId", "another-id"),
  "require a body": (node) =>
    "content" in node && !("description" in node) && set(node, "required", node["required"] !== true),
  "require a parameter": (node) => node["in"] === "query" && set(node, "required", node["required"] !== true),
  "remove the parameters": (node) =>
    Array.isArray(node["parameters"]) && "operationId" in node && remove(node, "parameters"),
  "change event data": (node, salt) =>
    isNode(node["x-event-data"]) &&
    set(
      node["x-event-data"],
      pick(["owner.new", "state.new", "state.lost"], salt) ?? "",
      `#/components/schemas/${pick(["State", "Owner"], salt >> 2) ?? ""}`,
    ),
  "remove event data": (node, salt) =>
    isNode(node["x-event-data"]) &&
    remove(node["x-event-data"], pick(Object.keys(node["x-event-data"]), salt) ?? ""),
} satisfies Readonly<Record<string, Edit>>;

const NAMES = Object.keys(EDITS);
/** Edits that break no code, or only some code. Half of the edits are drawn from these alone. */
const HARMLESS = [
  "add a property",
  "describe",
  "make a property required",
  "inline a type",
  "add a known value",
];

/** An edit: its name, the index of the node from which it searches for a fitting one, and a number for choices. */
export type DrawnEdit = readonly [name: string, at: number, salt: number];

/** One to three edits. */
export const someEdits: fc.Arbitrary<readonly DrawnEdit[]> = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom(...HARMLESS), fc.constantFrom(...NAMES)), fc.nat(9999), fc.nat(99)),
  { minLength: 1, maxLength: 3 },
);

/** A document after some edits. */
export function applyEdits(document: Node, edits: readonly DrawnEdit[]): Node {
  const copy = structuredClone(document);
  for (const [name, at, salt] of edits) {
    const nodes = [...walk(copy)];
    const edit: Edit | undefined = Object.entries(EDITS).find(([key]) => key === name)?.[1];
    for (let step = 0; step < nodes.length; step += 1) {
      const node = nodes[(at + step) % nodes.length];
      if (node !== undefined && edit?.(node, salt, copy) === true) break;
    }
  }
  return copy;
}
