import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readContract } from "../../scripts/contract/contract.ts";
import { nodeOf } from "../../scripts/contract/document.ts";
import { nameSchemas } from "../../scripts/generate/names.ts";
import { notesOf } from "../../scripts/generate/certainty.ts";
import { renderSchema } from "../../scripts/generate/schema.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let folder = "";
let odd = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "schema-"));
  const file = join(ROOT, "test/fixtures/odd-contract.yaml");
  odd = renderSchema((await readContract({ file, name: file })).document);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Errors of a strict compiler in a generated file and, if given, in a file that uses it. */
async function compile(schema: string, usage = ""): Promise<readonly string[]> {
  const files = { "schema.ts": schema, "usage.ts": usage };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  const program = ts.createProgram(
    Object.keys(files).map((name) => join(folder, name)),
    {
      ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, allowImportingTsExtensions: true },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] },
      ...{ skipLibCheck: true, lib: ["lib.es2022.d.ts"] },
    },
  );
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const source = file?.text.split("\n")[line - 1]?.trim() ?? "";
    return `${source} // ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

/** Text that an editor shows for each type alias of a file, by name. */
function readAliases(file: string): Record<string, string> {
  const program = ts.createProgram([file], {
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const statements = program.getSourceFile(file)?.statements.filter(ts.isTypeAliasDeclaration) ?? [];
  return Object.fromEntries(
    statements.map(({ name, type }) => [name.text, checker.typeToString(checker.getTypeFromTypeNode(type))]),
  );
}

test("the types of an odd contract compile by themselves", async () => {
  expect(await compile(odd)).toEqual([]);
});

test("editors show a schema by its name everywhere", async () => {
  const file = join(folder, "hover.ts");
  await writeFile(
    file,
    `import type { components, operations } from ${JSON.stringify(join(ROOT, "generated/schema.ts"))};
     type Member = components["schemas"]["Device"];
     type Answer = operations["get-device"]["responses"][200]["content"]["application/json"];
     type Items = components["schemas"]["DeviceList"]["data"];
     type Failure = components["schemas"]["Error"];`,
  );
  expect(readAliases(file)).toEqual({
    Member: "Device",
    Answer: "Device",
    Items: "Device[] | undefined",
    Failure: "ErrorBody",
  });
});

test("a file exports the paths, components, operations and schemas, and webhooks only if there are some", () => {
  const names = [...odd.matchAll(/^export (?:interface|type) (\S+)/gm)].map(([, name]) => name);
  expect(names.slice(0, 4)).toEqual(["paths", "webhooks", "components", "operations"]);
  expect(names.slice(4)).toContain("ErrorBody");
  expect(odd).not.toContain("$defs");
});

test("without webhooks and schemas, only paths, components and operations are exported", () => {
  const schema = renderSchema({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths: {} });
  expect([...schema.matchAll(/export \w+ (\w+)/g)].map(([, name]) => name)).toEqual([
    ...["paths", "components", "operations"],
  ]);
});

test("schemas are exported by their names, by adapted ones, or not at all", () => {
  const names = [
    "Device",
    "Event",
    "Location",
    "Error",
    "Record",
    "Promise",
    "paths",
    "string",
    "class",
    "type",
    "keyof",
  ];
  expect(Object.fromEntries(nameSchemas([...names, "pet.dotted", "my-thing", "404", "Ünïcode"]))).toEqual({
    ...{ Device: "Device", Event: "Event", Location: "Location", Error: "ErrorBody", Record: "RecordSchema" },
    ...{
      Promise: "PromiseSchema",
      paths: "pathsSchema",
      string: "StringSchema",
      class: "Class",
      type: "Type",
    },
    ...{ keyof: "Keyof", "pet.dotted": "PetDotted", "my-thing": "MyThing", Ünïcode: "Ünïcode" },
  });
});

test("if two schemas would get one name, only the schema with that name is exported", () => {
  expect(
    Object.fromEntries(nameSchemas(["a.b", "a-b", "my-thing", "MyThing", "Error", "ErrorBody"])),
  ).toEqual({
    MyThing: "MyThing",
    ErrorBody: "ErrorBody",
  });
});

const READ_TYPES = `
  type Literals<T> = T extends string ? (string extends T ? never : T) : never;
  type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
