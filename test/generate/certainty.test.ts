import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isNode, listOf, nodeOf, operationsOf, resolve, textOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { jsonContentOf } from "../../scripts/contract/error-responses.ts";
import { walk } from "../../scripts/contract/walk.ts";
import { addFacts, certaintyOf, countFacts, notesOf } from "../../scripts/generate/certainty.ts";
import { describeCertainty } from "../../scripts/generate/describe-certainty.ts";

const flatpeak = nodeOf(parse(readFileSync(new URL("../../spec/flatpeak.yaml", import.meta.url), "utf8")));

/** A contract of one operation, `GET /toys/{id}`. */
function contractOf(operation: Node, components: Node = {}): Node {
  return { info: { title: "Toys", version: "1" }, paths: { "/toys/{id}": { get: operation } }, components };
}

function countIn(document: Node) {
  return addFacts(operationsOf(document).map((operation) => countFacts(document, operation)));
}

const json = (schema: Node) => ({ content: { "application/json": { schema } } });

describe("the certainty of a part", () => {
  test("is that of its mark, and a part without a mark is published", () => {
    expect(certaintyOf({})).toBe("seen");
    expect(certaintyOf({ "x-source": "https://example.com/page" })).toBe("seen");
    expect(certaintyOf({ "x-confirmed": "Shown." })).toBe("confirmed");
    expect(certaintyOf({ "x-inferred": "Guessed." })).toBe("inferred");
  });

  test("is confirmed if a page shows it, even if details are inferred", () => {
    const node = {
      "x-source": "https://example.com/page",
      "x-confirmed": "Shown.",
      "x-inferred": "Unit\n guessed.",
    };
    expect(certaintyOf(node)).toBe("confirmed");
    expect(notesOf(node)).toEqual([
      "Confirmed: Shown. See https://example.com/page",
      "Inferred: Unit guessed.",
    ]);
  });
});

describe("the facts of an operation", () => {
  test("are its call, parameters and statuses, and the fields of request and success", () => {
    const operation = {
      requestBody: json({ properties: { a: {}, b: { readOnly: true } } }),
      responses: {
        "200": json({
          properties: { c: { properties: { d: {} } }, list: { items: { properties: { e: {} } } } },
        }),
        "404": json({ properties: { message: {} } }),
      },
    };
    // The call, {id}, two statuses, a, c, d, list and e.
    expect(countIn(contractOf(operation))).toEqual({ seen: 9, confirmed: 0, inferred: 0 });
  });

  test("inherit the mark of the enclosing part, unless they have their own", () => {
    const schema = { properties: { a: { "x-confirmed": "Shown.", properties: { b: {} } }, c: {} } };
    const operation = { "x-inferred": "Guessed.", responses: { "200": json(schema) } };
    expect(countIn(contractOf(operation))).toEqual({ seen: 0, confirmed: 2, inferred: 4 });
  });

  test("do not inherit marks through references, and a status is published only with its call", () => {
    const components = {
      schemas: { Toy: { properties: { a: {}, self: { $ref: "#/components/schemas/Toy" } } } },
      responses: { Toy: json({ $ref: "#/components/schemas/Toy" }) },
    };
    const responses = { "200": { $ref: "#/components/responses/Toy" } };
    expect(countIn(contractOf({ responses }, components))).toEqual({ seen: 5, confirmed: 0, inferred: 0 });
    expect(countIn(contractOf({ "x-confirmed": "Shown.", responses }, components))).toEqual({
      ...{ seen: 2, confirmed: 2, inferred: 1 },
    });
  });
});

describe("hovering", () => {
  test("has the certainty of each operation and type, but not of parameters", () => {
    const operation = {
      description: "Gets a toy.",
      parameters: [{ in: "query", name: "q", "x-inferred": "Guessed." }],
    };
    const document = contractOf(operation, { schemas: { Toy: { "x-confirmed": "Shown." }, Game: {} } });
    const described = describeCertainty(document);
    expect(nodeOf(nodeOf(described["paths"])["/toys/{id}"])["get"]).toEqual({
      ...operation,
      description: "Gets a toy.\n\nSeen: published by Flatpeak.",
    });
    const schemas = nodeOf(nodeOf(described["components"])["schemas"]);
    expect(nodeOf(schemas["Toy"])["description"]).toBe("Confirmed: Shown.");
    expect(nodeOf(schemas["Game"])["description"]).toBe("Seen: published by Flatpeak.");
  });

  test("has no certainty for a contract without marks", () => {
    const document = contractOf({ description: "Gets a toy." });
    expect(describeCertainty(document)).toBe(document);
  });
});

describe("Flatpeak's contract", () => {
  const components = nodeOf(flatpeak["components"]);

  test("marks every shared part that Flatpeak does not publish, except successful responses", () => {
    const unmarked = ["parameters", "requestBodies", "schemas"].flatMap((kind) =>
      Object.entries(nodeOf(components[kind]))
        .filter(([, part]) => {
          const [content] = jsonContentOf(nodeOf(part));
          const marked = [part, content?.["schema"]].some((node) => certaintyOf(nodeOf(node)) !== "seen");
          const refers = textOf(nodeOf(content?.["schema"])["$ref"]) !== undefined;
          return !marked && !refers;
        })
        .map(([name]) => name),
    );
    expect(unmarked).toEqual(["DeviceCreate", "Device"]);
  });

  test("names a source for every confirmed part", () => {
    const visit = (node: Node, source: string | undefined): readonly string[] => {
      const own = textOf(node["x-source"]) ?? source;
      const nested = Object.values(node).flatMap((value) => [value].flat().filter(isNode));
      const missing =
        node["x-confirmed"] !== undefined && own === undefined ? [textOf(node["x-confirmed"]) ?? ""] : [];
      return [...missing, ...nested.flatMap((child) => visit(child, own))];
    };
    expect(visit(flatpeak, undefined)).toEqual([]);
  });

  test("has no closed list of strings in a response", () => {
    const answered = new Set<Node>();
    const visit = (value: unknown): void => {
      const node = resolve(flatpeak, value);
      if (answered.has(node)) return;
      answered.add(node);
      for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
    };
    for (const { node } of operationsOf(flatpeak).flatMap(({ responses }) => responses)) visit(node);
    const closed = walk(flatpeak).filter((node) => answered.has(node) && listOf(node["enum"]).length > 0);
    expect(closed.map((node) => node["title"])).toEqual([]);
  });

  test.each([
    ["Event", ["id", "object", "type", "data"]],
    ["DeviceList", ["object"]],
    ["CustomerList", ["object"]],
    ["EventList", ["object"]],
    ["MeterBatch", ["id", "object"]],
    ["ConnectTokenCreated", undefined],
    ["TariffConnection", undefined],
    ["PriceInterval", undefined],
    ["PriceAuditInterval", undefined],
    ["DevicePower", undefined],
  ])("requires in %s only the fields that a source requires, besides id and object", (name, required) => {
    expect(nodeOf(nodeOf(components["schemas"])[name])["required"]).toEqual(required);
  });
});
