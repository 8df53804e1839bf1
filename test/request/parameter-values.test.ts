import { describe, expect, test } from "vitest";
import { contractOfOperations } from "../support/generated-client.ts";
import { serveContract } from "../support/serve.ts";

const TEXT = { type: "string" };
const LIST = { type: "array", items: TEXT };
const OBJECT = { type: "object", additionalProperties: TEXT };
const ANY = { oneOf: [TEXT, LIST, OBJECT] };
const XML = { content: { "application/xml": { schema: ANY } } };
const JSON_OBJECT = { content: { "application/json": { schema: OBJECT } } };

const inPath = (parameter: object, ...others: readonly string[]) => ({
  parameters: [
    { name: "p", in: "path", required: true, ...parameter },
    ...others.map((name) => ({ name, in: "path", required: true, schema: TEXT })),
  ],
});
const inQuery = (parameters: Readonly<Record<string, object>>) => ({
  parameters: Object.entries(parameters).map(([name, parameter]) => ({ name, in: "query", ...parameter })),
});

const contract = contractOfOperations({
  "GET /matrix/{p}": inPath({ style: "matrix", schema: LIST }),
  "GET /matrices/{p}": inPath({ style: "matrix", explode: true, schema: LIST }),
  "GET /label/{p}": inPath({ style: "label", schema: LIST }),
  "GET /simple/{p}/{name}": inPath({ schema: LIST }, "name"),
  "GET /json/{p}": inPath(JSON_OBJECT),
  "GET /xml/{p}": inPath(XML),
  "GET /query": inQuery({
    joined: { explode: false, schema: ANY },
    spaces: { style: "spaceDelimited", schema: ANY },
    deep: { style: "deepObject", schema: { type: "object", additionalProperties: ANY } },
    deepList: { style: "deepObject", schema: LIST },
    pipes: { style: "pipeDelimited", explode: true, schema: OBJECT },
    xml: XML,
    list: { schema: LIST },
  }),
  "GET /header": {
    parameters: [
      { name: "X-Any", in: "header", schema: ANY },
      { name: "X-Xml", in: "header", ...XML },
    ],
  },
});

const server = serveContract(contract);
const { call, send } = server;

describe("in a path", () => {
  test.each([
    ["matrix", "", ";p"],
    ["matrix", [""], ";p"],
    ["matrix", ["", "a"], ";p=,a"],
    ["matrices", ["", "a"], ";p;p=a"],
    ["label", ["a", ""], ".a,"],
    ["label", ["a", null, "b", undefined], ".a,b"],
    ["json", { a: "b/c" }, "%7B%22a%22%3A%22b%2Fc%22%7D"],
    ["xml", "<a/>", "%3Ca%2F%3E"],
  ])("%s with %j is sent as %s", async (style, p, text) => {
    const { url } = await send(`GET /${style}/{p}`, { params: { path: { p } } });
    expect(url).toBe(`/${style}/${text}`);
  });

  test("a parameter with a form stands beside one without", async () => {
    const path = { p: ["a", "b"], name: "c/d" };
    const { url } = await send("GET /simple/{p}/{name}", { params: { path } });
    expect(url).toBe("/simple/a,b/c%2Fd");
  });
});

describe("in a query", () => {
  test.each([
    [{ joined: "" }, "joined="],
    [{ joined: "undefined" }, "joined=undefined"],
    [{ joined: ["a", null, "", undefined] }, "joined=a,"],
    [{ joined: { a: null, b: "c" } }, "joined=b,c"],
    [{ spaces: "a b" }, "spaces=a%20b"],
    [{ deep: { a: null, b: undefined, c: "", d: ["e", null] } }, "deep[c]=&deep[d][]=e"],
    [{ deepList: [null, "a"] }, "deepList[]=a"],
    [{ xml: "<a/>" }, "xml=%3Ca%2F%3E"],
    [{ unknown: { a: "b" } }, "unknown[a]=b"],
    [{ joined: [], deep: {}, list: ["a", "b"], xml: null, spaces: "c" }, "list=a&list=b&spaces=c"],
  ])("%j is sent as %s", async (query, text) => {
    const { url } = await send("GET /query", { params: { query } });
    expect(url).toBe(`/query?${text}`);
  });
});

test("a header has the commas of a text, and no absent items", async () => {
  const header = { "X-Any": "a, b", "X-Xml": "<a>1,2</a>" };
  const { headers } = await send("GET /header", { params: { header } });
  expect(headers).toMatchObject({ "x-any": "a, b", "x-xml": "<a>1,2</a>" });
  const list = { "X-Any": ["a", null, "b"] };
  const sent = await send("GET /header", { params: { header: list } });
  expect(sent.headers["x-any"]).toBe("a,b");
});

test.each([
  ["GET /simple/{p}/{name}", { path: { p: [""], name: "a" } }, 'path parameter "p" is empty'],
  ["GET /simple/{p}/{name}", { path: { p: "", name: "a" } }, 'path parameter "p" is empty'],
  ["GET /simple/{p}/{name}", { path: { p: null, name: "a" } }, 'path parameter "p" is neither a string'],
  ["GET /simple/{p}/{name}", { path: { p: "a", name: "" } }, 'path parameter "name" is empty'],
  ["GET /xml/{p}", { path: { p: ["a"] } }, 'path parameter "p" is nested too deep'],
  ["GET /json/{p}", { path: { p: { a: Number.NaN } } }, '"/a" of path parameter "p" is NaN'],
  ["GET /header", { header: { "X-Any": ["a,b"] } }, 'header parameter "X-Any" has a value with a comma'],
  ["GET /header", { header: { "X-Xml": ["a"] } }, 'header parameter "X-Xml" is nested too deep'],
  ["GET /query", { query: { xml: ["a"] } }, 'query parameter "xml" is nested too deep'],
  ["GET /query", { query: { pipes: { a: "b" } } }, 'query parameter "pipes" is an object, which its style'],
])("%s refuses %j and names the parameter", async (key, params, message) => {
  const count = server.requests.length;
  const { error } = await call(key, { params });
  expect(error?.kind).toBe("usage");
  expect(error?.message).toContain(message);
  expect(server.requests).toHaveLength(count);
});
