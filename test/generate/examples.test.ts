import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { nodeOf, operationsOf, type Node } from "../../scripts/contract/document.ts";
import { renderExamples } from "../../scripts/generate/examples.ts";
import { sampleOfType } from "../../scripts/generate/type-samples.ts";
import { loadJudge } from "../support/local-flatpeak/judge.ts";

const flatpeak = nodeOf(parse(readFileSync(new URL("../../spec/flatpeak.yaml", import.meta.url), "utf8")));

async function load(text: string): Promise<Node> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return nodeOf(Object.getOwnPropertyDescriptor(module, "examples")?.value);
}

function contractOf(operation: Node, components: Node = {}): Node {
  return { paths: { "/things/{id}": { post: { responses: {}, ...operation } } }, components };
}

async function examplesOf(operation: Node, components: Node = {}): Promise<Node> {
  const examples = await load(renderExamples(contractOf(operation, components)));
  return nodeOf(examples["POST /things/{id}"]);
}

/** The examples of one response body, under status 200, and of one request body. */
async function bodiesOf(
  schema: unknown,
  schemas: Node = {},
): Promise<{ request: unknown; response: unknown }> {
  const content = { "application/json": { schema } };
  const { body, responses } = await examplesOf(
    { requestBody: { content }, responses: { 200: { content } } },
    { schemas },
  );
  return { request: body, response: nodeOf(responses)["200"] };
}

async function responsesOf(responses: Node, components: Node = {}): Promise<unknown> {
  return (await examplesOf({ responses }, components))["responses"];
}

function jsonOf(schema: unknown, further: Node = {}): Node {
  return { content: { "application/json": { schema, ...further } } };
}

