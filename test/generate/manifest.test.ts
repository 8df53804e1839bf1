import ts from "typescript";
import { expect, test } from "vitest";
import { manifest } from "../../generated/manifest.ts";
import { findBodyShape } from "../../scripts/contract/body-shapes.ts";
import { nodeOf, operationsOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { renderManifest } from "../../scripts/generate/manifest.ts";
import type { Manifest } from "../../src/manifest.ts";
import { readOwnContract } from "../support/own-contract.ts";

/** The manifest of a contract with the given parts. */
function manifestOf(parts: Node): unknown {
  const text = renderManifest({ openapi: "3.0.3", info: { title: "T", version: "7" }, paths: {}, ...parts });
  const record = text.slice(text.indexOf("manifest = ") + 11, text.lastIndexOf("}") + 1);
  return JSON.parse(record.replace("secure: secureRequest as typeof secureRequest, ", ""));
}

/** The manifest entry of an operation `GET /a`. */
function entryOf(operation: Node, parts: Node = {}): Node {
  const found = manifestOf({ paths: { "/a": { get: { responses: {}, ...operation } } }, ...parts });
  return nodeOf(nodeOf(nodeOf(found)["operations"])["GET /a"]);
}

function shapeOf(schema: unknown, parts: Node = {}): string {
  return findBodyShape(parts, { content: { "application/json": { schema } } });
}

test("the manifest conforms to what the run time reads", () => {
  const read: Manifest = manifest;
  expect(read).toMatchObject({
    baseUrl: "https://api.flatpeak.com",
    apiVersion: "2025-09-14.anode",
    versionHeader: "Flatpeak-Version",
  });
});

test("the manifest has every operation of the contract, and nothing else", async () => {
  const keys = operationsOf(await readOwnContract()).map(({ key }) => key);
  expect(keys).toHaveLength(37);
  expect(Object.keys(manifest.operations)).toEqual(keys);
  expect(manifest.operations["POST /devices"]).toEqual({
    operationId: "create-device",
    security: "bearer",
    versioned: true,
    idempotent: false,
    success: { 201: "object" },
    errors: { 403: "object", 409: "object" },
  });
  expect(Object.entries(manifest.operations).filter(([, { security }]) => security === "basic")).toEqual([
    [
      "GET /login",
      expect.objectContaining({
        login: { bearer: "bearer_token", lifetime: "expires_in", keyPrefix: "sk_" },
      }),
    ],
  ]);
  expect(manifest.refusedCode).toBe("access_denied");
});

test.each([
  [[{ url: "https://a.example/v1/" }, { url: "https://b.example" }], "https://a.example/v1"],
  [[{ url: "https://{zone}.example", variables: { zone: { default: "eu" } } }], "https://eu.example"],
  [[{ url: "/v1" }], undefined],
  [[{ url: "https://u:p@a.example" }], undefined],
  [[{ url: "https://a.example/?v=1" }], undefined],
  [[{ url: "https://a.example/#v" }], undefined],
  [[{ url: "ftp://a.example" }], undefined],
  [[{ url: "https://{zone}.example" }], undefined],
  [[{ url: "https://a.example/{tenant}", variables: { zone: { default: "eu" } } }], undefined],
  [[], undefined],
  [undefined, undefined],
])("for the servers %j the base URL is %j", (servers, baseUrl) => {
  expect(nodeOf(manifestOf({ servers }))["baseUrl"]).toBe(baseUrl);
});

test("the version header is the one that has the contract's version as its value", () => {
  const parameters = [
    { name: "X-Other", in: "header", schema: { type: "string", default: "6" } },
    { name: "X-Query", in: "query", schema: { type: "string", default: "7" } },
    { name: "X-Attempt", in: "header", schema: { type: "string" }, example: "7" },
    { name: "X-Release", in: "header", schema: { type: "string", default: "7" } },
  ];
  const paths = { "/a": { get: { parameters, responses: {} }, put: { responses: {} } } };
  expect(manifestOf({ paths })).toMatchObject({
    versionHeader: "X-Release",
    operations: { "GET /a": { versioned: true }, "PUT /a": { versioned: false } },
  });
});

test("a header with the contract's version as its example is the version header only if its name says so", () => {
  const found = (name: string) =>
    manifestOf({
      paths: {
        "/a": {
          get: {
            parameters: [{ name, in: "header", schema: { type: "string" }, example: "7" }],
            responses: {},
          },
        },
      },
    });
  expect(found("Api-Version")).toMatchObject({ versionHeader: "Api-Version" });
  expect(found("X-Attempt")).not.toHaveProperty("versionHeader");
});

test("without such a header there is none, and no operation is versioned", () => {
  const found = manifestOf({ paths: { "/a": { get: { responses: {} } } } });
  expect(found).not.toHaveProperty("versionHeader");
  expect(found).toMatchObject({ operations: { "GET /a": { operationId: "GET /a", versioned: false } } });
});

const SCHEMES = {
  basic: { type: "http", scheme: "Basic" },
  bearer: { type: "http", scheme: "bearer" },
  digest: { type: "http", scheme: "digest" },
  key: { type: "apiKey", in: "header", name: "k" },
  oauth: { type: "oauth2", flows: {} },
  odd: { type: "apiKey", in: "header", name: "not a token" },
  tls: { type: "mutualTLS" },
  openId: { type: "openIdConnect", openIdConnectUrl: "https://a.example" },
};

test.each([
  [[{ basic: [] }], [["basic"]]],
  [[{ bearer: [] }], "bearer"],
  [[{ oauth: [] }], "bearer"],
  [[{ openId: [] }], "bearer"],
  [[{ oauth: ["read"] }, { oauth: ["write"] }, { bearer: [] }], "bearer"],
  [
    [{ basic: [] }, { bearer: [] }],
    [["basic"], ["bearer"]],
  ],
  [
    [{}, { bearer: [] }],
    [[], ["bearer"]],
  ],
  [[], "none"],
  [[{}], "none"],
  [[{ key: [] }], [["key"]]],
  [[{ key: [], oauth: [] }], [["key", "oauth"]]],
  [[{ key: [] }, { key: [] }], [["key"]]],
  [[{ key: [] }, { digest: [] }], [["key"]]],
  [[{ key: [], digest: [] }, { oauth: [] }], "bearer"],
  [[{ key: [], tls: [] }], [["key"]]],
  [[{ digest: [] }], "none"],
  [[{ absent: [] }], "none"],
  [[{ odd: [] }], "none"],
  // A request has only one `authorization`.
  [[{ basic: [], oauth: [] }, { oauth: [] }], "bearer"],
  [[{ bearer: [], oauth: [] }], "bearer"],
])("security %j means %j", (security, expected) => {
  const parts = { components: { securitySchemes: SCHEMES }, security: [{ basic: [] }] };
  expect(entryOf({ security }, parts)["security"]).toEqual(expected);
});

test("a manifest has the schemes that its operations name, and the code to send them", () => {
  const paths = { "/a": { get: { security: [{ oauth: [] }, { key: [] }], responses: {} } } };
  const found = manifestOf({ components: { securitySchemes: SCHEMES }, paths });
  expect(nodeOf(found)["schemes"]).toEqual({ key: { in: "header", name: "k" }, oauth: "bearer" });
  const render = (security: object[]) =>
    renderManifest({
      openapi: "3.0.3",
      info: { title: "T", version: "7" },
      components: { securitySchemes: SCHEMES },
      paths: { "/a": { get: { security, responses: {} } } },
    });
  expect(render([{ key: [] }])).toMatch(
    /^import \{ secureRequest \} from "flatpeak";[^]*= \{secure: secureRequest as typeof secureRequest, /,
  );
  expect(render([{ oauth: [] }])).not.toMatch(/secure|schemes/);
});

test("a manifest declares all its types itself, as isolatedDeclarations demands", () => {
  const paths = {
    "/a": { put: { security: [{ key: [] }], responses: {}, requestBody: { content: { "text/csv": {} } } } },
  };
  const text = renderManifest({ openapi: "3.0.3", components: { securitySchemes: SCHEMES }, paths });
  expect(text).toContain('import { encodeRequest, secureRequest } from "flatpeak";');
  const { diagnostics } = ts.transpileDeclaration(text, {
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true },
  });
  expect(diagnostics).toEqual([]);
});

test("a scheme named __proto__ is a property of the schemes, not their prototype", async () => {
  const text = renderManifest({
    openapi: "3.0.3",
    info: { title: '{"__proto__":1}', version: "7" },
    components: { securitySchemes: Object.fromEntries([["__proto__", SCHEMES.key]]) },
    paths: {
      "/a": { get: { security: [Object.fromEntries([["__proto__", []]])], responses: {} } },
    },
  });
  const code = text
    .replace(/^import.*$/m, "const secureRequest = null;")
    .replaceAll(/ as (const|typeof \w+)/g, "");
  const { manifest } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    manifest: Node;
  };
  expect(Object.entries(nodeOf(manifest["schemes"]))).toEqual([["__proto__", { in: "header", name: "k" }]]);
});

