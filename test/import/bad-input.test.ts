import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkplace, makePage, REAL_PAGE, SMALL, SMALL_OVERLAY } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";

let place: Workplace;

beforeEach(() => {
  place = createWorkplace();
});

afterEach(() => {
  place.remove();
});

/** The only message of an import that must not change anything. */
async function refusal(files: Readonly<Record<string, string>>): Promise<string> {
  const before = place.snapshot();
  const sources = Object.entries(files).map(([name, text]) => place.write(name, text));
  const problems = await place.problemsOf(sources);
  expect(place.snapshot()).toEqual(before);
  return problems.join("\n").replaceAll(join(place.root, "spec/"), "spec/");
}

const page = readFileSync(REAL_PAGE, "utf8");
const operation = (text: string): string => `paths: { /things: { get: ${text} } }`;
const RESPONSES = 'responses: { "200": { description: D } }';

test.each([
  [
    "without a fenced fragment",
    "# Prose\n\n```json\n{}\n```\n",
    "p.md:1:1: no OpenAPI fragment: no fenced block in YAML or JSON names an operation or contains `openapi`; check that it is a complete API reference page",
  ],
  [
    "that was cut off inside the fragment",
    page.slice(0, page.indexOf("responses:")),
    "p.md:15:1: the page ends inside this OpenAPI fragment, so it was cut off; fetch it again",
  ],
  [
    "whose fragment is closed by a shorter fence",
    page.replace(/````\n?$/, "```\n"),
    "p.md:15:1: the page ends inside this OpenAPI fragment, so it was cut off; fetch it again",
  ],
  [
    "with two fragments",
    `${page}\n${page}`,
    "p.md:266:1: a second OpenAPI fragment; the first is on line 15. Split the page in two",
  ],
  [
    "whose first line names an operation that the fragment lacks",
    makePage({ operation: "PUT /things", rest: operation(`{ ${RESPONSES} }`) }),
    "p.md:12:1: this line names PUT /things, which the fragment lacks; fetch the page again",
  ],
  [
    "without an operation",
    "```yaml\nopenapi: 3.0.3\npaths: { /a: { parameters: [] } }\n```\n",
    "p.md:1:1: the fragment has no operation; fetch the page again",
  ],
  [
    "without a version of OpenAPI",
    "```yaml GET /a\npaths: { /a: { get: {} } }\n```\n",
    "p.md:2:1: `openapi` must name a version, such as 3.0.3 or 3.1.0",
  ],
  [
    "of another version of OpenAPI",
    makePage({ rest: operation(`{ ${RESPONSES} }`) }).replace("3.0.3", "3.1.0"),
    "p.md:13:10: OpenAPI 3.1.0, but spec/flatpeak.yaml is OpenAPI 3.0.3; import a whole document of the newer one",
  ],
  [
    "with YAML that does not parse",
    makePage({ rest: "paths: [" }),
    "p.md:17:9: not valid YAML or JSON: unexpected end of the stream within a flow collection",
  ],
  [
    "with a duplicate key",
    makePage({ rest: "paths: {}\npaths: {}" }),
    "p.md:18:1: not valid YAML or JSON: duplicated mapping key",
  ],
  [
    "that refers to a missing component",
    makePage({ rest: operation('{ responses: { "200": { $ref: "#/components/responses/None" } } }') }),
    "p.md:17:56: neither the page nor the contract has #/components/responses/None; fetch the page again, or import the page that has it as well",
  ],
  [
    "that refers to a file",
    makePage({ rest: operation('{ responses: { "200": { $ref: a.yaml } } }') }),
    "p.md:17:56: a.yaml refers to another file; a page must contain everything that it refers to",
  ],
  [
    "that is not OpenAPI",
    makePage({ rest: operation('{ responses: { "200": { description: 1 } } }') }),
    "p.md:17:63: Expected type `string` but got `integer`.\nnothing was written",
  ],
])("a page %s is refused with its place", async (_, text, message) => {
  expect(await refusal({ "p.md": text })).toContain(message);
});

test("pages that define a component differently are refused with both definitions and both files", async () => {
  const rest = (type: string): string =>
    `${operation(`{ ${RESPONSES} }`)}\ncomponents: { schemas: { Thing: { type: ${type} } } }`;
  expect(
    await refusal({ "a.md": makePage({ rest: rest("string") }), "b.md": makePage({ rest: rest("number") }) }),
  )
    .toBe(`a.md:18:26: components.schemas.Thing is different in b.md:18:26; import pages of one release, or correct one of them
  a.md:18:26
    type: string
  b.md:18:26
    type: number`);
});

test("pages with different definitions of an operation, or of different releases, are refused", async () => {
  const rest = (summary: string): string => operation(`{ summary: ${summary}, ${RESPONSES} }`);
  const problem = await refusal({
    "a.md": makePage({ rest: rest("one") }),
    "b.md": makePage({ version: "2", rest: rest("two") }),
  });
  expect(problem).toContain("a.md:17:21: GET /things is different in b.md:17:21;");
  expect(problem).toContain("a.md:14:1: info is different in b.md:14:1;");
  expect(problem).toContain("    summary: one\n");
  expect(problem).toContain('    version: "2"');
});

