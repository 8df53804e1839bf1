import { afterAll, beforeAll, expect, test } from "vitest";
import type { Node } from "../../scripts/contract/document.ts";
import { renderManifest } from "../../scripts/generate/manifest.ts";
import { findWarnings } from "../../scripts/generate/warnings.ts";
import { callsOf, contractOfOperations, sentBy } from "../support/generated-client.ts";
import type { CallByKey } from "../support/generated-client.ts";
import { startServer } from "../support/server.ts";
import type { RawServer, ReceivedRequest } from "../support/server.ts";

const string = { type: "string" };
const list = { type: "array", items: string };
const object = { type: "object", properties: { x: string, y: string } };
const bytes = { type: "string", format: "binary" };
const properties = { list, object, string, file: bytes, files: { type: "array", items: bytes } };
const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";

function operationOf(mediaType: string, encoding: object): Node {
  return { requestBody: { content: { [mediaType]: { schema: { type: "object", properties }, encoding } } } };
}

/** One operation for each encoding of one field. */
function contractOf(openapi: string, mediaType: string, encodings: Readonly<Record<string, object>>) {
  const operations = Object.entries(encodings).map(
    ([name, encoding]) => [`POST /${name}`, operationOf(mediaType, encoding)] as const,
  );
  return { ...contractOfOperations(Object.fromEntries(operations)), openapi };
}

let server: RawServer;
const clients = new Map<object, CallByKey>();

beforeAll(async () => {
  server = await startServer((_request, _incoming, outgoing) => outgoing.writeHead(204).end());
});
afterAll(() => server.close());

async function send(
  contract: ReturnType<typeof contractOf>,
  name: string,
  body: object,
): Promise<ReceivedRequest> {
  const call = clients.get(contract) ?? callsOf(contract, { baseUrl: server.origin });
  clients.set(contract, call);
  return sentBy(server, call, `POST /${name}`, { body });
}

async function refusalOf(
  contract: ReturnType<typeof contractOf>,
  name: string,
  body: object,
): Promise<string> {
  const count = server.requests.length;
  const call = callsOf(contract, { baseUrl: server.origin });
  const { error } = await call(`POST /${name}`, { body });
  expect(server.requests).toHaveLength(count);
  return error?.kind === "usage" ? error.message : `no usage error: ${String(error)}`;
}

async function partsOf(request: ReceivedRequest): Promise<readonly (readonly string[])[]> {
  const { headers, body } = request;
  const form = await new Response(body, {
    headers: { "content-type": headers["content-type"] ?? "" },
  }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      value instanceof Blob ? [name, value.type, await value.text()] : [name, value],
    ),
  );
}

const urlencoded = contractOf("3.0.3", FORM, {
  joined: { list: { explode: false }, object: { explode: false } },
  exploded: { list: { style: "form" }, object: { style: "form" } },
  spaces: { list: { style: "spaceDelimited", explode: false } },
  pipes: { list: { style: "pipeDelimited", explode: false } },
  deep: { list: { style: "deepObject", explode: true }, object: { style: "deepObject", explode: true } },
  reserved: { string: { allowReserved: true } },
  json: { list: { contentType: "application/json" }, object: { contentType: "application/json" } },
  text: { string: { contentType: "text/plain" }, object: { contentType: "application/xml" } },
  styled: { object: { style: "form", explode: false, contentType: "application/json" } },
});

test.each([
  ["joined", { list: ["a b", "c,d"], object: { x: "1", y: "2" } }, "list=a%20b,c%2Cd&object=x,1,y,2"],
  ["exploded", { list: ["a", "b"], object: { x: "1", y: "2" } }, "list=a&list=b&x=1&y=2"],
  ["spaces", { list: ["a", "b"] }, "list=a%20b"],
  ["pipes", { list: ["a", "b"] }, "list=a%7Cb"],
  ["deep", { list: ["a", "b"], object: { x: "1" } }, "list[]=a&list[]=b&object[x]=1"],
  ["reserved", { string: "https://a/?b=c&d" }, "string=https://a/?b%3Dc%26d"],
  ["json", { list: ["a"], object: { x: "1" } }, "list=%5B%22a%22%5D&object=%7B%22x%22%3A%221%22%7D"],
  ["text", { string: "a b" }, "string=a+b"],
  ["styled", { object: { x: "1" }, list: ["a", "b"] }, "object=x,1&list=a&list=b"],
  ["joined", { list: [], object: {}, string: null }, ""],
  ["joined", { list: null, object: { x: null, y: "1" } }, "object=y,1"],
  ["text", { list: ["a", null, "b"], string: "c" }, "list=a&list=b&string=c"],
])("a form-urlencoded field is sent as its encoding says: %s", async (name, body, expected) => {
  const request = await send(urlencoded, name, body);
  expect(request.body).toBe(expected);
  expect(request.headers["content-type"]).toBe(FORM);
});

const multipart = contractOf("3.1.0", MULTIPART, {
  types: {
    string: { contentType: "application/xml" },
    object: { contentType: "application/vnd.a+json" },
    list: { contentType: "application/json" },
    file: { contentType: "image/*, image/png" },
    files: { contentType: "image/gif" },
  },
  usual: { string: { contentType: "text/plain" }, object: { contentType: "application/json" } },
  joined: { list: { style: "form", explode: false }, object: { style: "deepObject" } },
  spaces: { list: { style: "spaceDelimited", explode: false }, string: { allowReserved: true } },
  bytes: { files: { style: "form", explode: true } },
});

