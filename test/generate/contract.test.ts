import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { readContract } from "../../scripts/contract/contract.ts";

const HEAD = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\n';

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "contract-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function problemsOf(text: string, name = "contract.yaml"): Promise<readonly string[]> {
  const file = join(folder, name);
  await writeFile(file, text);
  const error: unknown = await readContract({ file, name }).catch((reason: unknown) => reason);
  return error instanceof ContractError ? error.problems : [];
}

test.each([
  [
    "YAML that does not parse",
    "openapi: 3.0.3\ninfo: [\n",
    "3:1: not valid YAML or JSON: deficient indentation; correct it",
  ],
  [
    "a duplicate key",
    "openapi: 3.0.3\nopenapi: 3.0.3\n",
    "2:1: not valid YAML or JSON: duplicated mapping key; keep one of the two",
  ],
  ["an empty file", "", "1:1: no OpenAPI document: the file is empty; name the file that holds it"],
  ["prose", "Dear all,", "1:1: no OpenAPI document: no mapping at its root; name the file that holds it"],
  ["no version of OpenAPI", "info: {}", "1:1: `openapi` must name a version, such as 3.0.3 or 3.1.0"],
  ["a list as version", "openapi: [3.1]", "1:10: `openapi` must name a version, such as 3.0.3 or 3.1.0"],
  [
    "Swagger 2",
    'swagger: "2.0"',
    "1:10: Swagger is not supported; convert the contract to OpenAPI 3.0 or 3.1",
  ],
  ["OpenAPI 3.3", "openapi: 3.3.0", "1:10: OpenAPI 3.3.0 is not supported; versions 3.0.x and 3.1.x are"],
  ["a missing `info`", "openapi: 3.0.3\npaths: {}", "1:1: The field `info` must be present on this level."],
  [
    "an unknown type",
    `${HEAD}paths: {}\ncomponents:\n  schemas:\n    A:\n      type: bool\n`,
    '7:13: `type` can be one of the following only: "object", "array", "string", "number", "integer", "boolean".',
  ],
  [
    "an unknown type in OpenAPI 3.1",
    `${HEAD.replace("3.0.3", "3.1.0")}paths: {}\ncomponents:\n  schemas:\n    A:\n      type: bool\n`,
    '7:13: `type` can be one of the following only: "object", "array", "string", "number", "integer", "boolean", "null".',
  ],
  [
    "a reference to nothing",
    `${HEAD}paths:\n  /a:\n    $ref: "#/paths/none"\n`,
    "5:11: #/paths/none does not exist; correct it, or add the missing part",
  ],
  [
    "a mapping to nothing",
    `${HEAD}paths: {}\ncomponents:\n  schemas:\n    A:\n      oneOf: [{}]\n      discriminator:\n        propertyName: a\n        mapping:\n          a: "#/none"\n`,
    "11:14: #/none does not exist; correct it, or add the missing part",
  ],
  [
    "a reference to another file",
    `${HEAD}paths:\n  /a:\n    $ref: a.yaml\n`,
    "5:11: a.yaml leaves the document, and no other file or address is read; bundle the contract into one file first",
  ],
  [
    "a discriminator that maps to another file",
    `${HEAD}paths: {}\ncomponents:\n  schemas:\n    A:\n      type: object\n      discriminator: { propertyName: a, mapping: { b: b.yaml } }\n`,
    "8:55: b.yaml leaves the document, and no other file or address is read; bundle the contract into one file first",
  ],
])("%s is refused with its position", async (_, text, problem) => {
  expect(await problemsOf(text)).toEqual([`contract.yaml:${problem}`]);
});

test("properties that OpenAPI does not define are reported with their position, but allowed", async () => {
  const file = join(folder, "stray.yaml");
  await writeFile(file, `${HEAD}paths: {}\ncomponents: { schemas: { A: { requierd: [a] } } }\n`);
  const { strays } = await readContract({ file, name: "stray.yaml" });
  expect(strays).toEqual([
    expect.stringMatching(/^stray\.yaml:4:\d+: Property `requierd` is not expected here/),
  ]);
});

test("content of an extension is not reported: OpenAPI does not define it", async () => {
  const file = join(folder, "extension.yaml");
  const body = 'content: { application/json: { schema: { $ref: "#/components/schemas/A" } } }';
  await writeFile(
    file,
    `${HEAD}paths: {}\nx-webhooks: { a: { post: { requestBody: { ${body} }, responses: { "200": { description: d } } } } }\n` +
      "components: { schemas: { A: { type: object } } }\n",
  );
  expect((await readContract({ file, name: "extension.yaml" })).strays).toEqual([]);
});

test.each([
  ["of the document", "", "x-tagGroups: none\n", ""],
  ["of info", "", "", "info: { title: t, version: '1', x-logo: a.png }\n"],
  ["of a path", "/a: { x-query: GET }", "", ""],
  ["of an operation", "/a: { get: { x-codeSamples: none, x-hideTryItPanel: 1, responses: {} } }", "", ""],
  ["of a schema", "", "components: { schemas: { A: { x-tags: 1 }, x-tags: { type: string } } }\n", ""],
])("an extension %s may have any content, whatever tools make of its name", async (_, path, rest, info) => {
  const file = join(folder, "extensions.yaml");
  const head = info === "" ? HEAD : HEAD.replace(/info: .*\n/, info);
  await writeFile(file, `${head}paths: { ${path} }\n${rest}`);
  expect((await readContract({ file, name: "extensions.yaml" })).strays).toEqual([]);
});

test("JSON that does not parse is refused with its position", async () => {
  expect(await problemsOf('{ "openapi": "3.0.3",\n  "info": { ]\n}', "contract.json")).toEqual([
    expect.stringMatching(/^contract\.json:2:\d+: not valid YAML or JSON: /),
  ]);
});

test("a YAML alias inside its own anchor is refused", async () => {
  const problems = await problemsOf(
    `${HEAD}paths: {}\ncomponents: { schemas: { A: &a { properties: { a: *a } } } }\n`,
  );
  expect(problems).toEqual([
    "contract.yaml:4:52: a YAML alias is inside the value that it names; use a $ref instead",
  ]);
});

test("a missing file and a folder are refused with advice", async () => {
  await expect(readContract({ file: join(folder, "none.yaml"), name: "none.yaml" })).rejects.toThrow(
    "none.yaml: no such file; name a file that can be read",
  );
  await expect(readContract({ file: folder, name: "folder" })).rejects.toThrow(
    "folder: a folder, not a file",
  );
});

test("a reference to a file counts in a property named like data, but not in data", async () => {
  const schema = "{ example: { $ref: a.yaml }, properties: { example: { $ref: b.yaml } } }";
  expect(await problemsOf(`${HEAD}paths: {}\ncomponents: { schemas: { A: ${schema} } }\n`)).toHaveLength(1);
});