describe("the examples of Flatpeak's contract", async () => {
  const text = renderExamples(flatpeak);
  const examples = await load(text);
  const operations = operationsOf(flatpeak);

  test("cover every operation and every documented status", () => {
    const statuses = Object.entries(examples).map(([key, entry]) => [
      key,
      Object.keys(nodeOf(nodeOf(entry)["responses"])).sort(),
    ]);
    expect(statuses).toEqual(
      operations.map(({ key, responses }) => [key, responses.map(({ status }) => status).sort()]),
    );
    expect(statuses).toHaveLength(37);
  });

  test("are requests that the contract accepts", async () => {
    const judge = await loadJudge();
    const faults = operations.flatMap(({ key, method, path, node }) => {
      const example = nodeOf(examples[key]);
      const query = Object.entries(nodeOf(example["query"])).map(([name, value]) => [name, String(value)]);
      const { operationId, refused, invalid } = judge.judgeRequest({
        method,
        path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(nodeOf(example["path"])[name])),
        query: new URLSearchParams(query).toString(),
        headers: {
          authorization: key === "GET /login" ? "Basic YTpi" : "Bearer token",
          "content-type": "application/json",
        },
        body: example["body"] === undefined ? undefined : JSON.stringify(example["body"]),
      });
      expect(operationId).toBe(node["operationId"]);
      return [...refused, ...invalid].map((fault) => `${key}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  test("are responses that the contract allows", async () => {
    const judge = await loadJudge();
    const faults = operations.flatMap(({ key, node }) =>
      Object.entries(nodeOf(nodeOf(examples[key])["responses"])).flatMap(([status, body]) =>
        judge
          .judgeAnswer(String(node["operationId"]), Number(status), body)
          .map((fault) => `${key} ${status}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  test("do not use the example of another error for an error without one", () => {
    const answers = operations.map(({ key }) => nodeOf(nodeOf(examples[key])["responses"]));
    const notFound = answers.filter((answer) => "404" in answer).map((answer) => answer["404"]);
    expect(notFound.length).toBeGreaterThan(1);
    expect(new Set(notFound.map((body) => JSON.stringify(body)))).toEqual(
      new Set(['{"message":"Not Found"}']),
    );
    expect(nodeOf(nodeOf(examples["GET /devices"])["responses"])).toMatchObject({
      429: { message: "Too Many Requests" },
      500: { message: "Internal Server Error" },
    });
  });

  test("come from the schema for inline error bodies, and from the response for others", () => {
    expect(nodeOf(examples["POST /devices"])).toMatchObject({
      body: { reference_id: "DEV1234567890" },
      responses: {
        201: expect.objectContaining({ object: "device", live_mode: true }) as unknown,
        403: {
          object: "error",
          type: "invalid_request",
          code: "access_denied",
          time_created: "2025-01-01T00:00:00Z",
        },
        409: {
          object: "error",
          type: "conflict",
          code: "duplicate_reference",
          message: "Reference ID already exists",
        },
      },
    });
    expect(nodeOf(nodeOf(examples["GET /devices"])["responses"])).toMatchObject({
      400: { code: "country_code_missing" },
      422: { code: "account_disabled" },
    });
  });

  test("are written once if operations share them, otherwise in place", () => {
    expect(text.split('"access_denied"')).toHaveLength(2);
    const constants = [...text.matchAll(/^const (\w+) =/gm)].map(([, name = ""]) => name);
    expect(constants).toContain("response403");
    expect(constants.filter((name) => text.split(new RegExp(`\\b${name}\\b`)).length < 4)).toEqual([]);
  });
});

describe("the example of a body is", () => {
  test("that of the media type, not of the schema", async () => {
    const answers = await responsesOf({
      200: jsonOf({ type: "object", example: { from: "schema" } }, { example: { from: "media type" } }),
    });
    expect(answers).toEqual({ 200: { from: "media type" } });
  });

  test("the first of the media type's examples that has a value", async () => {
    const answers = await responsesOf(
      {
        200: jsonOf(
          { type: "object" },
          {
            examples: {
              elsewhere: { externalValue: "https://example.com" },
              shared: { $ref: "#/components/examples/Shared" },
            },
          },
        ),
      },
      { examples: { Shared: { value: { from: "components" } } } },
    );
    expect(answers).toEqual({ 200: { from: "components" } });
  });

  test("composed if `examples` is empty", async () => {
    const answers = await responsesOf({ 200: jsonOf({ type: "string", example: "text" }, { examples: {} }) });
    expect(answers).toEqual({ 200: "text" });
  });

  test("that of the JSON media type if there are several", async () => {
    const content = { "text/csv": { example: "a,b" }, "application/problem+json": { example: { a: "b" } } };
    expect(await responsesOf({ 200: { content } })).toEqual({ 200: { a: "b" } });
  });

  test("that of the first media type if none is JSON", async () => {
    const content = { "text/csv": { example: "a,b" }, "text/plain": { example: "a b" } };
    expect(await responsesOf({ 200: { content } })).toEqual({ 200: "a,b" });
  });

  test("undefined if the contract has no content", async () => {
    const answers = await responsesOf({ 204: { description: "Gone" }, 205: { content: {} } });
    expect(answers).toStrictEqual({ 204: undefined, 205: undefined });
  });
});

describe("a composed body", () => {
  test("has all required properties, and optional ones that contain an example", async () => {
    const { request, response } = await bodiesOf({
      required: ["id", "count", "undeclared"],
      properties: {
        id: { type: "string", format: "uuid" },
        count: { type: "integer", minimum: 3 },
        note: { type: "string" },
        state: { type: "string", enum: ["on", "off"] },
        unit: { type: "string", default: "kWh" },
        empty: { type: "string", nullable: true, example: null },
        list: { type: "array", items: { type: "string" } },
        nested: { type: "object", properties: { deep: { type: "array", items: { example: 7 } } } },
      },
    });
    expect(response).toEqual({
      id: "00000000-0000-4000-8000-000000000000",
      count: 3,
      state: "on",
      unit: "kWh",
      empty: null,
      nested: { deep: [7] },
      undeclared: {},
    });
    expect(request).toEqual(response);
  });

  test("merges the parts of allOf with the first alternative of oneOf and anyOf that is not null", async () => {
    const { response } = await bodiesOf(
      {
        allOf: [{ $ref: "#/components/schemas/Base" }, { required: ["id"] }],
        properties: { kind: { enum: ["cat"] }, maybe: { anyOf: [{ type: "null" }, { example: "text" }] } },
        oneOf: [{ properties: { purrs: { default: true } } }, { properties: { barks: { default: true } } }],
        anyOf: [{ properties: { legs: { const: 4 } } }],
      },
      { Base: { type: "object", properties: { id: { type: "string" }, kind: { type: "string" } } } },
    );
    expect(response).toEqual({ id: "string", kind: "cat", maybe: "text", purrs: true, legs: 4 });
  });

  test("lets a schema narrow its parts, and keywords beside a $ref narrow its target", async () => {
    const { response } = await bodiesOf(
      {
        required: ["contact", "state"],
        properties: {
          contact: { allOf: [{ type: "string", format: "uri" }], format: "email" },
          state: { $ref: "#/components/schemas/State", default: "off" },
        },
      },
      { State: { type: "string", enum: ["on", "off"] } },
    );
    expect(response).toEqual({ contact: "user@example.com", state: "off" });
  });

  test("has an optional object whose only example is that of a part", async () => {
    const { response } = await bodiesOf({
      properties: { owner: { allOf: [{ type: "object", example: { name: "Ada" } }] } },
    });
    expect(response).toEqual({ owner: { name: "Ada" } });
  });

  test("reads the examples of a schema in OpenAPI 3.1", async () => {
    const { response } = await bodiesOf({ type: "string", examples: ["first", "second"] });
    expect(response).toBe("first");
  });

  test("has the required number of array items, and none if none are allowed", async () => {
    const { response } = await bodiesOf({
      required: ["pair", "none"],
      properties: {
        pair: { items: { example: 1 }, minItems: 2 },
        none: { type: "array", items: { example: 1 }, maxItems: 0 },
      },
    });
    expect(response).toEqual({ pair: [1, 1], none: [] });
  });

  test("adds required properties of other parts to the example of a part", async () => {
    const { response } = await bodiesOf(
      { allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { b: {} }, required: ["b"] }] },
      { Base: { properties: { a: { example: 1 } }, example: { a: 2 } } },
    );
    expect(response).toEqual({ a: 2, b: {} });
  });

  test("has all optional properties if a request body has no example at all", async () => {
    const { request, response } = await bodiesOf({
      properties: { name: { type: "string" }, sizes: { type: "array", items: { type: "number" } } },
    });
    expect(request).toEqual({ name: "string", sizes: [0] });
    expect(response).toEqual({});
  });

  test("leaves readOnly properties out of requests and writeOnly ones out of responses", async () => {
    const { request, response } = await bodiesOf(
      {
        required: ["id", "secret"],
        properties: {
          id: { type: "string", example: "a", readOnly: true },
          owner: { $ref: "#/components/schemas/Owner", readOnly: true },
          secret: { type: "string", example: "b", writeOnly: true },
        },
      },
      { Owner: { type: "string", example: "o" } },
    );
    expect(request).toEqual({ secret: "b" });
    expect(response).toEqual({ id: "a", owner: "o" });
  });

  test("ends if a schema contains itself", async () => {
    const node = { $ref: "#/components/schemas/Node" };
    const { request, response } = await bodiesOf(node, {
      Node: {
        required: ["name", "children"],
        properties: { name: { example: "root" }, parent: node, children: { type: "array", items: node } },
        allOf: [node],
        anyOf: [node, { properties: { leaf: { example: true } } }],
      },
    });
    expect(response).toEqual({ name: "root", children: [], leaf: true });
    expect(request).toEqual(response);
  });

  test("ends if parts of a schema contain it again", async () => {
    const whole = { $ref: "#/components/schemas/Whole" };
    const { response } = await bodiesOf(whole, {
      Whole: {
        allOf: [
          { properties: { inner: whole, name: { example: "whole" } } },
          { properties: { inner: whole } },
        ],
      },
    });
    expect(response).toEqual({ name: "whole" });
  });

  test("stays small if optional objects branch at every level", async () => {
    const levels = Array.from({ length: 12 }, (_, level) => [
      `Level${level}`,
      {
        properties: Object.fromEntries(
          ["a", "b", "c", "d"].map((name) => [name, { $ref: `#/components/schemas/Level${level + 1}` }]),
        ),
      },
    ]);
    const schemas = nodeOf(Object.fromEntries([...levels, ["Level12", { example: "leaf" }]]));
    const { response } = await bodiesOf({ $ref: "#/components/schemas/Level0" }, schemas);
    const text = JSON.stringify(response);
    expect(text).toContain("leaf");
    expect(text.length).toBeLessThan(10_000);
  });
});

describe("an error without a sample", () => {
  const schemas = {
    Problem: {
      required: ["kind", "code"],
      properties: {
        kind: { type: "string", default: "error" },
        code: { type: "string", example: "access_denied" },
        message: { type: "string", example: "Access denied" },
      },
    },
    Fault: { type: "object", properties: { code: { type: "string", example: "no_money" } } },
  };
  const problem = jsonOf({ $ref: "#/components/schemas/Problem" });

  test("has required properties and the reason of the status, but no example of a schema that errors share", async () => {
    expect(await responsesOf({ 403: problem, 410: problem }, { schemas })).toEqual({
      403: { kind: "error", code: "string", message: "Forbidden" },
      410: { kind: "error", code: "string", message: "Gone" },
    });
  });

  test("has the reason of each status, even if the response is shared", async () => {
    const shared = { $ref: "#/components/responses/Problem" };
    const answers = await responsesOf(
      { 403: shared, 410: shared },
      { schemas, responses: { Problem: problem } },
    );
    expect(answers).toMatchObject({ 403: { message: "Forbidden" }, 410: { message: "Gone" } });
  });

  test("has no reason for a range of statuses", async () => {
    const answers = await responsesOf({ "4XX": problem, default: problem }, { schemas });
    const required = { kind: "error", code: "string" };
    expect(answers).toEqual({ "4XX": required, default: required });
  });

  test("gets no message if the schema has no text for it", async () => {
    const odd = jsonOf({ $ref: "#/components/schemas/Odd" });
    const answers = await responsesOf(
      { 403: odd, 410: odd },
      { schemas: { Odd: { type: "object", properties: { message: { type: "object" } } } } },
    );
    expect(answers).toEqual({ 403: {}, 410: {} });
  });

  test("uses the examples of a schema that only it has", async () => {
    const fault = jsonOf({ $ref: "#/components/schemas/Fault" });
    expect(await responsesOf({ 200: fault, 402: fault }, { schemas })).toMatchObject({
      402: { code: "no_money" },
    });
  });
});

describe("parameter examples", () => {
  test("include path parameters, and query parameters that are required or have an example", async () => {
    const examples = await examplesOf({
      parameters: [
        { name: "id", in: "path", required: true, schema: { type: "string" } },
        { name: "given", in: "query", example: "a", schema: { example: "b" } },
        { name: "several", in: "query", examples: { first: { value: 1 } }, schema: { type: "integer" } },
        { name: "schema", in: "query", schema: { type: "string", example: "c" } },
        { name: "required", in: "query", required: true, schema: { type: "integer", default: 5 } },
        { name: "optional", in: "query", schema: { type: "string", enum: ["x"] } },
        {
          name: "filter",
          in: "query",
          required: true,
          content: { "application/json": { schema: { example: { a: 1 } } } },
        },
        { name: "X-Header", in: "header", required: true, example: "no", schema: { type: "string" } },
      ],
    });
    expect(examples).toEqual({
      path: { id: "string" },
      query: { given: "a", several: 1, schema: "c", required: 5, filter: { a: 1 } },
      responses: {},
      integers: { required: { default: 5 } },
    });
  });
});

describe("the facts about requests for a fake", () => {
  const thing = {
    allOf: [{ properties: { name: {}, colour: {} } }, { properties: { id: { type: "string" } } }],
  };

  test("name the body fields that the response also has, also in parts of schemas", async () => {
    const sent = { allOf: [{ properties: { colour: {}, secret: {} } }, { properties: { name: {} } }] };
    const examples = await examplesOf({ requestBody: jsonOf(sent), responses: { 201: jsonOf(thing) } });
    expect(examples["sharedFields"]).toEqual(["colour", "name"]);
  });

  test.each([
    ["a list", { type: "array", items: thing }],
    ["a list in a page", { properties: { more: {}, items: { type: "array", items: thing } } }],
  ])("name the query parameters that objects in %s also have", async (_name, schema) => {
    const parameters = ["limit", "name"].map((name) => ({ name, in: "query", schema: { type: "string" } }));
    const examples = await examplesOf({ parameters, responses: { 200: jsonOf(schema) } });
    expect(examples["sharedFields"]).toEqual(["name"]);
  });

  test("have the bounds of integers in the query", async () => {
    const schema = { type: "integer", minimum: 1, maximum: 50, default: 10, description: "page size" };
    const parameters = [{ name: "limit", in: "query", schema }];
    expect((await examplesOf({ parameters }))["integers"]).toEqual({
      limit: { minimum: 1, maximum: 50, default: 10 },
    });
  });
});

describe("a value derived from a type", () => {
  test.each<[Node, unknown]>([
    [{ type: "string" }, "string"],
    [{ type: "string", minLength: 8 }, "string--"],
    [{ type: "string", maxLength: 2 }, "st"],
    [{ type: "string", format: "date-time" }, "2025-01-01T00:00:00Z"],
    [{ type: "string", format: "unheard-of" }, "string"],
    [{ type: ["null", "boolean"] }, true],
    [{ type: "null" }, null],
    [{ type: "integer" }, 0],
    [{ type: "integer", minimum: 1.5 }, 2],
    [{ type: "integer", exclusiveMinimum: 4 }, 5],
    [{ type: "integer", minimum: 4, exclusiveMinimum: true }, 5],
    [{ type: "integer", maximum: -3, exclusiveMaximum: true }, -4],
    [{ type: "integer", minimum: 10, multipleOf: 4 }, 12],
    [{ type: "number", maximum: -0.5 }, -0.5],
    [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    [{}, {}],
  ])("of %j is %j", (schema, value) => {
    expect(sampleOfType(schema)).toEqual(value);
  });
});

describe("the module", () => {
  test("keeps every name and text of the contract unchanged", async () => {
    const body = nodeOf(
      JSON.parse('{"__proto__":"a","a-b":"\\"\\\\ \\u2028 `${1}`","200":[],"constructor":null,"":1e300}'),
    );
    const answers = nodeOf(await responsesOf({ 200: jsonOf({}, { example: body }) }));
    expect(JSON.stringify(answers["200"])).toBe(JSON.stringify(body));
  });

  test("has separate constants for components with similar names", async () => {
    const answers = await responsesOf(
      Object.fromEntries(
        ["a-b", "a_b", "examples"].flatMap((name, index) =>
          [200, 400].map((status) => [status + index, { $ref: `#/components/responses/${name}` }]),
        ),
      ),
      {
        responses: {
          "a-b": jsonOf({ example: [1] }),
          a_b: jsonOf({ example: [2] }),
          examples: jsonOf({ example: [3] }),
        },
      },
    );
    expect(answers).toEqual({ 200: [1], 400: [1], 201: [2], 401: [2], 202: [3], 402: [3] });
  });

  test("compiles in strict mode, for Flatpeak and for an odd contract", () => {
    const odd = contractOf(
      {
        requestBody: { $ref: "#/components/requestBodies/None" },
        responses: {
          204: { $ref: "#/components/responses/8 bit" },
          default: { $ref: "#/components/responses/8 bit" },
          "4XX": { $ref: "#/components/responses/empty" },
          "5XX": { $ref: "#/components/responses/empty" },
          500: { $ref: "#/components/responses/null" },
          501: { $ref: "#/components/responses/null" },
        },
      },
      {
        requestBodies: { None: { content: {} } },
        responses: {
          "8 bit": jsonOf({}, { example: { "a-b": [-1, Infinity, [], {}, null] } }),
          empty: { description: "No content" },
          null: jsonOf({}, { example: null }),
        },
      },
    );
    const files = new Map([
      ["/flatpeak.ts", renderExamples(flatpeak)],
      ["/odd.ts", renderExamples(odd)],
    ]);
    expect(diagnosticsOf(files)).toEqual([]);
    expect(diagnosticsOf(new Map([["/broken.ts", "export const examples = { 1: };"]]))).not.toEqual([]);
  });
});

function diagnosticsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readFromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion) => {
    const text = files.get(name);
    return text === undefined
      ? readFromDisk(name, languageVersion)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
  );
}
