import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Node } from "../../scripts/contract/document.ts";
import { findWarnings, WARNING_TEXTS } from "../../scripts/generate/warnings.ts";
import { readOverlaidContract } from "../support/own-contract.ts";

/** The warnings about one operation, `GET /a/{id}`, that would have none without `parts`. */
function warningsOf(parts: Node, document: Node = {}): Record<string, readonly string[]> {
  const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
  const { parameters = [id], path = "/a/{id}", method = "get", ...rest } = parts;
  const operation = { operationId: "a", parameters, responses: { 200: { description: "" } }, ...rest };
  const paths = {
    [String(path)]: { [String(method)]: operation },
    ...(document["paths"] as object | undefined),
  };
  const found = findWarnings({ ...document, paths });
  return Object.fromEntries(found.map(({ kind, places }) => [kind, places]));
}

const CONTENT = { "text/csv": { schema: { type: "string" } } };
const SCHEMES = {
  key: { type: "apiKey", in: "header", name: "k" },
  basic: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "bearer" },
  digest: { type: "http", scheme: "digest" },
  tls: { type: "mutualTLS" },
};

test("Flatpeak's own contract has none", async () => {
  expect(findWarnings(await readOverlaidContract())).toEqual([]);
  expect(warningsOf({})).toEqual({});
});

test.each<[string, Node, Record<string, readonly string[]>]>([
  ["no operationId", { operationId: undefined }, { "missing-operation-id": ["GET /a/{id}"] }],
  ["an empty operationId", { operationId: "" }, { "missing-operation-id": ["GET /a/{id}"] }],
  [
    "a redirect",
    { responses: { 200: { description: "" }, 302: { description: "" } } },
    { "unmatched-status": ["302 of GET /a/{id}"] },
  ],
  ["no path parameter", { parameters: [] }, { "undeclared-path-parameter": ["id of GET /a/{id}"] }],
  ["an additional path parameter", { path: "/a" }, { "unused-path-parameter": ["id of GET /a"] }],
  ["a body of a GET", { requestBody: { content: CONTENT } }, { "unsent-body": ["GET /a/{id}"] }],
  ["a body that is not JSON", { method: "post", requestBody: { content: CONTENT } }, {}],
  [
    "a required property that only the API sets",
    {
      method: "post",
      requestBody: {
        content: {
          "application/json": {
            schema: { required: ["id", "a"], properties: { id: { readOnly: true }, a: { type: "string" } } },
          },
        },
      },
    },
    { "demanded-read-only": ["id in POST /a/{id}"] },
  ],
  ["any body", { method: "post", requestBody: { content: { "*/*": {} } } }, {}],
  [
    "a success that is not JSON",
    { responses: { 200: { description: "", content: CONTENT } } },
    { "unparsed-response": ["GET /a/{id}"] },
  ],
  ["a server at a path", { servers: [{ url: "/v2" }] }, {}],
  ...["https://b.example", "//b.example/v2"].map((url): [string, Node, Record<string, readonly string[]>] => [
    `the server ${url}`,
    { servers: [{ url }] },
    { "other-server": ["GET /a/{id}"] },
  ]),
  ["another method", { method: "trace" }, { "uncalled-method": ["TRACE /a/{id}"] }],
])("%s", (_, parts, expected) => {
  expect(warningsOf(parts)).toEqual(expected);
});

const NESTED = { type: "object" };

test.each([
  [{ in: "query", schema: { type: "array" } }, true],
  [{ in: "query", schema: { type: "array" }, explode: false }, true],
  [{ in: "query", schema: { type: "array" }, style: "pipeDelimited" }, true],
  [{ in: "query", schema: { type: "object" }, style: "deepObject" }, true],
  [{ in: "query", schema: { type: "array", items: NESTED }, style: "deepObject" }, false],
  [{ in: "query", schema: { type: "object", properties: { a: NESTED } }, style: "deepObject" }, true],
  [{ in: "query", schema: { type: "object", properties: { a: NESTED } } }, false],
  [{ in: "query", schema: { type: "object" } }, true],
  [{ in: "query", schema: { type: "object" }, style: "pipeDelimited", explode: true }, false],
  [{ in: "query", schema: { type: "string" }, explode: false }, true],
  [{ in: "query", content: { "application/json": { schema: NESTED } } }, true],
  [{ in: "query", content: { "application/xml": { schema: NESTED } } }, false],
  [{ in: "query", content: { "text/plain": { schema: { type: "string" } } } }, true],
  [{ in: "header", schema: { type: "string" } }, true],
  [{ in: "header", schema: { type: "array" } }, true],
  [{ in: "header", schema: { type: "array", items: NESTED } }, false],
  [{ in: "cookie", schema: { type: "string" } }, false],
])("a parameter such as %j is sent: %j", (parameter, sent) => {
  const found = warningsOf({ path: "/a", parameters: [{ name: "p", ...parameter }] });
  expect(found).toEqual(sent ? {} : { "unsent-parameter": ["p of GET /a"] });
});

