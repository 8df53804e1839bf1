import { expect, test } from "vitest";
import { contractOfOperations } from "../support/generated-client.ts";
import { serveContract } from "../support/serve.ts";
import type { ReceivedRequest } from "../support/server.ts";

const JSON_OBJECT = { schema: { type: "object", properties: { a: { type: "string" } } } };
const BYTES = { schema: { type: "string", format: "binary" } };
const bodyOf = (content: object) => ({ requestBody: { content } });

const contract = contractOfOperations({
  "PATCH /merge": bodyOf({ "application/merge-patch+json": JSON_OBJECT }),
  "POST /charset": bodyOf({ "application/json; charset=utf-8": JSON_OBJECT }),
  "POST /several": bodyOf({
    "application/xml": JSON_OBJECT,
    "application/vnd.api+json": JSON_OBJECT,
    "application/json-patch+json": JSON_OBJECT,
  }),
  "POST /any": bodyOf({ "*/*": JSON_OBJECT }),
  "POST /form": bodyOf({ "application/x-www-form-urlencoded": JSON_OBJECT }),
  "POST /upload": bodyOf({ "multipart/form-data": JSON_OBJECT }),
  "POST /upload-or-json": bodyOf({ "multipart/form-data": JSON_OBJECT, "application/json": JSON_OBJECT }),
  "PUT /image": bodyOf({ "image/png": BYTES }),
  "PUT /any-image": bodyOf({ "image/*": BYTES }),
  "PUT /text": bodyOf({ "text/plain": { schema: { type: "string" } } }),
});

const server = serveContract(contract);
const { call, send } = server;

test.each([
  ["PATCH /merge", "application/merge-patch+json"],
  ["POST /charset", "application/json; charset=utf-8"],
  ["POST /several", "application/vnd.api+json"],
  ["POST /any", "application/json"],
  ["POST /upload-or-json", "application/json"],
])("%s is sent as %s", async (key, mediaType) => {
  const { headers, body } = await send(key, { body: { a: "ü" } });
  expect(headers["content-type"]).toBe(mediaType);
  expect(JSON.parse(body)).toEqual({ a: "ü" });
});

test("a call's content-type takes precedence, and decides the form of the body", async () => {
  const headers = { "Content-Type": "application/json-patch+json" };
  const patched = await send("POST /several", { body: [{ op: "test" }], headers });
  expect(patched.headers["content-type"]).toBe("application/json-patch+json");
  const json = await send("POST /form", { body: { a: 1 }, headers: { "content-type": "application/json" } });
  expect(json.headers["content-type"]).toBe("application/json");
  expect(json.body).toBe('{"a":1}');
});

test("without a body there is no content type", async () => {
  expect((await send("POST /several", {})).headers).not.toHaveProperty("content-type");
});

test("a form has a field for each value, and for each item of a list", async () => {
  const day = new Date("2026-11-27T00:00:00Z");
  const body = { grant: "a&b c", scopes: ["x", "y"], none: undefined, nil: null, day, deep: { b: { c: 1 } } };
  const request = await send("POST /form", { body });
  expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect([...new URLSearchParams(request.body)]).toEqual([
    ["grant", "a&b c"],
    ["scopes", "x"],
    ["scopes", "y"],
    ["day", "2026-11-27T00:00:00.000Z"],
    ["deep[b][c]", "1"],
  ]);
});

async function readForm({ headers, body }: ReceivedRequest): Promise<FormData> {
  return new Response(body, { headers: { "content-type": headers["content-type"] ?? "" } }).formData();
}

test("an object is sent as multipart, its objects as JSON", async () => {
  const file = new Blob(["bytes"], { type: "image/png" });
  const request = await send("POST /upload", { body: { file, tags: ["x", 2], about: { a: 1 }, none: null } });
  expect(request.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  const form = await readForm(request);
  expect([...form.keys()]).toEqual(["file", "tags", "tags", "about"]);
  expect(form.getAll("tags")).toEqual(["x", "2"]);
  const [sent, about] = [form.get("file"), form.get("about")];
  expect(sent instanceof Blob && [sent.type, await sent.text()]).toEqual(["image/png", "bytes"]);
  expect(about instanceof Blob && [about.type, await about.text()]).toEqual(["application/json", '{"a":1}']);
});

test.each(["POST /upload", "POST /upload-or-json"])("%s sends a FormData unchanged", async (key) => {
  const body = new FormData();
  body.append("a", "1");
  const headers = { "content-type": "multipart/form-data" };
  for (const init of [{ body }, { body, headers }]) {
    expect((await readForm(await send(key, init))).get("a")).toBe("1");
  }
  expect((await send(key, { body, headers: { "x-a": "1" } })).headers["x-a"]).toBe("1");
});

test.each([
  ["PUT /image", new Blob(["bytes"]), "image/png", "bytes"],
  ["PUT /any-image", new Blob(["bytes"], { type: "image/gif" }), "image/gif", "bytes"],
  ["PUT /text", "plain", "text/plain", "plain"],
])("%s sends text and bytes unchanged", async (key, body, mediaType, text) => {
  const request = await send(key, { body });
  expect(request.headers["content-type"]).toBe(mediaType);
  expect(request.body).toBe(text);
});

test.each([
  ["PUT /image", { a: 1 }],
  ["PUT /text", 5],
  ["POST /form", [1]],
  ["POST /form", { a: new Map() }],
  ["POST /form", { a: Number.NaN }],
  ["POST /upload", { a: { b: Number.NaN } }],
])("%s refuses %j, which its media type cannot carry", async (key, body) => {
  const count = server.requests.length;
  const { error } = await call(key, { body });
  expect(error?.kind).toBe("usage");
  expect(server.requests).toHaveLength(count);
});

test.each(["image/png", "x-multipart/form-data", "x/application/x-www-form-urlencoded"])(
  "an object cannot be sent as %s, and the error says what can",
  async (mediaType) => {
    const count = server.requests.length;
    const init = { body: { a: 1 }, headers: { "content-type": mediaType } };
    expect((await call("POST /form", init)).error?.message).toContain(
      `the body cannot be sent as ${mediaType}; pass a string or a Blob`,
    );
    expect(server.requests).toHaveLength(count);
  },
);

test("a user's bodySerializer writes the body", async () => {
  const bodySerializer = () => "mine";
  const request = await send("POST /form", { body: { a: 1 }, bodySerializer });
  expect(request.body).toBe("mine");
  expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded");
});

test("middleware sees the body and the content type that are sent", async () => {
  const seen: (string | null)[] = [];
  const middleware = [
    {
      onRequest: async ({ request }: { request: Request }) => {
        seen.push(request.headers.get("content-type"), await request.clone().text());
      },
    },
  ];
  const merged = await send("PATCH /merge", { body: { a: "b" }, middleware });
  expect(seen).toEqual(["application/merge-patch+json", '{"a":"b"}']);
  expect(merged.headers["content-type"]).toBe("application/merge-patch+json");
  const upload = await send("POST /upload", { body: { a: "b" }, middleware });
  expect((await readForm(upload)).get("a")).toBe("b");
});
