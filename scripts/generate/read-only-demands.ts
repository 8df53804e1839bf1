import { isNode, listOf, nodeOf, operationsOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/** Keywords whose values are samples, not schemas. */
const SAMPLES = new Set(["example", "examples", "default", "enum", "const"]);

/**
 * Required `readOnly` properties in request bodies, as `id in POST /devices`: users would have to send values that
 * only the API sets.
 */
export function findReadOnlyDemands(document: Node): readonly string[] {
  return operationsOf(document).flatMap(({ key, requestBody }) => {
    const names = new Set(findDemands(document, requestBody?.["content"], new Set()));
    return [...names].map((name) => `${name} in ${key}`);
  });
}

function* findDemands(document: Node, value: unknown, seen: Set<Node>): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* findDemands(document, item, seen);
  if (!isNode(value)) return;
  const node = resolve(document, value);
  if (seen.has(node)) return;
  seen.add(node);
  const properties = nodeOf(node["properties"]);
  for (const name of listOf(node["required"])) {
    if (typeof name === "string" && isReadOnly(document, properties[name])) yield name;
  }
  for (const [key, child] of Object.entries(node)) {
    if (!SAMPLES.has(key)) yield* findDemands(document, child, seen);
  }
}

function isReadOnly(document: Node, property: unknown): boolean {
  return nodeOf(property)["readOnly"] === true || resolve(document, property)["readOnly"] === true;
}