const BASIC = { components: { securitySchemes: SCHEMES }, security: [{ basic: [] }] };
const MARK = { bearer: "session", lifetime: "seconds" };

test("the operation marked x-login is the login, and no other with basic auth is", () => {
  const paths = {
    "/a": { get: { "x-login": MARK, responses: {} } },
    "/b": { get: { responses: {} } },
  };
  const found = nodeOf(nodeOf(manifestOf({ ...BASIC, paths }))["operations"]);
  expect(found["GET /a"]).toMatchObject({ security: "basic", login: MARK });
  expect(found["GET /b"]).toMatchObject({ security: [["basic"]] });
  expect(found["GET /b"]).not.toHaveProperty("login");
});

test.each<[string, Node, RegExp]>([
  ["names no fields", { get: { "x-login": true } }, /GET \/a: x-login: must name two fields/],
  ["names one field", { get: { "x-login": { bearer: "t" } } }, /must name two fields/],
  [
    "is on an operation without basic auth",
    { get: { "x-login": MARK, security: [] } },
    /must have basic auth as its only security/,
  ],
  [
    "is on two operations",
    { get: { "x-login": MARK }, put: { "x-login": MARK } },
    /GET \/a, PUT \/a: x-login: only one/,
  ],
])("an x-login that %s is refused", (_name, item, message) => {
  const operations = Object.entries(item).map(([method, node]): [string, object] => [
    method,
    { responses: {}, ...nodeOf(node) },
  ]);
  expect(() => manifestOf({ ...BASIC, paths: { "/a": Object.fromEntries(operations) } })).toThrow(message);
});

