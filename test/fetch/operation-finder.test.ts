import { expect, test } from "vitest";
import { createOperationFinder } from "../../src/fetch/operation-finder.ts";
import type { Manifest, OperationEntry } from "../../src/index.ts";

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
