import { afterAll, beforeAll, expect, test } from "vitest";
import { findWarnings } from "../../scripts/generate/warnings.ts";
import { callsOf, contractOfOperations } from "../support/generated-client.ts";
import type { CallByKey } from "../support/generated-client.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const SCHEMA = { schema: { type: "object" } };
const answer = (...types: string[]) => ({
  description: "",
  content: Object.fromEntries(types.map((type) => [type, SCHEMA])),
});

const contract = contractOfOperations({
  "GET /json": { responses: { 200: answer("text/csv", "application/json") } },
  "GET /vendor": { responses: { 200: answer("text/csv", "application/vnd.api+json; charset=utf-8") } },
  "GET /csv": { responses: { 200: answer("text/csv", "image/png"), default: answer("application/json") } },
  "GET /problem": {
    responses: { 200: answer("application/json"), "4XX": answer("application/problem+json") },
  },
  "GET /any": { responses: { 200: answer("*/*") } },
  "GET /nothing": {},
  "GET /sequence": { responses: { 200: answer("application/json-seq") } },
  "GET /lines": { responses: { 200: answer("application/x-ndjson") } },
  "GET /events": { responses: { 200: answer("text/event-stream") } },
  "GET /failing": { responses: { 400: answer("application/problem+json") } },
  "GET /ignored": {
    parameters: ["Authorization", "content-type", "ACCEPT"].map((name) => ({
      name,
      in: "header",
      required: true,
      schema: { type: "array", items: { type: "string" } },
    })),
  },
  "TRACE /body": { requestBody: { content: { "application/json": SCHEMA } } },
});

let server: RawServer;
let call: CallByKey;
let problem: object = {};

beforeAll(async () => {
  server = await startServer(({ url }, _incoming, outgoing) => {
    if (url === "/failing") {
      outgoing.writeHead(400, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
    } else if (url === "/lines") {
      outgoing.writeHead(200, { "content-type": "application/x-ndjson" }).end('{"a":1}\n{"a":2}\n');
    } else outgoing.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  call = callsOf(contract, { baseUrl: server.origin });
});
afterAll(() => server.close());

test.each([
  ["GET /json", "application/json"],
  ["GET /vendor", "application/vnd.api+json"],
  ["GET /csv", "text/csv, image/png, application/json"],
  ["GET /problem", "application/json, application/problem+json"],
  ["GET /any", "*/*"],
  ["GET /nothing", "*/*"],
  ["GET /sequence", "application/json-seq"],
])("%s accepts %s", async (key, accept) => {
  await call(key);
  expect(server.requests.at(-1)?.headers.accept).toBe(accept);
});

test("an accept header of the client or of a call takes precedence", async () => {
  const headers = { Accept: "text/csv" };
  await call("GET /json", { parseAs: "text", headers });
  expect(server.requests.at(-1)?.headers.accept).toBe("text/csv");
  await callsOf(contract, { baseUrl: server.origin, headers })("GET /json");
  expect(server.requests.at(-1)?.headers.accept).toBe("text/csv");
});

test.each(["GET /sequence", "GET /lines", "GET /events"])("%s is not JSON", (key) => {
  const warned = findWarnings(contract).find(({ kind }) => kind === "unparsed-response");
  expect(warned?.places).toContain(key);
});

test("a sequence of JSON texts is refused as JSON but can be read as text", async () => {
  expect((await call("GET /lines")).error?.kind).toBe("unexpected-response");
  expect((await call("GET /lines", { parseAs: "text" })).data).toBe('{"a":1}\n{"a":2}\n');
});

test.each([
  [{ title: "Out of stock", detail: "Item 7 is sold" }, "400 Out of stock: Item 7 is sold (GET /failing)"],
  [{ title: "Out of stock", status: 400 }, "400 Out of stock (GET /failing)"],
  [{ detail: "Item 7 is sold" }, "400 Item 7 is sold (GET /failing)"],
  [{ title: "T", detail: "D", code: "c" }, "400 c: D (GET /failing)"],
  [{ title: "T", message: "m" }, "400 T: m (GET /failing)"],
  [{ title: 7 }, "400 Bad Request (GET /failing)"],
])("an error with %j says: %s", async (body, message) => {
  problem = body;
  expect((await call("GET /failing")).error?.message).toBe(message);
});

test("header parameters that OpenAPI ignores are not needed", async () => {
  expect((await call("GET /ignored")).error).toBeUndefined();
  expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
});

test("a body of a TRACE causes a warning, and is refused", async () => {
  expect(findWarnings(contract)).toContainEqual({ kind: "unsent-body", places: ["TRACE /body"] });
  const { error } = await call("TRACE /body", { body: {} });
  expect(error?.message).toContain("cannot have a body");
});
