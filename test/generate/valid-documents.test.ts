import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { readContract } from "../../scripts/contract/contract.ts";
import { renderCode } from "../../scripts/generate/files.ts";
import { findWarnings } from "../../scripts/generate/warnings.ts";

const INFO = 'info: { title: T, version: "1" }\n';

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "valid-documents-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function generate(text: string, overlay?: string): Promise<Readonly<Record<string, string>>> {
  const write = async (name: string, content: string): Promise<{ file: string; name: string }> => {
    const file = join(folder, name);
    await writeFile(file, content);
    return { file, name };
  };
  const contract = await readContract(
    await write("c.yaml", text),
    overlay === undefined ? undefined : await write("o.yaml", overlay),
  );
  const files = renderCode(contract, "").map(({ path, text: code }) => [path, code] as const);
  return { ...Object.fromEntries(files), warnings: JSON.stringify(findWarnings(contract.document)) };
}

async function problemsOf(text: string): Promise<readonly string[]> {
  try {
    await generate(text);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.problems;
    throw error;
  }
}

/** The types of a contract, without the head, which has the hash of the file. */
async function typesOf(text: string): Promise<string> {
  const { "schema.ts": schema = "" } = await generate(text);
  return schema.replace(/^\/\/.*\n/gm, "");
}

const pathsOf = (response: string): string =>
  `paths: { /a: { get: { operationId: a, responses: { "200": ${response} } } } }\n`;
const contractWith = (response: string, schemas = "A: {}", openapi = "3.1.0"): string =>
  `openapi: ${openapi}\n${INFO}${pathsOf(response)}components: { schemas: { ${schemas} } }\n`;

describe("the version of OpenAPI", () => {
  const nullable =
    "{ description: d, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }";
  const A = 'A: { allOf: [{ $ref: "#/components/schemas/B", required: [b] }] }, B: { properties: { b: {} } }';

  test.each([
    ["3.0", "3.0.3"],
    ['"3.0"', "3.0.3"],
    ["3.1", "3.1.0"],
    ['"3.1"', "3.1.0"],
  ])("%s means the same as %s", async (short, full) => {
    expect(await typesOf(contractWith(nullable, A, short))).toBe(
      await typesOf(contractWith(nullable, A, full)),
    );
  });

  test("may be a number in JSON", async () => {
    const text = JSON.stringify({ openapi: 3.1, info: { title: "T", version: "1" }, paths: {} });
    expect(await typesOf(text)).toContain("paths");
  });

  test.each(['"3"', '"3.1."', '"3.10"', "3.3", '"4.0"', "true"])("%s is refused", async (version) => {
    expect(await problemsOf(`openapi: ${version}\n${INFO}paths: {}\n`)).toEqual([
      expect.stringMatching(/^c\.yaml:1:10: (OpenAPI .* is not supported|`openapi` must name a version)/),
    ]);
  });

  test("3.2 without new features is refused with the version to declare", async () => {
    expect(await problemsOf(`openapi: 3.2.0\n${INFO}paths: {}\n`)).toEqual([
      "c.yaml:1:10: OpenAPI 3.2 is not supported, but the contract uses nothing new in it; declare 3.1.2",
    ]);
  });

  test("3.2 is refused with the place of each new feature", async () => {
    const text = `openapi: 3.2.0
${INFO}paths:
  /a:
    query:
      parameters: [{ name: q, in: querystring, content: { application/json: {} } }]
      responses:
        "200":
          description: d
          content: { application/jsonl: { itemSchema: {}, example: { itemSchema: {} } } }
    additionalOperations: { COPY: { responses: {} } }
components:
  schemas: { A: { properties: { query: {}, itemSchema: {} } } }
`;
    expect(await problemsOf(text)).toEqual([
      "c.yaml:1:10: OpenAPI 3.2 is not supported; remove its new features, and declare 3.1.2",
      "c.yaml:11:5: `additionalOperations` is new in OpenAPI 3.2",
      "c.yaml:5:5: `query` is new in OpenAPI 3.2",
      "c.yaml:6:31: `in` is new in OpenAPI 3.2",
      "c.yaml:10:43: `itemSchema` is new in OpenAPI 3.2",
    ]);
  });
});