test("a real page that contradicts another one is refused", async () => {
  const other = page.replace("example: access_denied", "example: denied");
  expect(await refusal({ "a.md": page, "b.md": other })).toMatch(
    /^a\.md:\d+:5: components\.responses\.403 is different in b\.md:\d+:5;[^]*example: access_denied[^]*example: denied/,
  );
});

test.each([
  ["YAML that does not parse", "a: [", "d.yaml:1:5: not valid YAML or JSON: "],
  ["a duplicate key", "a: 1\na: 2", "d.yaml:2:1: not valid YAML or JSON: duplicated mapping key"],
  ["prose", "Dear all,", "d.yaml:1:1: no OpenAPI document: no mapping at its root"],
  ["Swagger 2", 'swagger: "2.0"', "d.yaml:1:10: Swagger is not supported; convert"],
  [
    "an alias inside the value that it names",
    `${SMALL}    A: &a { properties: { a: *a } }`,
    "d.yaml:46:31: a YAML alias is inside the value that it names; use a $ref instead",
  ],
  [
    "a $ref loop",
    `${SMALL}    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }`,
    "d.yaml:46:16: #/components/schemas/B is an endless chain of $refs; one of them must be a definition",
  ],
  [
    "a $ref through itself",
    `${SMALL}    A: { $ref: "#/components/schemas/A/items" }`,
    "d.yaml:46:16: #/components/schemas/A/items is an endless chain of $refs",
  ],
  [
    "a $ref to a file outside its folder",
    `${SMALL}    A: { $ref: "../spec/flatpeak.yaml#/components/schemas/Thing" }`,
    "d.yaml:46:16: ../spec/flatpeak.yaml#/components/schemas/Thing: is outside the folder of the document; bundle the contract into one file first",
  ],
  [
    "a $ref to a file that is missing",
    `${SMALL}    A: { $ref: none.yaml }`,
    "none.yaml: no such file; name a file that can be read",
  ],
  [
    "a $ref to an address",
    `${SMALL}    A: { $ref: "https://example.com/a.yaml" }`,
    "d.yaml:46:16: https://example.com/a.yaml: remote references are not followed; add --follow-refs to bundle them",
  ],
  [
    "a $ref to plain http",
    `${SMALL}    A: { $ref: "http://example.com/a.yaml" }`,
    "d.yaml:46:16: http://example.com/a.yaml: plain http can be changed in transit; use https",
  ],
])("a document with %s is refused with its place", async (_, text, message) => {
  expect(await refusal({ "d.yaml": text })).toContain(message);
});

test("a file outside the folder is not read through a symbolic link", async () => {
  place.write("first.txt", "");
  symlinkSync(join(place.root, "spec/flatpeak.yaml"), join(place.root, "incoming/inside.yaml"));
  const text = `${SMALL}    A: { $ref: "inside.yaml#/components/schemas/Thing" }`;
  expect(await refusal({ "d.yaml": text })).toContain("is outside the folder of the document");
});

test("an error in a file of 10 MB is reported with its place", async () => {
  const filler = Array.from(
    { length: 50_000 },
    (_, index) => `    S${index}: { type: string, description: ${"x".repeat(170)} }`,
  );
  const text = `${SMALL}${filler.join("\n")}\n    Bad: { type: string\n`;
  expect(text.length).toBeGreaterThan(10_000_000);
  expect(await refusal({ "d.yaml": text })).toMatch(/^d\.yaml:500\d\d:\d+: not valid YAML or JSON: /);
});

test("an overlay target without a match is reported, with the advice to correct the overlay first", async () => {
  const text = SMALL.replace(/ {4}put:[^]*? {2}\/others/, "  /others");
  expect(await refusal({ "d.yaml": text })).toBe(
    `spec/overlay.yaml:4:13: $.paths['/things'].put: matches nothing; correct the target, or remove the action if it is no longer needed
nothing was written; correct spec/overlay.yaml for the newer contract first, then import it again`,
  );
  place.remove();
  place = createWorkplace(SMALL, SMALL_OVERLAY.replace("put", "get"));
  expect(await place.import([place.write("d.yaml", text)])).toBe(0);
});

test("a source that is missing, a folder without pages and a document among pages are refused", async () => {
  const a = place.write("a.yaml", SMALL);
  expect(await place.problemsOf([join(place.root, "none.md")])).toEqual([
    `${place.root}/none.md: no such file; name a file that can be read`,
  ]);
  expect(await place.problemsOf([join(place.root, "incoming")])).toEqual([
    `${place.root}/incoming: no pages in this folder; they end in .md, .mdx, .markdown`,
  ]);
  expect(await place.problemsOf([a, place.write("p.md", page)])).toEqual([
    "a.yaml: a whole document replaces the contract, so it is imported alone; import the pages after it",
  ]);
});

test("blank lines of a page take linear time", async () => {
  const blank = "\n".repeat(300_000);
  const text = `# Page\n${blank}\n\`\`\`yaml\n${blank}title: none\n\`\`\`\n`;
  expect(await refusal({ "p.md": text })).toContain("p.md:1:1: no OpenAPI fragment");
});
