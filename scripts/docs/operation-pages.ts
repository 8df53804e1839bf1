import { listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isErrorStatus, jsonContentOf } from "../contract/error-responses.ts";
import { codeSpan, escapeText, fence, link, oneLine, renderTable } from "../markdown/escape.ts";
import { createSlugs } from "../markdown/slugs.ts";
import { renderBlocks, renderInline } from "../markdown/wording.ts";
import { findCodes } from "../generate/known-codes.ts";
import { certaintyOf, countFacts, notesOf, sourceOf } from "../generate/certainty.ts";
import { inContractOrder } from "../generate/operations-page.ts";
import { writeExampleCall } from "./example-call.ts";
import type { DocsPage, Section } from "./page.ts";
import {
  describe,
  describeType,
  listDocumentedProperties,
  merge,
  renderProperties,
  sentence,
} from "./properties.ts";

/** A page for each operation, by the contract's tags. */
export async function writeOperationPages(document: Node): Promise<readonly Section[]> {
  const operations = inContractOrder(document);
  const tags = [...new Set(operations.map(tagOf))];
  const slugOf = createSlugs();
  const slugs = new Map(operations.map(({ key, id }) => [key, slugOf(id)]));
  return Promise.all(
    tags.map(async (title) => ({
      title,
      pages: await Promise.all(
        operations
          .filter((operation) => tagOf(operation) === title)
          .map((operation) => writePage(document, operation, slugs.get(operation.key) ?? "")),
      ),
    })),
  );
}

function tagOf({ node }: ContractOperation): string {
  return listOf(node["tags"]).flatMap((tag) => textOf(tag) ?? [])[0] ?? "Operations";
}

async function writePage(document: Node, operation: ContractOperation, slug: string): Promise<DocsPage> {
  const { id, method, path, node } = operation;
  const title = oneLine(textOf(node["summary"]) ?? id);
  const description = (textOf(node["description"]) ?? "").trim();
  const markdown = [
    `# ${escapeText(title)}`,
    renderBlocks(description),
    `operationId ${codeSpan(id)}, for types such as ${["Data", "Error"].map((name) => codeSpan(`Operation${name}<${JSON.stringify(id)}>`)).join(" and ")}.`,
    fence("ts", await writeExampleCall(document, operation)),
    ...writeParameters(document, operation),
    ...writeBody(document, operation.requestBody),
    ...writeAnswers(document, operation),
    ...writeErrors(operation),
    ...writeRetries(operation),
    ...writeCertainty(document, operation),
  ].join("\n\n");
  const page = { path: `operations/${slug}`, title, markdown, source: `operations/${slug}.md` };
  const call = { method, path, certainty: certaintyOf(node) };
  return { ...page, summary: oneLine(description).replace(/(?<=[.]) .*/, ""), call };
}

function writeParameters(document: Node, { parameters }: ContractOperation): readonly string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map((parameter) => {
    const { name, in: place, schema, example } = parameter;
    const marks = {
      "x-source": undefined,
      "x-confirmed": parameter["x-confirmed"],
      "x-inferred": parameter["x-inferred"],
    };
    const { description } = parameter;
    const stated = { ...resolve(document, schema), ...marks, example, description };
    return [
      codeSpan(String(name)),
      escapeText(String(place)),
      describeType(document, schema),
      parameter["required"] === true ? "yes" : "",
      describe(stated),
    ];
  });
  return ["## Parameters", renderTable(["Name", "In", "Type", "Required", "What it is"], rows)];
}

function writeBody(document: Node, requestBody: Node | undefined): readonly string[] {
  const [content] = requestBody === undefined ? [] : jsonContentOf(requestBody);
  if (requestBody === undefined || content === undefined) return [];
  const { schema } = content;
  const properties = listDocumentedProperties(document, schema, "request");
  const notes = [requestBody, resolve(document, schema)].flatMap(notesOf);
  const list = merge(document, schema)["items"] === undefined ? [] : ["A list."];
  const needed = requestBody["required"] === true ? "Required." : "May be left out.";
  return [
    "## Body",
    [sentence(renderInline(textOf(requestBody["description"]) ?? "")), ...list, needed].join(" ").trim(),
    ...(properties.length > 0 ? [renderProperties(properties)] : []),
    ...notes.map(renderInline),
  ];
}

function writeAnswers(document: Node, { responses }: ContractOperation): readonly string[] {
  return responses
    .filter(({ status }) => !isErrorStatus(status))
    .flatMap(({ status, node }) => {
      const [content] = jsonContentOf(node);
      const head = [`## Answer ${escapeText(status)}`, renderInline(textOf(node["description"]) ?? "")];
      if (content === undefined) return head;
      const properties = listDocumentedProperties(document, content["schema"], "answer");
      const notes = [node, resolve(document, content["schema"])].flatMap(notesOf);
      const { example } = content;
      return [
        ...head,
        ...(properties.length > 0 ? [renderProperties(properties, "Always there")] : []),
        ...notes.map(renderInline),
        ...(example === undefined ? [] : ["For example:", fence("json", JSON.stringify(example, null, 2))]),
      ];
    });
}

function writeErrors({ responses }: ContractOperation): readonly string[] {
  const errors = responses.filter(({ status }) => isErrorStatus(status));
  if (errors.length === 0) return [];
  const rows = errors.map(({ status, node }) => {
    const [content] = jsonContentOf(node);
    const codes = findCodes(node, nodeOf(content?.["schema"]));
    return [
      codeSpan(status),
      codes.map(codeSpan).join(", "),
      [textOf(node["description"]) ?? "", ...notesOf(node)].map(renderInline).join(" "),
    ];
  });
  return [
    "## Errors",
    renderTable(["Status", "Known codes", "When"], rows),
    "Any other status is possible and ends in an error with `documented: false`; no answer at all in one without a status. " +
      "[Errors](../guides/errors.md) has the whole picture.",
  ];
}

function writeRetries({ idempotent }: ContractOperation): readonly string[] {
  const words = idempotent
    ? "Idempotent: a call of unknown outcome is sent again by the client."
    : "Not idempotent: a call of unknown outcome is yours to decide.";
  return ["## Retries", `${words} See [Retries and outcomes](../guides/retries.md).`];
}

function writeCertainty(document: Node, operation: ContractOperation): readonly string[] {
  const { node } = operation;
  const source = sourceOf(node);
  const { seen, confirmed, inferred } = countFacts(document, operation);
  return [
    "## How certain this is",
    {
      seen: "Flatpeak publishes this call so, as a part of an OpenAPI document.",
      confirmed: "A page of this release shows this call.",
      inferred: "No page of this release shows this call; it is from another release or an early document.",
    }[certaintyOf(node)],
    `Of its parameters, statuses and fields, with the call itself, ${seen} are seen, ${confirmed} confirmed and ${inferred} inferred.`,
    ...notesOf(node).map(renderInline),
    ...(source === undefined ? [] : [link("Source", source, renderInline(source))]),
  ];
}
