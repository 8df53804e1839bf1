import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { readContract } from "../../scripts/contract/contract.ts";
import type { Contract } from "../../scripts/contract/contract.ts";
import { renderCode } from "../../scripts/generate/files.ts";
import { pickSize } from "../support/sizes.ts";

const CONTRACT = fileURLToPath(new URL("../../spec/flatpeak.yaml", import.meta.url));
const HEAD = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n';

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bad-input-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(contents: string | Buffer): Promise<Contract> {
  const file = join(folder, "c.yaml");
  await writeFile(file, contents);
  return readContract({ file, name: "c.yaml" });
}

async function refusal(contents: string | Buffer): Promise<string> {
  const error: unknown = await read(contents).catch((reason: unknown) => reason);
  return error instanceof ContractError ? error.message : String(error);
}

test.each([
  ["with a byte-order mark", (text: string) => `\uFEFF${text}`],
  ["with CRLF line ends", (text: string) => text.replaceAll("\n", "\r\n")],
])("a contract %s generates byte-identical files", async (_, spoil) => {
  const text = await readFile(CONTRACT, "utf8");
  const [plain, spoilt] = [await read(text), await read(spoil(text))];
  expect(renderCode(spoilt, "out")).toEqual(renderCode(plain, "out"));
});

test("YAML anchors, aliases and merge keys are resolved", async () => {
  const { document } = await read(
    `${HEAD}components:\n  schemas:\n    A: &a { type: object }\n    B: *a\n    C: { <<: *a, title: C }\n`,
  );
  expect(document["components"]).toEqual({
    schemas: { A: { type: "object" }, B: { type: "object" }, C: { type: "object", title: "C" } },
  });
});

