import { expect, test } from "vitest";
import { operationsOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { renderManifest } from "../../scripts/generate/manifest.ts";
import { renderSchema } from "../../scripts/generate/schema.ts";

function contractOf(paths: Node, parts: Node = {}): Node {
  return { openapi: "3.1.0", info: { title: "T", version: "1" }, paths, ...parts };
}

function operation(operationId?: string): Node {
  return { ...(operationId !== undefined && { operationId }), responses: { 200: { description: "" } } };
}

/** The keys of `operations`, of the types and of the manifest. */
function namesOf(document: Node): { types: readonly string[]; manifest: readonly string[] } {
  const schema = renderSchema(document);
  const interfaceText = /interface operations \{\n([^]*?)\n\}/.exec(schema)?.[1] ?? "";
  const keys = [...interfaceText.matchAll(/^ {4}(?:"((?:[^"\\]|\\.)*)"|(\w+)): \{$/gm)];
  const ids = [...renderManifest(document).matchAll(/"operationId":("(?:[^"\\]|\\.)*")/g)];
  return {
    types: keys.map(([, quoted, plain]) => quoted ?? plain ?? "").sort(),
    manifest: ids.map(([, id = '""']) => String(JSON.parse(id))).sort(),
  };
}

function expectNames(document: Node, names: readonly string[]): void {
  const found = namesOf(document);
  expect(found.manifest).toEqual([...names].sort());
  expect(found.types).toEqual(found.manifest);
}

test("an operation without operationId is known by method and path, in types and manifest", () => {
  expectNames(contractOf({ "/a/{b}": { get: operation(), put: operation("put-a"), post: operation("") } }), [
    "GET /a/{b}",
    "POST /a/{b}",
    "put-a",
  ]);
});

test("operations that share an operationId are known by method and path", () => {
  const paths = { "/a": { get: operation("same"), put: operation("own") }, "/b": { get: operation("same") } };
  expectNames(contractOf(paths), ["GET /a", "GET /b", "own"]);
});

test("an operationId that is another operation's method and path does not take its place", () => {
  const paths = { "/a": { get: operation("GET /b") }, "/b": { get: operation() } };
  expectNames(contractOf(paths), ["GET /a", "GET /b"]);
});

test("a path item that two paths refer to becomes an operation for each", () => {
  const item = { $ref: "#/components/pathItems/Shared" };
  const document = contractOf(
    { "/a": item, "/b": item },
    { components: { pathItems: { Shared: { get: operation("shared") } } } },
  );
  expect(namesOf(document).manifest).toEqual(["GET /a", "GET /b"]);
  expect(namesOf(document).types).toEqual(["GET /a", "GET /b", "shared"]);
});

test("a webhook loses its operationId to an operation with the same one", () => {
  const document = contractOf(
    { "/a": { get: operation("same") } },
    { webhooks: { one: { post: operation("same") }, two: { post: operation("two") } } },
  );
  expect(namesOf(document).types).toEqual(["same", "two"]);
});

test("an operationId with a number sign is the same in types and manifest", () => {
  expectNames(contractOf({ "/a": { get: operation("a#get") } }), ["a/get"]);
});

test("an undeclared path parameter is a required string", () => {
  const paths = {
    "/a/{b}/{c}": { parameters: [{ name: "c", in: "path", required: true }], get: operation("a") },
  };
  const document = contractOf(paths);
  const [found] = operationsOf(document);
  expect(found?.parameters.map(({ name }) => name)).toEqual(["c", "b"]);
  const schema = renderSchema(document);
  expect(schema.replaceAll(/\s+/g, " ")).toContain("path: { c: string; b");
});

test("boolean schemas, which OpenAPI 3.1 has, are typed", () => {
  const schema = { type: "object", properties: { never: false, any: true } };
  expect(renderSchema(contractOf({}, { components: { schemas: { A: schema } } }))).toContain("never");
});

test("named examples are not read, and their addresses are not fetched", () => {
  const examples = { far: { externalValue: "http://127.0.0.1:9/none" } };
  const content = { "application/json": { schema: { type: "string" }, examples } };
  const paths = { "/a": { get: { operationId: "a", responses: { 200: { description: "", content } } } } };
  expect(renderSchema(contractOf(paths))).toContain("operations");
});

test("if openapi-typescript fails, the error names the schema and the reason", () => {
  const refusal = (schemas: Node) => () => renderSchema(contractOf({}, { components: { schemas } }));
  expect(refusal({ A: { type: "string" }, B: { oneOf: ["text"] } })).toThrow(
    /^openapi-typescript cannot make types of the contract: .+#\/components\/schemas\/B/,
  );
});

test("generation does not change how texts compare, even if it fails", () => {
  const before = Object.getOwnPropertyDescriptor(String.prototype, "localeCompare");
  renderSchema(contractOf({}));
  expect(() => renderSchema(contractOf({}, { components: { schemas: { A: { oneOf: [1] } } } }))).toThrow();
  expect(Object.getOwnPropertyDescriptor(String.prototype, "localeCompare")).toEqual(before);
});
