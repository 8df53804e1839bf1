import { expect, test } from "vitest";
import { encodeRequest } from "flatpeak";
import type { Manifest, OperationEntry, Wire } from "flatpeak";
import { createOperationFinder } from "../../src/fetch/operation-finder.ts";

const entry: OperationEntry = {
  operationId: "any",
  security: "bearer",
  versioned: false,
  idempotent: true,
  success: { 200: "object" },
  errors: {},
};

const manifest: Manifest = {
  apiVersion: "1",
  operations: Object.fromEntries(
    [
      "GET /things",
      "POST /things",
      "GET /things/{id}",
      "GET /things/{id}/parts/{part}",
      "GET /things/search",
      "GET /{kind}/search/{id}",
      "GET /files/{name}.{extension}",
      "GET /files/{name}",
      "GET /files/readme.{extension}",
      "DELETE /things/{id}",
      "POST /things/{id}:cancel",
      "GET /a+b/{id}",
      "GET /",
    ].map((key) => [key, entry]),
  ),
};

const BASE = "https://api.example.com/v1";
const find = createOperationFinder(manifest, BASE);

function found(method: string, url: string): unknown {
  const operation = find(method, url);
  return operation && [`${operation.method} ${operation.path}`, operation.values];
}

test.each([
  ["GET", "/things", "get /things", {}],
  ["GET", "/things/", "get /things", {}],
  ["GET", "/things?limit=2&x=/things/1", "get /things", {}],
  ["GET", "/things#part", "get /things", {}],
  ["post", "/things", "post /things", {}],
  ["GET", "/things/1", "get /things/{id}", { id: "1" }],
  ["GET", "/things/1/", "get /things/{id}", { id: "1" }],
  ["GET", "/things/a%2Fb", "get /things/{id}", { id: "a/b" }],
  ["GET", "/things/%C3%A4%20%25", "get /things/{id}", { id: "ä %" }],
  ["GET", "/%74hings/1", "get /things/{id}", { id: "1" }],
  ["GET", "/things/1/parts/2", "get /things/{id}/parts/{part}", { id: "1", part: "2" }],
  ["GET", "/things/search", "get /things/search", {}],
  ["GET", "/things/search/1", "get /{kind}/search/{id}", { kind: "things", id: "1" }],
  ["GET", "/files/a.b.c", "get /files/{name}.{extension}", { name: "a", extension: "b.c" }],
  ["GET", "/files/readme.md", "get /files/readme.{extension}", { extension: "md" }],
  ["GET", "/files/readme", "get /files/{name}", { name: "readme" }],
  ["POST", "/things/7:cancel", "post /things/{id}:cancel", { id: "7" }],
  ["GET", "/a+b/1", "get /a+b/{id}", { id: "1" }],
  ["DELETE", "/things/search", "delete /things/{id}", { id: "search" }],
  ["GET", "", "get /", {}],
])("%s %s is %s", (method, path, operation, values) => {
  expect(found(method, BASE + path)).toEqual([operation, values]);
});

test.each([
  ["PUT", `${BASE}/things`],
  ["PURGE", `${BASE}/things`],
  ["GET", `${BASE}/thing`],
  ["GET", `${BASE}/things//`],
  ["GET", `${BASE}/things//parts/2`],
  ["GET", `${BASE}/things/1/parts`],
  ["GET", `${BASE}/files/.md/x`],
  ["GET", `${BASE}/aab/1`],
  ["GET", `${BASE}/Things`],
  ["GET", `${BASE}/things/%E0%A4%A`],
  ["GET", `${BASE}/things/../../other/things`],
  ["GET", "https://api.example.com/things"],
  ["GET", "https://api.example.com/v1things"],
  ["GET", "http://api.example.com/v1/things"],
  ["GET", "https://api.example.com:8443/v1/things"],
  ["GET", "https://evil.example.com/v1/things"],
  ["GET", "https://api.example.com.evil.example/v1/things"],
])("%s %s is not an operation", (method, url) => {
  expect(found(method, url)).toBeUndefined();
});

test("operations are found with a base URL without a path or with an encoded path", () => {
  const plain = createOperationFinder(manifest, "https://api.example.com");
  expect(plain("GET", "https://api.example.com/things/1")?.values).toEqual({ id: "1" });
  const encoded = createOperationFinder(manifest, "https://api.example.com/a%20b/");
  expect(encoded("GET", "https://api.example.com/a b/things/1")?.values).toEqual({ id: "1" });
});

