import { listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isErrorStatus, jsonContentOf } from "../contract/error-responses.ts";
import { codeSpan, escapeText, fence, oneLine, renderTable } from "../markdown/escape.ts";
import { createSlugs } from "../markdown/slugs.ts";
import { renderBlocks, renderInline } from "../markdown/wording.ts";
import { findCodes } from "../generate/known-codes.ts";
import { certaintyOf } from "../generate/certainty.ts";
import { findVersionHeader } from "../generate/manifest.ts";
import { inContractOrder } from "../generate/operations-page.ts";
import { renderBadge } from "./certainty-badge.ts";
import { adviseOn } from "./error-advice.ts";
import { composeInit, writeErrorHandling, writeExampleCall } from "./example-call.ts";
import type { FakeResponses } from "./fake-responses.ts";
import { writeCertainty } from "./operation-certainty.ts";
import type { DocsPage, Section } from "./page.ts";
import { describeType, fold, merge, renderFields } from "./properties.ts";
import { readNamedTypes } from "./types.ts";
import type { NamedTypes } from "./types.ts";
import { describe, sentence } from "./value-description.ts";

/** Data of every page. */
interface Book {
  readonly document: Node;
  readonly types: NamedTypes;
  readonly fake: FakeResponses | undefined;
}

/** Writes a page for each operation, by the contract's tags, and a list of them. */
export async function writeOperationPages(document: Node, fake?: FakeResponses): Promise<readonly Section[]> {
  const book: Book = { document, types: readNamedTypes(document), fake };
  const operations = inContractOrder(document);
  const slugOf = createSlugs();
  const pages = await Promise.all(
    operations.map(async (operation) => ({
      operation,
      tag: tagOf(operation),
      page: await writePage(book, operation, slugOf(operation.id)),
    })),
  );
  const tags = [...new Set(pages.map(({ tag }) => tag))];
  const sections = tags.map((title) => ({ title, pages: pages.filter(({ tag }) => tag === title) }));
  const summary = "Each operation of the API, with an example, its types, its errors and its retries.";
  const lists = sections.flatMap((section) => [
    `## ${escapeText(section.title)}`,
    renderTable(
      ["Operation", "Call", "Certainty"],
      section.pages.map(({ operation, page }) => [
        `[${escapeText(page.title)}](${page.path.replace("operations/", "")}.md)`,
        codeSpan(`${operation.method} ${operation.path}`),
        certaintyOf(operation.node),
      ]),
    ),
  ]);
  const index: DocsPage = {
    path: "operations/index",
    frontmatter: { search: false },
    source: "operations/index.md",
    title: "Operations",
    summary,
    markdown: ["# Operations", summary, ...lists].join("\n\n"),
  };
  return [
    { title: "Operations", pages: [index] },
    ...sections.map(({ title, pages: own }) => ({
      title: oneLine(title),
      pages: own.map(({ page }) => page),
    })),
  ];
}

function tagOf({ node }: ContractOperation): string {
  return listOf(node["tags"]).flatMap((tag) => textOf(tag) ?? [])[0] ?? "Operations";
}

async function writePage(book: Book, operation: ContractOperation, slug: string): Promise<DocsPage> {
  const { document } = book;
  const { id, method, path, node } = operation;
  const title = oneLine(textOf(node["summary"]) ?? id);
  const description = (textOf(node["description"]) ?? "").trim();
  const call = codeSpan(`${method} ${path}`);
  const markdown = [
    `# ${escapeText(title)}`,
    renderBlocks(description),
    `${call} [${certaintyOf(node)}](#certainty) operationId ${codeSpan(id)}`,
    fence("ts", await writeExampleCall(document, operation)),
    ...writeParameters(book, operation),
    ...writeBody(book, operation.requestBody),
    ...writeResponses(book, operation),
    ...(await writeErrors(document, operation)),
    ...writeRetries(operation),
    ...(await writeFakeResponse(book, operation)),
    ...writeCertainty(document, operation),
    ...writeVersion(document, operation),
  ].join("\n\n");
  const about = renderInline(/^[^]*?[.](?=\s|$)/.exec(description)?.[0] ?? description);
  return {
    path: `operations/${slug}`,
    source: `operations/${slug}.md`,
    title,
    summary: `${call}. ${about}`.trim(),
    markdown,
  };
}

const PLACES = { path: "Path parameters", query: "Query parameters", header: "Headers", cookie: "Cookies" };

