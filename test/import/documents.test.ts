import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { isNode, nodeOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { renderContract } from "../../scripts/import/layout.ts";
import { orderLike } from "../../scripts/import/order.ts";
import { createWorkplace, layOut, SMALL } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";

let place: Workplace;

beforeEach(() => {
  place = createWorkplace();
});

afterEach(() => {
  place.remove();
});

test("a whole document replaces the contract: missing parts are removed, shared parts keep their order", async () => {
  const document = place.write(
    "things.json",
    JSON.stringify({
      info: { title: "Things", version: "2" },
      openapi: "3.0.3",
      paths: {
        "/new": { get: { responses: { 200: { description: "New" } } } },
        "/things": {
          put: { operationId: "put-things", responses: { 200: { description: "Put" } }, "x-stoplight": {} },
          get: { responses: { 200: { description: "All" } }, operationId: "list-things" },
        },
      },
    }),
  );
  expect(await place.import([document])).toBe(0);
  expect(place.contract()).toBe(`openapi: 3.0.3
info:
  version: "2"
  title: Things
paths:
  /things:
    get:
      operationId: list-things
      responses:
        "200":
          description: All
    put:
      responses:
        "200":
          description: Put
      operationId: put-things
  /new:
    get:
      responses:
        "200":
          description: New
`);
});

test("the same contract in another layout and order changes nothing, even if the present one is not formatted", async () => {
  const reversed = (value: unknown): unknown =>
    isNode(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, child]) => [key, reversed(child)]),
        )
      : value;
  const own = SMALL.replace("title: Things", "title:   'Things' # by hand");
  place.remove();
  place = createWorkplace(own);
  await place.import([place.write("a.json", JSON.stringify(reversed(parse(SMALL))))]);
  expect(place.contract()).toBe(own);
});

test("a dry run writes nothing", async () => {
  const before = place.snapshot();
  expect(await place.import([place.write("a.yaml", SMALL.replace("All", "None"))], { dryRun: true })).toBe(0);
  expect(place.snapshot()).toEqual(before);
});

test("byte-order mark, CRLF and YAML anchors are resolved", async () => {
  const text = SMALL.replace("description: All", "description: &all None").replace(
    "description: All",
    "description: *all",
  );
  await place.import([place.write("a.yaml", `\uFEFF${text.replaceAll("\n", "\r\n")}`)]);
  expect(place.contract()).toBe(SMALL.replaceAll("description: All", "description: None"));
});

test("a list item that moved keeps its layout", () => {
  const present = {
    list: [
      { a: 1, b: 2 },
      { c: 3, d: 4 },
    ],
  };
  const incoming = { list: [{ z: 0 }, { b: 2, a: 1 }, { d: 5, c: 3 }] };
  expect(JSON.stringify(orderLike(incoming, present))).toBe('{"list":[{"z":0},{"a":1,"b":2},{"d":5,"c":3}]}');
});

test("files next to a document are bundled into it", async () => {
  place.write("parts/thing.yaml", "Thing: { type: object, properties: { next: { $ref: '#/Thing' } } }\n");
  const text = SMALL.replace(
    "description: Put",
    `description: Put
          content: { application/json: { schema: { $ref: "parts/thing.yaml#/Thing" } } }`,
  ).replace(/ {2}schemas:[^]*/, "");
  expect(await place.import([place.write("a.yaml", text)])).toBe(0);
  expect(nodeOf(nodeOf(nodeOf(parse(place.contract()))["components"])["schemas"])["Thing"]).toEqual({
    type: "object",
    properties: { next: { $ref: "#/components/schemas/Thing" } },
  });
});

/** Data of the overlay. */
const PATHS = { "/things": { put: { responses: { 200: { description: "Put" } } } } };

test("text in data that looks like a reference is neither followed nor rewritten when files are bundled", async () => {
  place.write("thing.yaml", "type: object\nexample: { $ref: nowhere.yaml }\n");
  const components = {
    schemas: { Thing: { $ref: "thing.yaml" }, Other: { type: "object", example: { $ref: "none.yaml" } } },
  };
  const document = {
    ...{ openapi: "3.0.3", info: { title: "Things", version: "1" }, paths: PATHS, components },
    "x-data": { $ref: "https://docs.example.com/none.yaml" },
  };
  expect(await place.import([place.write("whole.json", JSON.stringify(document))])).toBe(0);
  expect(parse(place.contract())).toMatchObject({
    components: {
      schemas: {
        thing: { example: { $ref: "nowhere.yaml" } },
        Other: { example: { $ref: "none.yaml" } },
      },
    },
    "x-data": { $ref: "https://docs.example.com/none.yaml" },
  });
});

test("a version without a patch number is imported, as a number too", async () => {
  const document = { openapi: 3.1, info: { title: "Things", version: "1" }, paths: PATHS };
  expect(await place.import([place.write("whole.json", JSON.stringify(document))])).toBe(0);
  expect(parse(place.contract())).toMatchObject({ openapi: "3.1" });
});

test("another contract with its own overlay can be updated", async () => {
  const spec = place.write("mine.yaml", SMALL);
  const before = place.snapshot();
  const newer = place.write("newer.yaml", SMALL.replace("Put", randomUUID()));
  await place.import([newer], { spec });
  expect(readFileSync(spec, "utf8")).toBe(readFileSync(newer, "utf8"));
  expect(place.snapshot()).toEqual(before);
});

/** Texts that YAML could read as other values, and long texts. */
const texts = fc.oneof(
  fc.constantFrom(
    "yes",
    "null",
    "~",
    "1_000",
    "0o7",
    "2022-01-01",
    "12:30",
    ".inf",
    "a: b",
    "# a",
    "- a",
    "",
    " a ",
    "a\nb\n\n",
    "\ta",
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.lorem({ maxCount: 40 }),
);
const values = fc.letrec<{ value: unknown; node: Node }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    tie("node"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
  node: fc.dictionary(texts, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

test("the layout keeps every value, and formatting again changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(values.node, async (document) => {
      const text = await renderContract(document);
      expect(await layOut(text)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test("sorting like a contract changes no value, and sorting again changes nothing", () => {
  fc.assert(
    fc.property(values.node, values.node, (incoming, present) => {
      const once = orderLike(incoming, present);
      expect(once).toEqual(incoming);
      expect(JSON.stringify(orderLike(incoming, once))).toBe(JSON.stringify(once));
    }),
  );
});