describe("a response without a description", () => {
  const content = "content: { application/json: { schema: { type: string } } }";

  test.each([
    ["in its own place", `{ ${content} }`, `{ description: "", ${content} }`, ""],
    [
      "under components",
      '{ $ref: "#/components/responses/R" }',
      '{ $ref: "#/components/responses/R" }',
      `components: { responses: { R: { ${content} } } }\n`,
    ],
  ])("%s is a warning, and has the same types", async (_, response, described, components) => {
    const head = `openapi: 3.0.3\n${INFO}`;
    const text = head + pathsOf(response) + components;
    expect((await generate(text))["warnings"]).toBe(
      JSON.stringify([{ kind: "undescribed-response", places: ["200 of GET /a"] }]),
    );
    expect(await typesOf(text)).toBe(
      await typesOf(head + pathsOf(described) + components.replace("R: {", 'R: { description: "",')),
    );
  });

  test("that is not a text is refused", async () => {
    expect(await problemsOf(contractWith("{ description: 1 }"))).toEqual([
      expect.stringContaining("Expected type `string` but got `integer`"),
    ]);
  });
});

describe("a mapping to the name of a schema", () => {
  const union = (target: string, value = "c"): string =>
    `U: { oneOf: [{ $ref: "#/components/schemas/NAME" }], discriminator: { propertyName: k, mapping: { ${value}: ${target} } } },
     NAME: { type: object, required: [k], properties: { k: { type: string } } }`;
  const response =
    '{ description: d, content: { application/json: { schema: { $ref: "#/components/schemas/U" } } } }';

  test.each(
    ["3.0.3", "3.1.0"].flatMap((version) =>
      ["Cat", "com.acme.Cat", "Cat.yaml"].map((name) => [name, version]),
    ),
  )("%s, in OpenAPI %s, means the same as its reference", async (name = "", version) => {
    const schemas = (target: string): string => union(target).replaceAll("NAME", name);
    const types = await typesOf(contractWith(response, schemas(name), version));
    expect(types).toContain('k: "c"');
    expect(types).toBe(
      await typesOf(contractWith(response, schemas(`"#/components/schemas/${name}"`), version)),
    );
  });

  test("may have the key $ref", async () => {
    expect(await typesOf(contractWith(response, union("Cat", "$ref").replaceAll("NAME", "Cat")))).toContain(
      'k: "$ref"',
    );
  });

  test("that no schema has is refused with its place in the mapping", async () => {
    const schemas = union("Cat, d: Dgo").replaceAll("NAME", "Cat");
    expect(await problemsOf(contractWith(response, schemas))).toEqual([
      expect.stringMatching(/^c\.yaml:4:\d+: #\/components\/schemas\/Dgo does not exist/),
    ]);
  });
});

describe("text in data that looks like a reference", () => {
  const schema = (keyword: string): string =>
    contractWith(
      '{ description: d, content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } }',
      `A: { type: object, ${keyword} }`,
    );
  const place = (part: string): string => contractWith(`{ description: d, ${part} }`);
  const media = (part: string): string => place(`content: { application/json: { ${part} } }`);
  const PLACES: readonly (readonly [string, (data: string) => string])[] = [
    ["an example", (data) => schema(`example: ${data}`)],
    ["a list of examples", (data) => schema(`examples: [${data}]`)],
    ["a default", (data) => schema(`default: ${data}`)],
    ["an enum", (data) => schema(`enum: [${data}]`)],
    ["a const", (data) => schema(`const: ${data}`)],
    ["an extension of a schema", (data) => schema(`x-a: ${data}`)],
    ["the example of a media type", (data) => media(`example: ${data}`)],
    ["a named example", (data) => media(`examples: { e: { value: ${data} } }`)],
    [
      "a parameter of a link",
      (data) => place(`links: { l: { operationId: a, parameters: { p: ${data} } } }`),
    ],
    ["the body of a link", (data) => place(`links: { l: { operationId: a, requestBody: ${data} } }`)],
    ["an extension of the document", (data) => `${schema("x-a: 1")}x-a: ${data}\n`],
    ["an extension of paths", (data) => schema("x-a: 1").replace("paths: {", `paths: { x-a: ${data},`)],
    [
      "an extension of responses",
      (data) => schema("x-a: 1").replace("responses: {", `responses: { x-a: ${data},`),
    ],
  ];
  const DATA = [
    ...["#/nowhere", "other.yaml", "http://127.0.0.1:9/a.yaml", "100%"].map((text) => `{ $ref: "${text}" }`),
    '{ a: [{ $ref: "other.yaml" }] }',
  ];

  test.each(PLACES)("is data in %s", async (_, contractOf) => {
    for (const data of DATA) expect(await problemsOf(contractOf(data))).toEqual([]);
  });

  test("is unchanged in examples", async () => {
    const { "examples.ts": examples } = await generate(schema('example: { $ref: "#/components/schemas/A" }'));
    expect(examples).toContain('200: { "$ref": "#/components/schemas/A" }');
  });

  test("is also unchanged with an overlay", async () => {
    const overlay = `overlay: 1.0.0\n${INFO}actions: [{ target: $.info, update: { description: d } }]\n`;
    const { "examples.ts": examples } = await generate(schema('example: { $ref: "other.yaml" }'), overlay);
    expect(examples).toContain('200: { "$ref": "other.yaml" }');
  });

  test("is a literal in the type of an enum", async () => {
    expect(await typesOf(schema('enum: [{ $ref: "other.yaml" }]'))).toContain('$ref: "other.yaml"');
  });

  test.each([
    ["a property", "properties: { $ref: { type: string } }, required: [$ref]", "$ref: string"],
    [
      "a property beside an example",
      'properties: { $ref: { type: string, example: "#/b" } }',
      "$ref?: string",
    ],
  ])("$ref as the name of %s is not a reference", async (_, keywords, type) => {
    expect(await typesOf(schema(keywords))).toContain(type);
  });

  test.each([
    [
      "a parameter of a link",
      place("links: { l: { operationId: a, parameters: { $ref: $response.body#/id } } }"),
    ],
    [
      "a scope",
      `openapi: 3.1.0\n${INFO}paths: {}\ncomponents: { securitySchemes: { o: { type: oauth2, flows: { clientCredentials: { tokenUrl: "https://a.example/b", scopes: { $ref: reads } } } } } }\n`,
    ],
  ])("$ref as the name of %s is not a reference", async (_, text) => {
    expect(await problemsOf(text)).toEqual([]);
  });
});

describe("a $ref is a reference", () => {
  test.each([
    [
      "among named examples",
      '{ description: d, content: { text/plain: { examples: { e: { $ref: "#/z" } } } } }',
      "A: {}",
    ],
    [
      "in properties named like data",
      "{ description: d }",
      'A: { properties: { example: { $ref: "#/z" } } }',
    ],
    [
      "in a property named like an extension",
      "{ description: d }",
      'A: { properties: { x-a: { $ref: "#/z" } } }',
    ],
    ["in a component named like an extension", "{ description: d }", 'x-a: { $ref: "#/z" }'],
  ])("%s", async (_, response, schemas) => {
    expect(await problemsOf(contractWith(response, schemas))).toEqual([
      expect.stringContaining("#/z does not exist"),
    ]);
  });

  test("as the default response", async () => {
    const text = contractWith('{ description: d }, default: { $ref: "#/z" }');
    expect(await problemsOf(text)).toEqual([expect.stringContaining("#/z does not exist")]);
  });

  test("as a component response named like an extension", async () => {
    const text = `openapi: 3.1.0\n${INFO}paths: {}\ncomponents: { responses: { x-a: { $ref: "#/z" } } }\n`;
    expect(await problemsOf(text)).toEqual([expect.stringContaining("#/z does not exist")]);
  });
});

describe("anchors of schemas", () => {
  const response = (reference: string): string =>
    `{ description: d, content: { application/json: { schema: { $ref: "${reference}" } } } }`;
  const schemas = (reference: string): string =>
    "A: { $anchor: thing, type: object, properties: { " +
    `inner: { $anchor: inner, type: integer }, next: { $ref: "${reference}" } } }`;

  test("a $ref to an anchor means the same as one to the place of its schema", async () => {
    const byAnchor = await typesOf(contractWith(response("#thing"), schemas("#inner")));
    const pointer = "#/components/schemas/A";
    expect(byAnchor).toBe(
      await typesOf(contractWith(response(pointer), schemas(`${pointer}/properties/inner`))),
    );
    expect(byAnchor).toContain('"application/json": components["schemas"]["A"]');
  });

  test.each([
    ["a $dynamicRef to the one $dynamicAnchor", "$dynamicAnchor", "$dynamicRef", "#thing"],
    ["a $ref to a $dynamicAnchor", "$dynamicAnchor", "$ref", "#thing"],
    ["a $dynamicRef to a plain $anchor", "$anchor", "$dynamicRef", "#thing"],
    ["a $dynamicRef to a place", "$anchor", "$dynamicRef", "#/components/schemas/A"],
  ])("%s means the same as a $ref to the place of its schema", async (_, anchor, keyword, reference) => {
    const schemasBy = (key: string, target: string): string =>
      `A: { ${anchor}: thing, type: object, properties: { next: { type: array, items: { ${key}: "${target}" } } } }`;
    const pointer = "#/components/schemas/A";
    const types = await typesOf(contractWith(response(pointer), schemasBy(keyword, reference)));
    expect(types).toBe(await typesOf(contractWith(response(pointer), schemasBy("$ref", pointer))));
    expect(types).toContain('next?: components["schemas"]["A"][]');
  });

  test("a $dynamicRef to an anchor that two schemas have is unknown", async () => {
    const types = await typesOf(
      contractWith(
        response("#/components/schemas/C"),
        "A: { $dynamicAnchor: t, type: string }, B: { $dynamicAnchor: t, type: string }, " +
          'C: { type: object, properties: { c: { $dynamicRef: "#t" } } }',
      ),
    );
    expect(types).toContain("c?: unknown");
  });

  test("an overlay may add a $ref to an anchor", async () => {
    const overlay = `overlay: 1.0.0\n${INFO}actions: [{ target: $.components.schemas, update: { B: { $ref: "#thing" } } }]\n`;
    const files = await generate(contractWith(response("#thing"), schemas("#inner")), overlay);
    expect(files["schema.ts"]).toContain("export type B = A;");
  });

  test("text in data that looks like an anchor is not an anchor", async () => {
    const example = 'B: { type: object, example: { $anchor: thing, $ref: "#nowhere" } }';
    expect(await problemsOf(contractWith(response("#thing"), `${schemas("#inner")}, ${example}`))).toEqual(
      [],
    );
  });

  test("a $dynamicRef means the same as a $ref where one schema has its anchor", async () => {
    const tree = (anchor: string, keyword: string): string =>
      `A: { ${anchor}: node, type: object, properties: { next: { ${keyword}: "#node" } } }`;
    const byPlace = await typesOf(contractWith(response("#node"), tree("$anchor", "$ref")));
    expect(await typesOf(contractWith(response("#node"), tree("$dynamicAnchor", "$dynamicRef")))).toBe(
      byPlace,
    );
    expect(byPlace).toContain('next?: components["schemas"]["A"]');
  });
});

describe("schemas that are booleans", () => {
  const response = (schema: string): string =>
    `{ description: d, content: { application/json: { schema: ${schema} } } }`;
  const schemas = (all: string, none: string): string =>
    `A: ${all}, B: { allOf: [${all}] }, C: { properties: { c: ${none} } }, D: { oneOf: [${none}, { type: string }] }, ` +
    `E: { patternProperties: { x: ${all} }, prefixItems: [${all}] }`;

  test("mean the same as {} and { not: {} }", async () => {
    const written = await typesOf(contractWith(response("true"), schemas("true", "false")));
    expect(written).toBe(await typesOf(contractWith(response("{}"), schemas("{}", "{ not: {} }"))));
    expect(written).toContain("export type A = unknown;");
    expect(written).toContain("c?: never;");
  });

  test("are refused in OpenAPI 3.0, which has none", async () => {
    expect(await problemsOf(contractWith(response("{}"), "A: true", "3.0.3"))).toEqual([
      expect.stringContaining("got `boolean`"),
    ]);
  });
});

test.each(["204", "205", "304"])("a %s has no content, whatever the contract says", async (status) => {
  const content = "{ description: d, content: { application/json: { schema: { type: integer } } } }";
  const responses = `{ "200": ${content}, "${status}": { $ref: "#/components/responses/Shared" } }`;
  const files = await generate(
    `openapi: 3.0.3\n${INFO}paths: { /a: { get: { operationId: a, responses: ${responses} } } }\n` +
      `components: { responses: { Shared: ${content} } }\n`,
  );
  const [, type] = new RegExp(` ${status}: \\{([^]*?)\\n {12}\\}`).exec(files["schema.ts"] ?? "") ?? [];
  expect(type).toContain("content?: never;");
  expect(files["manifest.ts"]).not.toContain(`"${status}":"any"`);
});

test("a path has the operations of its $ref and those beside it, which win", async () => {
  const operation = (id: string): string =>
    `{ operationId: ${id}, responses: { "204": { description: d } } }`;
  const shared = `components: { pathItems: { S: { get: ${operation("read")}, put: ${operation("old")} } } }\n`;
  const own = `put: ${operation("new")}, parameters: [{ name: q, in: query, schema: {} }]`;
  const head = `openapi: 3.1.0\n${INFO}`;
  const written = `${head}paths: { /a: { get: ${operation("read")}, ${own} } }\n${shared}`;
  const referring = `${head}paths: { /a: { $ref: "#/components/pathItems/S", ${own} } }\n${shared}`;
  expect(await typesOf(referring)).toBe(await typesOf(written));
  const { "manifest.ts": manifest } = await generate(referring);
  expect(manifest).toMatch(/"GET \/a":\{"operationId":"read"[^]*"PUT \/a":\{"operationId":"new"/);
  expect(await problemsOf(referring.replace("pathItems/S", "pathItems/T"))).toEqual([
    expect.stringContaining("#/components/pathItems/T does not exist"),
  ]);
});