/** Finds operations of a contract at `https://api.example.com/v1` that need `encode`. */
function findEncoded(operations: Readonly<Record<string, Wire>>, baseUrl = BASE) {
  const find = createOperationFinder(
    {
      apiVersion: "1",
      baseUrl: BASE,
      encode: encodeRequest,
      operations: Object.fromEntries(
        Object.entries(operations).map(([key, wire]) => [key, { ...entry, wire }]),
      ),
    },
    baseUrl,
  );
  return (url: string) => find("GET", url)?.path;
}

test.each([
  ["/search", "/search"],
  ["/search?type=other", "/search"],
  ["/search?type=part", "/search?type=part"],
  ["/search?limit=1&type=other&type=part", "/search?type=part"],
  ["/search?size=big&type=part&limit=1", "/search?type=part&size=big"],
  ["/search?size=big", "/search"],
])("the query of a path template identifies an operation: %s is %s", (url, path) => {
  const suffix = { suffix: true } as const;
  const find = findEncoded({
    "GET /{any}": {},
    "GET /search": {},
    "GET /search?type=part": suffix,
    "GET /search?type=part&size=big": suffix,
  });
  expect(find(BASE + url)).toBe(path);
});

test("more parameters in the query of a path template take precedence over a more literal path", () => {
  const find = findEncoded({ "GET /search": {}, "GET /{any}?type=part": { suffix: true } });
  expect(find(`${BASE}/search?type=part`)).toBe("/{any}?type=part");
  expect(find(`${BASE}/search`)).toBe("/search");
});

test("an operation with a fragment in its path is not found", () => {
  const find = findEncoded({ "GET /docs#part": { suffix: true } });
  expect(find(`${BASE}/docs%23part`)).toBeUndefined();
  expect(find(`${BASE}/docs#part`)).toBeUndefined();
});

test("an operation with its own server is found below that server only", () => {
  const find = findEncoded({ "GET /things": { server: "/v2/" }, "GET /parts": {} });
  expect(find("https://api.example.com/v2/things")).toBe("/things");
  expect(find(`${BASE}/things`)).toBeUndefined();
  expect(find(`${BASE}/parts`)).toBe("/parts");
  const root = findEncoded({ "GET /things": { server: "/" } });
  expect(root("https://api.example.com/things")).toBe("/things");
});

test("an operation whose server is on another origin is not found, the others are", () => {
  const find = findEncoded({ "GET /things": { server: "https://other.example.com/v1" }, "GET /parts": {} });
  expect(find(`${BASE}/things`)).toBeUndefined();
  expect(find("https://other.example.com/v1/things")).toBeUndefined();
  expect(find(`${BASE}/parts`)).toBe("/parts");
});

test("slashes at the end of the base URL do not count", () => {
  const operations = { "GET /things": { server: "https://api.example.com/v2" }, "GET /parts": {} };
  const find = findEncoded(operations, "https://api.example.com/v1//");
  expect(find("https://api.example.com/v2/things")).toBe("/things");
  expect(find(`${BASE}/parts`)).toBe("/parts");
});

test("an error of encode that does not concern the server is thrown", () => {
  const encode = () => ({
    writeUrl: () => {
      throw new TypeError("broken");
    },
  });
  const operations = { "GET /things": { ...entry, wire: {} } };
  expect(() => createOperationFinder({ apiVersion: "1", encode, operations }, BASE)).toThrow("broken");
});

test("a contract without encode has all operations below its base URL", () => {
  const operations = { "GET /things": { ...entry, wire: {} } };
  const plain = createOperationFinder({ apiVersion: "1", operations }, BASE);
  expect(plain("GET", `${BASE}/things`)?.path).toBe("/things");
});

test("an operation with a method that the client does not have is not found", () => {
  const other = createOperationFinder({ apiVersion: "1", operations: { "PURGE /things": entry } }, BASE);
  expect(other("PURGE", `${BASE}/things`)).toBeUndefined();
});

test("below a base URL with broken percent-encoding there are no operations", () => {
  const broken = createOperationFinder(manifest, "https://api.example.com/%E0%A4%A");
  expect(broken("GET", "https://api.example.com/things")).toBeUndefined();
});