function writeParameters({ document, types }: Book, { parameters }: ContractOperation): readonly string[] {
  const version = findVersionHeader(document);
  return Object.entries(PLACES).flatMap(([place, heading]) => {
    const rows = parameters
      .filter((parameter) => parameter["in"] === place && parameter["name"] !== version)
      .map((parameter) => {
        const { name, schema, example, description } = parameter;
        const marks = { "x-confirmed": parameter["x-confirmed"], "x-inferred": parameter["x-inferred"] };
        return [
          codeSpan(String(name)),
          describeType(document, types, schema),
          parameter["required"] === true ? "yes" : "",
          describe({ ...resolve(document, schema), ...marks, example, description }),
        ];
      });
    return rows.length === 0
      ? []
      : [`## ${heading}`, renderTable(["Name", "Type", "Required", "Description"], rows)];
  });
}

function writeBody({ document, types }: Book, requestBody: Node | undefined): readonly string[] {
  const [content] = requestBody === undefined ? [] : jsonContentOf(requestBody);
  if (requestBody === undefined || content === undefined) return [];
  const { schema } = content;
  const list = merge(document, schema)["items"] === undefined ? [] : ["A list."];
  const needed = requestBody["required"] === true ? "Required." : "Optional.";
  const about = sentence(renderInline(textOf(requestBody["description"]) ?? ""));
  return [
    "## Body",
    [about, ...list, needed, renderBadge(requestBody)].join(" ").trim(),
    ...renderFields({ document, types, use: "request" }, schema),
  ];
}

function writeResponses({ document, types }: Book, { responses }: ContractOperation): readonly string[] {
  return responses
    .filter(({ status }) => !isErrorStatus(status))
    .flatMap(({ status, node }) => {
      const [content] = jsonContentOf(node);
      const about = sentence(renderInline(textOf(node["description"]) ?? ""));
      const heading = `## Response ${escapeText(status)}`;
      if (content === undefined) return [heading, `${about} ${renderBadge(node)}`.trim()];
      const { schema, example } = content;
      const fields = renderFields({ document, types, use: "response" }, schema);
      const type = `Type: ${describeType(document, types, schema)}.`;
      return [
        heading,
        [about, type, renderBadge(node)].join(" ").trim(),
        ...fields,
        ...(example === undefined
          ? []
          : [fold("Example", [fence("json", JSON.stringify(example, null, 2))])]),
      ];
    });
}

async function writeErrors(document: Node, operation: ContractOperation): Promise<readonly string[]> {
  const errors = operation.responses.filter(({ status }) => isErrorStatus(status));
  if (errors.length === 0) return [];
  const rows = errors.map(({ status, node }) => {
    const [content] = jsonContentOf(node);
    const codes = findCodes(node, nodeOf(content?.["schema"]));
    const about = sentence(renderInline(textOf(node["description"]) ?? ""));
    return [
      codeSpan(status),
      codes.map(codeSpan).join(", "),
      `${about} ${renderBadge(node)}`.trim(),
      adviseOn(status),
    ];
  });
  return [
    "## Errors",
    renderTable(["Status", "Codes", "Meaning", "What to do"], rows),
    "Each status has its own case. See [Errors](../guides/errors.md).",
    fence("ts", await writeErrorHandling(document, operation)),
  ];
}

function writeRetries({ idempotent }: ContractOperation): readonly string[] {
  const words = idempotent
    ? "This operation is idempotent. The client retries it after 408, 429, 500, 502, 503, 504, an invalid 2xx, and a lost response."
    : "This operation is not idempotent. The client retries it only after 429, and if the request cannot have reached the " +
      'API. If `error.outcome` is `"unknown"`, find out whether the API processed the call before you repeat it.';
  return ["## Retries", `${words} See [Retries and outcomes](../guides/retries.md).`];
}

async function writeFakeResponse(
  { document, fake }: Book,
  operation: ContractOperation,
): Promise<readonly string[]> {
  if (fake === undefined) return [];
  const { status, body } = await fake(operation, composeInit(document, operation));
  const about = status === 404 ? " The fake stores what you create: create the object first." : "";
  return [
    "## In your tests",
    `A new fake of \`flatpeak/testing\` responds to the example with ${status}.${about} See [Testing](../guides/testing.md).`,
    ...(body === undefined
      ? []
      : [fold("Response of the fake", [fence("json", JSON.stringify(body, null, 2))])]),
  ];
}

function writeVersion(document: Node, { parameters }: ContractOperation): readonly string[] {
  const version = findVersionHeader(document);
  if (version === undefined || !parameters.some(({ name }) => name === version)) return [];
  const release = oneLine(String(nodeOf(document["info"])["version"]));
  return [
    "---",
    `The client sends ${codeSpan(`${version}: ${release}`)}. The option \`apiVersion\` sets another version.`,
  ];
}