test.each([
  [[{ key: [] }], false],
  [[{ basic: [] }], false],
  [[{ key: [] }, {}], false],
  [[{ digest: [] }], true],
  [[{ digest: [] }, {}], false],
  [[{ digest: [] }, { key: [] }], false],
  [[{ tls: [], bearer: [] }], true],
  [[{ basic: [], bearer: [] }], true],
  [[], false],
])("security %j cannot be sent: %j", (security, unsent) => {
  const found = warningsOf({ security }, { components: { securitySchemes: SCHEMES } });
  expect(found).toEqual(unsent ? { "unsent-security": ["GET /a/{id}"] } : {});
});

test("operations that share an operationId, and schemas without a root type, are listed", () => {
  const other = { operationId: "a", responses: { 200: { description: "" } } };
  const found = warningsOf(
    {},
    { paths: { "/b": { get: other } }, components: { schemas: { "a.b": {}, "a-b": {}, C: {} } } },
  );
  expect(found).toEqual({
    "duplicate-operation-id": ["GET /a/{id}", "GET /b"],
    "unnamed-schema": ["a.b", "a-b"],
  });
});

test("a schema that contains itself is read once", () => {
  const Tree = {
    required: ["id"],
    properties: { id: { readOnly: true }, child: { $ref: "#/components/schemas/Tree" } },
  };
  const schema = { $ref: "#/components/schemas/Tree" };
  const found = warningsOf(
    { method: "post", requestBody: { content: { "application/json": { schema } } } },
    { components: { schemas: { Tree } } },
  );
  expect(found).toEqual({ "demanded-read-only": ["id in POST /a/{id}"] });
});

test("each kind has a one-line text", () => {
  for (const text of Object.values(WARNING_TEXTS)) expect(text).toMatch(/^.{20,110}$/);
});

test("the guide explains each kind", () => {
  const guide = readFileSync(new URL("../../docs/contracts.md", import.meta.url), "utf8");
  const [, section = ""] = guide.split("\n## Warnings\n");
  const explained = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([a-z-]+)`/gm)].map(
    ([, kind]) => kind,
  );
  expect(explained).toEqual(Object.keys(WARNING_TEXTS));
});

test("a $dynamicRef whose anchor no schema or several schemas have is listed with its place", () => {
  const schemas = {
    A: { $dynamicAnchor: "a" },
    B: { type: "array", items: { $dynamicRef: "#a" } },
    // The names of properties are no keywords.
    C: { properties: { $dynamicRef: { type: "string" } }, example: { $dynamicRef: "#a" } },
  };
  expect(warningsOf({}, { components: { schemas } })).toEqual({
    "dynamic-reference": ["#/components/schemas/B/items"],
  });
});

test.each<[string, unknown]>([
  // YAML reads an unquoted `Early document: no page` as a map.
  ["x-inferred", { "Early document": "no page" }],
  ["x-confirmed", true],
  ["x-source", ["https://docs.example"]],
  ["x-idempotent", "yes"],
  ["x-known-codes", "not_found"],
  ["x-known-values", [1]],
  ["x-observed", { date: "2026-11-01", release: "2026-11", count: "2" }],
])("a mark %s whose value has the wrong form has its place", (mark, value) => {
  expect(warningsOf({ [mark]: value })).toEqual({ "unread-mark": [`#/paths/~1a~1{id}/get/${mark}`] });
});

test.each<[string, unknown]>([
  ["x-inferred", "Early document: no page"],
  ["x-idempotent", false],
  ["x-known-codes", []],
  ["x-known-values", ["on", "off"]],
  ["x-observed", { date: "2026-11-01", release: "2026-11", count: 2 }],
  ["x-other", {}],
])("a mark %s with a value of its form has no warning", (mark, value) => {
  expect(warningsOf({ [mark]: value })).toEqual({});
});