test("an x-login on a path with parameters is refused", () => {
  const paths = { "/a/{id}": { get: { "x-login": MARK, responses: {} } } };
  expect(() => manifestOf({ ...BASIC, paths })).toThrow(/a login cannot have path parameters/);
});

test("the code of a 403 that refuses the token is x-refused-code of info", () => {
  const info = { title: "T", version: "7", "x-refused-code": "token_dead" };
  expect(manifestOf({ info })).toMatchObject({ refusedCode: "token_dead" });
  expect(manifestOf({})).not.toHaveProperty("refusedCode");
});

test("references into lists are followed, as bundlers write them", () => {
  const parameters = [{ name: "X-Release", in: "header", schema: { default: "7" } }];
  const reference = { $ref: "#/paths/~1a/get/parameters/0" };
  const paths = {
    "/a": { get: { parameters, responses: {} } },
    "/b": { get: { parameters: [reference], responses: {} } },
  };
  expect(manifestOf({ paths })).toMatchObject({ operations: { "GET /b": { versioned: true } } });
});

test("an operation without its own security has the contract's", () => {
  const parts = { components: { securitySchemes: SCHEMES }, security: [{ bearer: [] }] };
  expect(entryOf({}, parts)["security"]).toBe("bearer");
});

test("each operation is idempotent or not by its mark, else by its method", () => {
  const methods = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];
  const item = Object.fromEntries(methods.map((method) => [method, { responses: {} }]));
  const marked = {
    post: { responses: {}, "x-idempotent": true },
    put: { responses: {}, "x-idempotent": false },
    get: { responses: {}, "x-idempotent": "never" },
  };
  const operations = nodeOf(nodeOf(manifestOf({ paths: { "/a": item, "/b": marked } }))["operations"]);
  const idempotent = Object.keys(operations).filter((key) => nodeOf(operations[key])["idempotent"] === true);
  const not = Object.keys(operations).filter((key) => nodeOf(operations[key])["idempotent"] === false);
  expect(not).toEqual(["POST /a", "PATCH /a", "PUT /b"]);
  expect(idempotent).toEqual([
    ...["GET /a", "PUT /a", "DELETE /a", "HEAD /a", "OPTIONS /a", "TRACE /a"],
    ...["GET /b", "POST /b"],
  ]);
});

