import { nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { notesOf, sourceOf } from "../generate/certainty.ts";
import type { Page } from "./page.ts";
import { describe, listProperties, merge, oneLine, renderProperties } from "./properties.ts";

/** One page with all named types of the contract, which the package exports by the same names. */
export function writeTypePage(document: Node): Page {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const names = Object.keys(schemas).sort();
  const summary = "The objects of the contract, as the package exports their types.";
  const markdown = [
    "# Types",
    `${summary} \`Error\` is exported as \`ErrorBody\`, which shadows no global.`,
    ...names.flatMap((name) => writeType(document, name, schemas[name])),
  ].join("\n\n");
  return { path: "types", title: "Types", summary, markdown, source: "types.md" };
}

function writeType(document: Node, name: string, schema: unknown): readonly string[] {
  const node = resolve(document, schema);
  const properties = listProperties(document, schema, "answer");
  const notes = notesOf({ ...node, "x-source": undefined });
  const source = sourceOf(node);
  return [
    `## ${name}`,
    properties.length > 0
      ? oneLine(textOf(node["description"]) ?? "")
      : describe({ ...merge(document, schema), "x-confirmed": undefined, "x-inferred": undefined }),
    ...(properties.length > 0 ? [renderProperties(properties, "Always there")] : []),
    ...notes,
    ...(source === undefined ? [] : [`[Source](<${source}>)`]),
  ].filter((part) => part !== "");
}