function nestAliases(depth: number): string {
  const levels = Array.from({ length: depth }, (_, level) => {
    const inner = level === 0 ? "x" : `*a${level - 1}`;
    return `  a${level}: &a${level} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
  });
  return `${HEAD}x-bomb:\n${levels.join("\n")}\n`;
}

test("aliases that multiply excessively are refused with their place, without expansion", async () => {
  expect(await refusal(nestAliases(60))).toMatch(
    /^c\.yaml:\d+:\d+: YAML aliases make this too large; use \$refs instead$/,
  );
});

const schemas = (text: string): string => `${HEAD}components:\n  schemas:\n${text}`;

test.each([
  [
    "an alias inside its own anchor",
    schemas("    A: &a\n      properties: { a: *a }\n"),
    /^c\.yaml:7:\d+: a YAML alias is inside the value that it names; use a \$ref instead$/,
  ],
  [
    "a duplicate key",
    `${HEAD}components: {}\ncomponents: {}\n`,
    /^c\.yaml:5:1: .*duplicated mapping key; keep one of the two$/,
  ],
  [
    "a duplicate key in JSON",
    '{\n  "openapi": "3.0.3",\n  "openapi": "3.0.3"\n}',
    /^c\.yaml:3:\d: .*duplicated mapping key; keep one of the two$/,
  ],
  [
    "indentation with tabs",
    `${HEAD}components:\n\tschemas: {}\n`,
    /^c\.yaml:5:1: .*tab characters.*; indent with spaces$/,
  ],
  ["a second document", `${HEAD}---\n${HEAD}`, /^c\.yaml:4:1: .*; keep one document per file$/],
  ["an empty file", "", /^c\.yaml:1:1: no OpenAPI document: the file is empty; name the file that holds it$/],
  [
    "a binary file",
    Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]),
    /^c\.yaml:1:\d: .*this is not a text file; name the contract itself$/,
  ],
  [
    "a number that JSON does not have",
    schemas("    A: { enum: [1, -.inf] }\n"),
    /^c\.yaml:6:20: not a number that JSON has; write another number or a text$/,
  ],
  [
    "a number that is too large",
    `{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" },\n"paths": {}, "x-a": [1e999] }`,
    /^c\.yaml:2:\d+: not a number that JSON has; write another number or a text$/,
  ],
  [
    "bytes",
    schemas("    A: { const: !!binary aGVsbG8= }\n"),
    /^c\.yaml:6:17: not valid YAML or JSON: tag !!binary; remove the tag$/,
  ],
  [
    "bytes that are not UTF-8",
    Buffer.concat([Buffer.from(`${HEAD}# caf`), Buffer.from([0xe9, 0x0a])]),
    /^c\.yaml:4:6: not UTF-8; save the file as UTF-8 text$/,
  ],
  [
    "UTF-16",
    Buffer.from(`\uFEFF${HEAD}`, "utf16le"),
    /^c\.yaml:1:1: not UTF-8; save the file as UTF-8 text$/,
  ],
  [
    "a $ref to itself",
    schemas('    A: { $ref: "#/components/schemas/A" }\n'),
    /^c\.yaml:6:\d+: #\/components\/schemas\/A is an endless chain of \$refs; one of them must be a definition$/,
  ],
  [
    "a ring of $refs",
    schemas('    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }\n'),
    /^c\.yaml:6:\d+: .*endless chain.*\nc\.yaml:7:\d+: .*endless chain/,
  ],
  [
    "a schema that extends itself",
    schemas('    A: { allOf: [{ $ref: "#/components/schemas/A" }, { required: [a] }] }\n'),
    /^c\.yaml:6:\d+: #\/components\/schemas\/A makes a schema extend itself through allOf, without end; remove it from the allOf$/,
  ],
  [
    "a schema that extends itself through another",
    schemas(
      '    A: { allOf: [{ allOf: [{ $ref: "#/components/schemas/B" }] }] }\n' +
        '    B: { allOf: [{ $ref: "#/components/schemas/A" }] }\n',
    ),
    /^c\.yaml:6:\d+: .*schemas\/B makes a schema extend itself .*\nc\.yaml:7:\d+: .*schemas\/A makes a schema extend itself/,
  ],
  [
    "a $ref to an anchor that no schema has",
    schemas("    A: { properties: { a: { $ref: '#thing' } } }\n"),
    /^c\.yaml:6:\d+: #thing matches no \$anchor, or more than one; write the place, such as #\/components\/schemas\/Thing$/,
  ],
  [
    "a $ref to an anchor that two schemas have",
    schemas("    A: { $anchor: t }\n    B: { $anchor: t }\n    C: { $ref: '#t' }\n").replace(
      "3.0.3",
      "3.1.0",
    ),
    /^c\.yaml:8:\d+: #t matches no \$anchor, or more than one/,
  ],
  [
    "a $ref without a value",
    schemas("    A: { properties: { a: { $ref: } } }\n    B: { properties: { $ref: { type: string } } }\n"),
    /^c\.yaml:6:\d+: "" is no reference; write one, such as #\/components\/schemas\/Thing$/,
  ],
  [
    "a $ref to a file outside its folder",
    schemas("    A: { $ref: ../other.yaml }\n"),
    /^c\.yaml:6:\d+: \.\.\/other\.yaml leaves the document, and no other file or address is read; bundle the contract into one file first$/,
  ],
  [
    "a $ref to an address",
    schemas("    A: { $ref: 'http://127.0.0.1:9/a.yaml' }\n"),
    /^c\.yaml:6:\d+: http:\/\/127\.0\.0\.1:9\/a\.yaml leaves the document, and no other file or address is read/,
  ],
  [
    "an unescaped % in a $ref",
    schemas("    A: { properties: { a: { $ref: '#/components/schemas/100%' } } }\n"),
    /^c\.yaml:6:\d+: #\/components\/schemas\/100% has a % that is not percent-encoding; write it as %25$/,
  ],
  [
    "an unescaped % in a $ref of a response without content",
    HEAD.replace(
      "paths: {}",
      'paths: { /a: { get: { responses: { "204": { $ref: "#/components/responses/100%" } } } } }',
    ),
    /^c\.yaml:3:\d+: #\/components\/responses\/100% has a % that is not percent-encoding; write it as %25$/,
  ],
  [
    "a mistake within a name with a %",
    schemas("    A: { properties: { 100%: { type: bool }, '%41': { type: bool } } }\n"),
    /^c\.yaml:6:38: `type` can be one of .*\nc\.yaml:6:61: `type` can be one of /,
  ],
  [
    "a $ref to nothing within a name with a %",
    schemas("    A: { properties: { 100%: { $ref: '#/none' } } }\n"),
    /^c\.yaml:6:38: #\/none does not exist; correct it, or add the missing part$/,
  ],
  [
    "a security scheme that is not defined",
    `${HEAD.replace("paths: {}", "paths: { /a: { get: { security: [{ key: [] }, {}], responses: {} } } }")}security: [{ 100%: [] }]\n`,
    /^c\.yaml:4:20: components has no security scheme "100%"; correct the name, or add the scheme\nc\.yaml:3:41: .* "key"; /,
  ],
  [
    "a line comment in JSON",
    '{\n  "openapi": "3.0.3", "x-url": "https://a.example", // the version\n  "paths": {}\n}',
    /^c\.yaml:2:53: JSON has no comments; remove them, or write the contract in YAML$/,
  ],
  [
    "a block comment before JSON",
    `/* "T" */\n{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {} } /* end */\n`,
    /^c\.yaml:1:1: JSON has no comments; /,
  ],
  // A search that begins at each comment would take hours.
  [
    "comments without an end",
    `{ a: 1, ${"/* ".repeat(1_000_000)}`,
    /^c\.yaml:1:3000009: not valid YAML or JSON: /,
  ],
  ...["B/", "", "toString", "__proto__", "C/allOf/", "C/allOf/00"].map((end): [string, string, RegExp] => [
    `a $ref to an existing part with the wrong end "${end}"`,
    schemas(`    A: { $ref: "#/components/schemas/${end}" }\n    B: {}\n    C: { allOf: [{}] }\n`),
    /^c\.yaml:6:16: #\/components\/schemas\/.* does not exist; correct it, or add the missing part$/,
  ]),
  ...["#", "#/info", "#/components/responses/R", "#/components/schemas/B/properties"].map(
    (target): [string, string, RegExp] => [
      `a $ref from a schema to ${target}`,
      `${schemas(`    A: { allOf: [{ $ref: "${target}" }] }\n    B: { properties: { a: {} } }\n`)}  responses: { R: { description: d } }\n`,
      /^c\.yaml:6:26: #.* is not a schema; write the place of one, such as #\/components\/schemas\/Thing$/,
    ],
  ),
])("%s is refused with its place and what to do", async (_, contents, message) => {
  expect(await refusal(contents)).toMatch(message);
});

test("a schema that contains itself is valid", async () => {
  const text = schemas('    A: { type: object, properties: { a: { $ref: "#/components/schemas/A" } } }\n');
  expect((await read(text)).title).toBe("T");
});

test("a large contract is generated", async () => {
  const megabytes = pickSize(1, 10);
  const prose = "All about it. ".repeat(350);
  const lines = Array.from(
    { length: 210 * megabytes },
    (_, index) => `    S${index}: { type: string, description: "${prose}" }`,
  );
  const text = schemas(`${lines.join("\n")}\n`);
  expect(text.length).toBeGreaterThan(megabytes * 1_000_000);
  const [schema] = renderCode(await read(text), "out");
  expect(schema?.text).toContain(`export type S${210 * megabytes - 1} =`);
});
