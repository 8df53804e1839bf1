import { nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { notesOf, sourceOf } from "../generate/certainty.ts";
import { escapeText, fence, link, oneLine, renderTable } from "../markdown/escape.ts";
import { listNotes } from "../markdown/note-items.ts";
import { renderBlocks, renderInline } from "../markdown/wording.ts";
import { describeRating } from "./certainty-badge.ts";
import type { DocsPage, Section } from "./page.ts";
import { describeType, merge, renderFields } from "./properties.ts";
import { linkToType, readNamedTypes } from "./types.ts";
import type { NamedType, NamedTypes } from "./types.ts";
import { describe } from "./value-description.ts";

/** Writes a page for each named type of the contract, and a list of them. */
export function writeTypePages(document: Node): readonly Section[] {
  const types = readNamedTypes(document);
  const pages = [...types.values()].map((type) => writePage(document, types, type));
  const rows = [...types.values()].map((type, index) => [
    linkToType(type).replace("../types/", ""),
    pages[index]?.summary ?? "",
  ]);
  const summary = "The types of requests and responses, as the package exports them.";
  const index: DocsPage = {
    path: "types/index",
    frontmatter: { search: false },
    source: "types/index.md",
    title: "Types",
    summary,
    markdown: ["# Types", summary, renderTable(["Type", "Description"], rows)].join("\n\n"),
  };
  return [{ title: "Types", pages: [index, ...pages] }];
}

function writePage(document: Node, types: NamedTypes, type: NamedType): DocsPage {
  const { schemaName, exportName, schema, slug } = type;
  const name = exportName ?? schemaName;
  const description = textOf(schema["description"]) ?? "";
  const fields = renderFields({ document, types, use: "response" }, schema);
  const plain = {
    ...merge(document, schema),
    description: undefined,
    "x-confirmed": undefined,
    "x-inferred": undefined,
  };
  const markdown = [
    `# ${escapeText(name)}`,
    renderBlocks(description),
    ...(exportName === undefined ? [] : [fence("ts", `import type { ${exportName} } from "flatpeak";`)]),
    ...(fields.length > 0
      ? ["## Fields", ...fields]
      : ["## Values", [describeType(document, new Map(), schema), describe(plain)].join(". ")]),
    ...writeCertainty(document, schema, fields.length > 0),
  ].join("\n\n");
  return {
    path: `types/${slug}`,
    source: `types/${slug}.md`,
    title: oneLine(name),
    summary: firstSentence(description),
    markdown,
  };
}

function firstSentence(text: string): string {
  return renderInline(/^[^]*?[.](?=\s|$)/.exec(text)?.[0] ?? text);
}

const BADGES =
  " The same holds for each field without a badge. A badge says that a page of this release confirms the field, or that " +
  "it is inferred from another release, from an early document or from other facts.";

function writeCertainty(document: Node, schema: Node, hasFields: boolean): readonly string[] {
  const source = sourceOf(schema);
  const own = notesOf({ ...schema, "x-source": undefined }).map(renderInline);
  return [
    "## Certainty",
    `${describeRating("type", schema)}${hasFields ? BADGES : ""}`,
    ...own,
    ...listFieldNotes(document, schema),
    ...(source === undefined ? [] : [link("Source", source, renderInline(source))]),
  ];
}

function listFieldNotes(document: Node, schema: Node): readonly string[] {
  const items = Object.entries(nodeOf(merge(document, schema)["properties"])).flatMap(([name, field]) =>
    listNotes(name, notesOf({ ...nodeOf(field), "x-source": undefined })),
  );
  return items.length === 0 ? [] : [items.join("\n")];
}
