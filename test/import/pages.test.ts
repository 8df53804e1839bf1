import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { nodeOf } from "../../scripts/contract/document.ts";
import { createWorkplace, makePage, OWN, REAL_PAGE, SMALL } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";

const LIST = `paths:
  /things:
    parameters: []
    get:
      responses:
        "200": { description: Every thing }
        "404": { description: None }
      operationId: list-things`;

let place: Workplace;

beforeEach(() => {
  place = createWorkplace();
});

afterEach(() => {
  place.remove();
});

function useOwn(change: (spec: string) => string = (spec) => spec): void {
  place.remove();
  place = createWorkplace(change(OWN.spec), OWN.overlay);
}

test("a real page changes no byte of the contract that contains it", async () => {
  useOwn();
  expect(await place.import([REAL_PAGE])).toBe(0);
  expect(place.contract()).toBe(OWN.spec);
});

test("a contract without the operation of a real page gets it back, in the same layout", async () => {
  const start = OWN.spec.indexOf("    post:\n      tags:\n        - Devices");
  const end = OWN.spec.indexOf("  /devices/{id}:");
  useOwn((spec) => spec.slice(0, start) + spec.slice(end));
  // As in a copy of the whole documentation, whose folders give the address.
  const name = "api-reference/anode/devices/create-a-device.md";
  expect(await place.import([place.write(name, readFileSync(REAL_PAGE))])).toBe(0);
  expect(place.contract()).toBe(OWN.spec);
});

test("an operation and its components replace the present ones, marks of inference are removed, and the rest stays", async () => {
  const page = makePage({
    rest: `${LIST}
components:
  schemas:
    Thing: { type: object, properties: { name: { type: string }, id: { type: integer } } }`,
  });
  await place.import([place.write("list-things.md", page)]);
  expect(place.contract()).toBe(
    SMALL.replace("      x-inferred: Guessed.\n      responses", "      responses")
      .replace("description: All", 'description: Every thing\n        "404":\n          description: None')
      .replace("      x-inferred: Guessed.\n      properties", "      properties")
      .replace("type: string\n        name", "type: integer\n        name"),
  );
});

test("x-source keeps the address of a page with the name of the file, or else has the file name", async () => {
  const page = makePage({ rest: LIST });
  await place.import([place.write("list-things.md", page)]);
  expect(place.contract()).toContain("x-source: https://docs.example.com/reference/list-things.md\n");
  await place.import([place.write("all-things.md", page)]);
  expect(place.contract()).toContain("x-source: all-things.md\n");
});

test("path-level parameters stay unless the page has some", async () => {
  await place.import([place.write("a.md", makePage({ rest: LIST }))]);
  expect(place.contract()).toContain('    parameters:\n      - $ref: "#/components/parameters/Version"\n');
  const given = LIST.replace("[]", "[{ name: a, in: query, schema: { type: string } }]");
  await place.import([place.write("a.md", makePage({ rest: given }))]);
  expect(place.contract()).toContain("    parameters:\n      - name: a\n");
});

test("a newer release is imported, tags are merged by name, and new parts come last", async () => {
  const rest = `tags: [{ name: New, description: N }, { name: Things, description: T }]
paths:
  /new:
    parameters: []
    post: { operationId: make-new, responses: { "201": { description: Made } } }`;
  await place.import([place.write("new.md", makePage({ operation: "POST /new", version: "2", rest }))]);
  const document = nodeOf(parse(place.contract()));
  expect(nodeOf(document["info"])["version"]).toBe("2");
  expect(document["tags"]).toEqual([
    { name: "Things", description: "T" },
    { name: "New", description: "N" },
  ]);
  expect(Object.keys(nodeOf(document["paths"]))).toEqual(["/things", "/others", "/new"]);
  expect(Object.keys(nodeOf(nodeOf(document["paths"])["/new"]))).toEqual(["post"]);
});

test("marks of editors are removed, except in names and samples", async () => {
  const rest = `${LIST}
      x-stoplight: { id: a }
components:
  schemas:
    Thing:
      type: object
      x-tags: [a]
      x-examples: {}
      x-apidog-folder: b
      x-own: kept
      properties: { x-tags: { type: string, x-stoplight: { id: b } } }
      example: { x-stoplight: sample }`;
  await place.import([place.write("list-things.md", makePage({ rest }))]);
  expect(nodeOf(nodeOf(nodeOf(parse(place.contract()))["components"])["schemas"])["Thing"]).toEqual({
    type: "object",
    "x-own": "kept",
    properties: { "x-tags": { type: "string" } },
    example: { "x-stoplight": "sample" },
  });
  expect(place.contract()).not.toContain("id: a");
});

/** Pages of three operations that share a component. */
function writePages(form: (page: string) => string = (page) => page): readonly string[] {
  return ["b", "a", "c"].map((name, index) => {
    const rest = `paths:
  /${name}: { get: { operationId: get-${name}, responses: { "200": { description: D } } } }
components: { schemas: { Shared: { type: string }, Of-${name}: { type: string } } }`;
    return place.write(`${index}.md`, form(makePage({ operation: `GET /${name}`, rest })));
  });
}

test("the order of arguments, a folder, byte-order marks and CRLF make no difference", async () => {
  await place.import(writePages());
  const expected = place.contract();
  expect(expected).toMatch(/\/others:[^]*\/a:[^]*\/b:[^]*\/c:/);
  for (const choose of [
    (pages: readonly string[]) => pages.toReversed(),
    () => [join(place.root, "incoming")],
  ]) {
    place.remove();
    place = createWorkplace();
    await place.import(choose(writePages((page) => `\uFEFF${page.replaceAll("\n", "\r\n")}`)));
    expect(place.contract()).toBe(expected);
  }
});

test("importing a second time changes nothing", async () => {
  const pages = writePages();
  await place.import(pages);
  const once = place.contract();
  await place.import(pages);
  expect(place.contract()).toBe(once);
});
