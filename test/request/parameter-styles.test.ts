import { OpenAPIBackend } from "openapi-backend";
import type { Document } from "openapi-backend";
import { beforeAll, describe, expect, test } from "vitest";
import { createFetch } from "flatpeak/fetch";
import type { Node } from "../../scripts/contract/document.ts";
import { callsOf, contractOfOperations, manifestOf, sentBy } from "../support/generated-client.ts";
import { serveContract } from "../support/serve.ts";

const LIST = ["blue", "black", "brown"];
const OBJECT = { R: 100, G: 200, B: 150 };
const LIST_SCHEMA = { type: "array", items: { type: "string" } };
const OBJECT_SCHEMA = { type: "object", additionalProperties: { type: "integer" } };

type Place = "path" | "query" | "header";

/** The table "Style Examples" of the OpenAPI specification, with its results for a text, a list and an object. */
const TABLE: readonly [place: Place, style: string, explode: boolean, ...(string | undefined)[]][] = [
  ["path", "matrix", false, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  ["path", "matrix", true, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ["path", "label", false, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["path", "label", true, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["path", "simple", false, "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["path", "simple", true, "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["header", "simple", false, "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["header", "simple", true, "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["query", "form", false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["query", "form", true, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  [
    "query",
    "spaceDelimited",
    false,
    undefined,
    "color=blue%20black%20brown",
    "color=R%20100%20G%20200%20B%20150",
  ],
  [
    "query",
    "pipeDelimited",
    false,
    undefined,
    "color=blue%7Cblack%7Cbrown",
    "color=R%7C100%7CG%7C200%7CB%7C150",
  ],
  ["query", "deepObject", true, undefined, undefined, "color[R]=100&color[G]=200&color[B]=150"],
];

const CASES = TABLE.flatMap(([place, style, explode, ...texts]) =>
  texts.flatMap((text, index) => {
    const [kind, schema, value] = (
      [
        ["text", { type: "string" }, "blue"],
        ["list", LIST_SCHEMA, LIST],
        ["object", OBJECT_SCHEMA, OBJECT],
      ] as const
    )[index] ?? ["", {}, ""];
    if (text === undefined) return [];
    const name = `${place} ${style} ${explode ? "exploded" : "joined"} ${kind}`;
    const path = place === "path" ? `/${name.replaceAll(" ", "-")}/{color}` : `/${name.replaceAll(" ", "-")}`;
    return [{ name, place, key: `GET ${path}`, schema, value, style, explode, text }];
  }),
);

const operations: Record<string, Node> = Object.fromEntries(
  CASES.map(({ place, key, schema, style, explode }) => [
    key,
    { operationId: key, parameters: [{ name: "color", in: place, required: true, style, explode, schema }] },
  ]),
);

const query = (name: string, parameter: Node) => ({
  [`GET /${name}`]: { operationId: name, parameters: [{ name, in: "query", ...parameter }] },
});
const NESTED = { type: "object", additionalProperties: { type: "object" } };
const contract = contractOfOperations({
  ...operations,
  ...query("json", { content: { "application/json": { schema: NESTED } } }),
  ...query("deep", { style: "deepObject", schema: { type: "object", properties: { a: NESTED } } }),
  ...query("deepList", { style: "deepObject", schema: LIST_SCHEMA }),
  ...query("reserved", { allowReserved: true, schema: { type: "string" } }),
  ...query("reservedList", { allowReserved: true, explode: false, schema: LIST_SCHEMA }),
  // The validator needs an `explode` that is the default of these styles.
  ...query("spaces", { style: "spaceDelimited", explode: false, schema: LIST_SCHEMA }),
  ...query("pipes", { style: "pipeDelimited", explode: false, schema: LIST_SCHEMA }),
  ...query("spacedObject", { style: "spaceDelimited", explode: true, schema: OBJECT_SCHEMA }),
  ...query("xml", { content: { "application/xml": { schema: OBJECT_SCHEMA } } }),
  ...query("maybe", { explode: false, schema: { oneOf: [{ type: "string" }, LIST_SCHEMA] } }),
  "GET /files/{ids}/x": { parameters: [{ name: "ids", in: "path", required: true, schema: LIST_SCHEMA }] },
  "GET /header": {
    parameters: [
      { name: "X-List", in: "header", schema: LIST_SCHEMA },
      { name: "X-Json", in: "header", content: { "application/json": { schema: NESTED } } },
    ],
  },
});

const server = serveContract(contract);
const { call, send } = server;

describe("the specification's table of styles", () => {
  test.each(CASES)("$name is sent as $text", async ({ key, place, value, text }) => {
    const request = await send(key, { params: { [place]: { color: value } } });
    const written = {
      path: request.url.split("/").at(-1),
      query: request.url.split("?")[1],
      header: request.headers["color"],
    };
    expect(written[place]).toBe(text);
  });
});

describe("a validator of the contract accepts", () => {
  let api: OpenAPIBackend;
  beforeAll(async () => {
    api = new OpenAPIBackend({ definition: structuredClone(contract) as unknown as Document, quick: true });
    await api.init();
  });

  test.each([
    ["GET /query-form-joined-list", { color: LIST }],
    ["GET /query-form-exploded-list", { color: LIST }],
    ["GET /spaces", { spaces: LIST }],
    ["GET /pipes", { pipes: LIST }],
    ["GET /deep", { deep: { a: { b: { c: "1" } } } }],
    ["GET /deepList", { deepList: ["a b", "c"] }],
    ["GET /json", { json: { a: { b: ["ü"] } } }],
    ["GET /reserved", { reserved: "https://a.b/c;d=e&f#[g]+%2F" }],
  ])("%s, and reads the values that the call passed", async (key, values) => {
    const { method, url, headers } = await send(key, { params: { query: values } });
    const [path = "", query = ""] = url.split(/\?(.*)/s);
    const operation = api.router.matchOperation({ method, path, headers: {} });
    if (operation === undefined) throw new Error(`${key} is no operation`);
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const request = { method, path, query, headers: plain };
    expect(api.validateRequest(request, operation).errors ?? []).toEqual([]);
    expect(api.router.parseRequest(request, operation).query).toEqual(values);
  });
});

test("reserved characters are unchanged, except those that end or separate parts of a query", async () => {
  const { url } = await send("GET /reserved", { params: { query: { reserved: "a:/?@$,;b&=+#%[]" } } });
  expect(url).toBe("/reserved?reserved=a:/?@$,;b%26%3D%2B%23%25%5B%5D");
  const list = await send("GET /reservedList", { params: { query: { reservedList: ["a,b", "/c"] } } });
  expect(list.url).toBe("/reservedList?reservedList=a%2Cb,/c");
});

test("a parameter that may be a text or a list has the form of either", async () => {
  expect((await send("GET /maybe", { params: { query: { maybe: "a" } } })).url).toBe("/maybe?maybe=a");
  expect((await send("GET /maybe", { params: { query: { maybe: LIST } } })).url).toBe(
    "/maybe?maybe=blue,black,brown",
  );
});

test("absent values, empty lists and empty objects are omitted", async () => {
  const sent = await send("GET /maybe", { params: { query: { maybe: [], other: undefined, nil: null } } });
  expect(sent.url).toBe("/maybe");
  const object = await send("GET /query-form-exploded-object", {
    params: { query: { color: { R: undefined, G: null } } },
  });
  expect(object.url).toBe("/query-form-exploded-object");
});

test("values are percent-encoded in a path and in a query", async () => {
  const path = await send("GET /files/{ids}/x", { params: { path: { ids: ["a/b", "ü,"] } } });
  expect(path.url).toBe("/files/a%2Fb,%C3%BC%2C/x");
  const date = new Date("2026-11-27T00:00:00Z");
  const joined = await send("GET /maybe", { params: { query: { maybe: ["a,b", date] } } });
  expect(joined.url).toBe("/maybe?maybe=a%2Cb,2026-11-27T00%3A00%3A00.000Z");
});

test("headers contain lists and JSON without percent-encoding", async () => {
  const { headers } = await send("GET /header", {
    params: { header: { "X-List": ["a b", "c%"], "X-Json": { a: { b: "ü" } } } },
  });
  expect(headers["x-list"]).toBe("a b,c%");
  expect(headers["x-json"]).toBe('{"a":{"b":"\\u00fc"}}');
});

test.each([
  ["GET /files/{ids}/x", { path: { ids: [] } }, "is empty"],
  ["GET /files/{ids}/x", { path: { ids: [".."] } }, "leave the path"],
  ["GET /files/{ids}/x", { path: {} }, "is missing"],
  ["GET /files/{ids}/x", {}, "is missing"],
  ["GET /files/{ids}/x", { path: { ids: [["a"]] } }, "nested too deep"],
  ["GET /path-label-exploded-text/{color}", { path: { color: "." } }, "leave the path"],
  ["GET /path-label-exploded-text/{color}", { path: { color: "" } }, "leave the path"],
  ["GET /spaces", { query: { spaces: ["a b"] } }, "delimiter"],
  ["GET /pipes", { query: { pipes: ["a|b"] } }, "delimiter"],
  ["GET /spacedObject", { query: { spacedObject: OBJECT } }, "its style cannot carry"],
  ["GET /xml", { query: { xml: OBJECT } }, "nested too deep"],
  ["GET /maybe", { query: { maybe: [OBJECT] } }, "nested too deep"],
  ["GET /maybe", { query: { maybe: [Number.NaN] } }, "is NaN"],
  ["GET /maybe", { query: { maybe: ["\ud800"] } }, "lone surrogate"],
  ["GET /maybe", { query: new Map() }, "not a plain object"],
  ["GET /deep", { query: { deep: { a: [OBJECT] } } }, "nested too deep"],
  ["GET /json", { query: { json: { a: Number.NaN } } }, '"/a" of query parameter "json" is NaN'],
  ["GET /header", { header: { "X-List": ["a,b"] } }, "comma"],
])("%s refuses %j before anything is sent", async (key, params, reason) => {
  const count = server.requests.length;
  const { error } = await call(key, { params });
  expect(error?.kind).toBe("usage");
  expect(error?.message).toContain(reason);
  expect(server.requests).toHaveLength(count);
});

test("a user's serializers get the values that the call passed", async () => {
  const seen: unknown[] = [];
  const query = await send("GET /spaces", {
    params: { query: { spaces: LIST } },
    querySerializer: (values: unknown) => (seen.push(values), "mine=1"),
  });
  expect([query.url, ...seen]).toEqual(["/spaces?mine=1", { spaces: LIST }]);
  const path = await send("GET /files/{ids}/x", {
    params: { path: { ids: LIST } },
    pathSerializer: (url: string, { ids }: { ids: string[] }) => url.replace("{ids}", ids.join("+")),
  });
  expect(path.url).toBe("/files/blue+black+brown/x");
});

test("middleware sees the URL that is sent", async () => {
  const seen: string[] = [];
  const middleware = [{ onRequest: ({ request }: { request: Request }) => void seen.push(request.url) }];
  const { url } = await send("GET /spaces", { params: { query: { spaces: LIST } }, middleware });
  expect(seen).toEqual([`${server.origin}${url}`]);
});

describe("a path parameter is sent whatever its name is", () => {
  const NAMES = ["__proto__", "constructor", "toString", ".id", ";id", "id*", "a b", "ü"];
  const named = contractOfOperations(
    Object.fromEntries(
      NAMES.map((name, index) => [
        `GET /${index}/{${name}}/x`,
        { parameters: [{ name, in: "path", required: true, schema: { type: "string" } }] },
      ]),
    ),
  );

  test.each(NAMES)("%s", async (name) => {
    const key = `GET /${NAMES.indexOf(name)}/{${name}}/x`;
    const path = Object.fromEntries([[name, "a/b"]]);
    const { url } = await sentBy(server, callsOf(named, { baseUrl: server.origin }), key, {
      params: { path },
    });
    expect(url).toBe(`/${NAMES.indexOf(name)}/a%2Fb/x`);
  });

  test("a fetch finds the value of a parameter named __proto__ in the URL", async () => {
    const send = createFetch({ manifest: manifestOf(named), baseUrl: server.origin });
    const count = server.requests.length;
    await send(`${server.origin}/0/a/x`);
    expect(server.requests.slice(count).map(({ url }) => url)).toEqual(["/0/a/x"]);
  });
});