`;

test("known codes are completed only for their response, and any other string is accepted", async () => {
  const { document } = await readContract(
    { file: join(ROOT, "spec/flatpeak.yaml"), name: "flatpeak.yaml" },
    { file: join(ROOT, "spec/overlay.yaml"), name: "overlay.yaml" },
  );
  const usage = `
    import type { components } from "./schema.ts";
    ${READ_TYPES}
    type Body<Name extends keyof components["responses"]> =
      components["responses"][Name]["content"]["application/json"];
    export const other: Body<422>["code"] = "a_new_code";
    export const forbidden: Equal<Literals<Body<403>["code"]>, "access_denied"> = true;
    export const conflict: Equal<Literals<Body<409>["code"]>, "duplicate_reference"> = true;
    export const account: Equal<Literals<Body<422>["code"]>, "account_disabled" | "api_version_not_supported"> = true;
    export const notFound: Equal<Body<404>["code"], string | undefined> = true;
    export const shared: Equal<components["schemas"]["Error"]["type"], string | undefined> = true;
    // @ts-expect-error the contract requires a code in a 403
    export const absent: Body<403> = { object: "error", type: "invalid_request" };
    // @ts-expect-error a code is text
    export const number: Body<422>["code"] = 1;
  `;
  expect(await compile(renderSchema(document), usage)).toEqual([]);
});

test("known values are completed, nulls are kept, and enums are closed except as codes of errors", async () => {
  const usage = `
    import type { components, paths } from "./schema.ts";
    ${READ_TYPES}
    type Size = components["schemas"]["Record"]["size"];
    type Responses = paths["/trees/{id}"]["get"]["responses"];
    type Code = Responses["4XX"]["content"]["application/problem+json"]["code"];
    type Fault = Responses["default"]["content"]["application/json"]["code"];
    export const known: Equal<Literals<Size>, "S" | "L"> = true;
    export const others: NonNullable<Size>[] = ["S", "XXL"];
    export const none: Size = null;
    export const codes: Equal<Literals<Code>, "a" | "b" | "z"> = true;
    export const newCodes: Code[] = ["a", "c", null];
    export const named: Equal<Literals<components["schemas"]["pet.dotted"]["examples"]>, "q"> = true;
    export const faults: Equal<Literals<Fault>, "down"> = true;
    // @ts-expect-error the schema that the response refers to requires a code
    export const fault: Responses["default"]["content"]["application/json"] = {};
    export const closed: components["schemas"]["Colour"] = "red";
    // @ts-expect-error an enum is closed
    export const foreign: components["schemas"]["Colour"] = "blue";
  `;
  expect(await compile(odd, usage)).toEqual([]);
});

test("the comment of an operation has its certainty", async () => {
  const { document } = await readContract(
    { file: join(ROOT, "spec/flatpeak.yaml"), name: "flatpeak.yaml" },
    { file: join(ROOT, "spec/overlay.yaml"), name: "overlay.yaml" },
  );
  const schema = renderSchema(document);
  const commentOf = (operationId: string): string => {
    const before = schema.split(`: operations["${operationId}"];`)[0] ?? "";
    return before.slice(before.lastIndexOf("/**"));
  };
  for (const item of Object.values(nodeOf(document["paths"])).map(nodeOf)) {
    for (const operation of Object.values(item).map(nodeOf)) {
      const { operationId } = operation;
      if (typeof operationId !== "string") continue;
      const notes = notesOf(operation);
      const expected = notes.length > 0 ? notes : ["Seen: published by Flatpeak."];
      for (const note of expected) expect(commentOf(operationId), operationId).toContain(`* ${note}\n`);
    }
  }
});

test("comments have text first and tags last, and text cannot end them", () => {
  const comment = odd.slice(0, odd.indexOf("export type Colour")).split("/**").at(-1);
  expect(comment).toBe(`
 * Paint of a tree.
 *
 * It ends *\\/ here.
 *
 * Inferred: Seen once, on a fence.
 *
 * @deprecated
 * @default red
 * @enum {string}
 */
`);
});

test("the tag of a deprecation has its reason", async () => {
  const schema = await readFile(join(ROOT, "generated/schema.ts"), "utf8");
  expect(schema).toContain(
    "* @deprecated Flatpeak may not support this call. The early anode document calls it currently unsupported, and no page describes it.\n",
  );
  expect(schema).not.toContain("* Deprecated:");
});

test("samples are unchanged, and an inference about a parameter is not repeated in every operation", () => {
  expect(odd).toContain('"x-known-values": [');
  expect(odd).not.toContain("anyOf");
  expect(odd).not.toContain("From its name");
});

test("vendor extensions among the responses are not responses", () => {
  expect(odd).not.toMatch(/x-(?:note|z)/);
});

test("generation does not change the document", async () => {
  const text = await readFile(join(ROOT, "test/fixtures/odd-contract.yaml"), "utf8");
  const document = nodeOf(parse(text));
  renderSchema(document);
  expect(document).toEqual(parse(text));
});
