import { nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { notesOf, sourceOf } from "../generate/certainty.ts";
import { escapeText, link } from "../markdown/escape.ts";
import { renderInline } from "../markdown/wording.ts";
import type { DocsPage } from "./page.ts";
import { describe, listDocumentedProperties, merge, renderProperties } from "./properties.ts";

/** One page with all named types of the contract, which the package exports by the same names. */
export function writeTypePage(document: Node): DocsPage {
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
  const properties = listDocumentedProperties(document, schema, "answer");
  const notes = notesOf({ ...node, "x-source": undefined });
  const source = sourceOf(node);
  return [
    `## ${escapeText(name)}`,
    properties.length > 0
      ? renderInline(textOf(node["description"]) ?? "")
      : describe({ ...merge(document, schema), "x-confirmed": undefined, "x-inferred": undefined }),
    ...(properties.length > 0 ? [renderProperties(properties, "Always there")] : []),
    ...notes.map(renderInline),
    ...(source === undefined ? [] : [link("Source", source, renderInline(source))]),
  ].filter((part) => part !== "");
}