test.each<[string, object, readonly (readonly string[])[]]>([
  [
    "types",
    { string: "<a/>", object: { x: "1" }, list: ["a", "b"] },
    [
      ["string", "application/xml", "<a/>"],
      ["object", "application/vnd.a+json", '{"x":"1"}'],
      ["list", "application/json", '["a","b"]'],
    ],
  ],
  [
    "types",
    { file: new Blob(["1"]), files: [new File(["2"], "2.gif"), new Blob(["3"], { type: "image/x" })] },
    [
      ["file", "image/png", "1"],
      ["files", "image/gif", "2"],
      ["files", "image/x", "3"],
    ],
  ],
  [
    "usual",
    { string: "a", object: { x: "1" }, list: ["b"] },
    [
      ["string", "a"],
      ["object", "application/json", '{"x":"1"}'],
      ["list", "b"],
    ],
  ],
  [
    "joined",
    { list: ["a b", "c+d"], object: { x: "&" } },
    [
      ["list", "a b,c+d"],
      ["object[x]", "&"],
    ],
  ],
  [
    "spaces",
    { list: ["a", "b"], string: "a/b" },
    [
      ["list", "a b"],
      ["string", "a/b"],
    ],
  ],
  ["bytes", { files: [new Blob(["1"], { type: "image/x" })] }, [["files", "image/x", "1"]]],
  ["types", { object: null, list: null, string: "<a/>" }, [["string", "application/xml", "<a/>"]]],
  ["joined", { list: null, string: "a" }, [["string", "a"]]],
  ["usual", { list: ["a", null, "b"] }, ["a", "b"].map((item) => ["list", item])],
  [
    "types",
    { object: new Blob(['{"x":1}']), list: [2, new Blob(["3"])] },
    [
      ["object", "application/vnd.a+json", '{"x":1}'],
      ["list", "application/json", "2"],
      ["list", "application/json", "3"],
    ],
  ],
])("a part of multipart is sent as its encoding says: %s", async (name, body, expected) => {
  const request = await send(multipart, name, body);
  expect(await partsOf(request)).toEqual(expected);
});

test("a file keeps its name where the encoding gives its type, and a Blob has the usual name", async () => {
  const { body } = await send(multipart, "types", { file: new File(["1"], "one.png") });
  expect(body).toMatch(/filename="one\.png"\r\nContent-Type: image\/png/i);
  const blob = await send(multipart, "types", { file: new Blob(["1"]) });
  expect(blob.body).toMatch(/filename="blob"\r\nContent-Type: image\/png/i);
});

test("OpenAPI 3.0 ignores the style of a part", async () => {
  const contract = contractOf("3.0.3", MULTIPART, { joined: { list: { style: "form", explode: false } } });
  expect(await partsOf(await send(contract, "joined", { list: ["a", "b"] }))).toEqual([
    ["list", "a"],
    ["list", "b"],
  ]);
});

test("the contract's encodings that change nothing need no code", () => {
  const contract = contractOf("3.0.3", "application/json", { json: { list: { explode: false } } });
  expect(renderManifest(contract)).not.toContain("encodeRequest");
});

test.each([
  [urlencoded, "text", { object: { x: "1" } }, /field "object" of the body is/],
  [urlencoded, "spaces", { list: ["a b"] }, /field "list" of the body has a value with the delimiter/],
  [urlencoded, "joined", { list: [["a"]] }, /field "list" of the body is nested too deep/],
  [urlencoded, "json", { object: { x: Number.NaN } }, /"\/x" of field "object" of the body is NaN/],
  [
    multipart,
    "types",
    { string: { x: "1" } },
    /field "string" of the body is an object, which cannot be sent as application\/xml/,
  ],
  [multipart, "joined", { list: [new Blob(["a"])] }, /field "list" of the body is a Blob/],
])("a value without a form is a usage error: %#", async (contract, name, body, message) => {
  expect(await refusalOf(contract, name, body)).toMatch(message);
});

test.each([
  ["3.0.3", FORM, { object: { contentType: "application/xml" } }, true],
  ["3.0.3", FORM, { object: { style: "spaceDelimited", explode: true } }, true],
  ["3.0.3", FORM, { object: { style: "deepObject" } }, false],
  ["3.0.3", MULTIPART, { object: { contentType: "application/xml" } }, true],
  ["3.0.3", MULTIPART, { string: { contentType: "application/xml" } }, false],
  ["3.1.0", MULTIPART, { object: { style: "pipeDelimited", explode: true } }, true],
  ["3.0.3", MULTIPART, { object: { style: "pipeDelimited", explode: true } }, false],
  ["3.0.3", MULTIPART, { file: { headers: { "X-Rate": { schema: { type: "integer" } } } } }, true],
])("%s %s %j warns: %s", (openapi, mediaType, encoding, isWarned) => {
  const field = Object.keys(encoding)[0] ?? "";
  expect(findWarnings(contractOf(openapi, mediaType, { a: encoding }))).toMatchObject(
    isWarned
      ? [{ kind: "missing-operation-id" }, { kind: "unsent-encoding", places: [`${field} of POST /a`] }]
      : [{ kind: "missing-operation-id" }],
  );
});
