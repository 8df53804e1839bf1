import { nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { toPascalCase } from "../names.ts";

/** A name from some words that no component has. */
export function freeName(document: Node, words: string, taken: ReadonlySet<string>): string {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const base = toPascalCase(words);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!Object.hasOwn(schemas, name) && !taken.has(name)) return name;
  }
}

/** Adds schemas to the components of a document. */
export function addSchemas(document: Node, schemas: ReadonlyMap<string, Node>): Node {
  if (schemas.size === 0) return document;
  const components = nodeOf(document["components"]);
  const all = { ...nodeOf(components["schemas"]), ...Object.fromEntries(schemas) };
  return { ...document, components: { ...components, schemas: all } };
}