test("`default` covers errors, and successes only if no 2xx is documented", () => {
  const any = { description: "any" };
  expect(
    entryOf({ responses: { 200: any, 302: any, "4XX": any, default: any, "x-note": any } }),
  ).toMatchObject({
    success: { 200: "empty" },
    errors: { "4XX": "empty", default: "empty" },
  });
  expect(entryOf({ responses: { 404: any, default: any } })).toMatchObject({
    success: { default: "empty" },
    errors: { 404: "empty", default: "empty" },
  });
});

const COMPONENTS = {
  components: {
    schemas: {
      Pet: { properties: { name: { type: "string" } } },
      Pets: { type: "array", items: {} },
      Loop: { oneOf: [{ $ref: "#/components/schemas/Loop" }] },
    },
  },
};
const [PET, PETS, LOOP] = ["Pet", "Pets", "Loop"].map((name) => ({ $ref: `#/components/schemas/${name}` }));

test.each([
  [PET, "object"],
  [PETS, "array"],
  [{ type: ["object"] }, "object"],
  [{ allOf: [{ description: "more" }, PET] }, "object"],
  [{ oneOf: [PET, { type: "object" }] }, "object"],
  [{ anyOf: [PETS, { type: "array" }] }, "array"],
  [{ additionalProperties: { type: "string" } }, "object"],
  [{ items: PET }, "array"],
  [{ oneOf: [PET, PETS] }, "any"],
  [{ oneOf: [PET, { allOf: [PET], nullable: true }] }, "any"],
  [{ type: "object", nullable: true }, "any"],
  [{ type: ["object", "null"] }, "any"],
  [{ type: "string" }, "any"],
  [LOOP, "any"],
  [{}, "any"],
  [undefined, "any"],
])("a body of schema %j has the shape %s", (schema, expected) => {
  expect(shapeOf(schema, COMPONENTS)).toBe(expected);
});

test.each([
  [{}, "empty"],
  [{ content: {} }, "empty"],
  [{ content: { "text/html": {}, "application/json": { schema: PETS } } }, "array"],
  [{ content: { "application/problem+json": { schema: PET } } }, "object"],
  [{ content: { "application/problem+json": { schema: PET }, "text/plain": {} } }, "any"],
  [{ content: { "text/plain": { schema: PET } } }, "any"],
  [{ content: { "application/json-seq": { schema: PET } } }, "any"],
  [{ content: { "application/json; charset=utf-8": { schema: PET } } }, "object"],
])("the response %j has the shape %s", (response, expected) => {
  expect(findBodyShape(COMPONENTS, response)).toBe(expected);
});
