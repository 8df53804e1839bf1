import { expect, test, vi } from "vitest";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { makeContract, placeError } from "../../scripts/contract/contract.ts";
import type { Contract } from "../../scripts/contract/contract.ts";
import { parseSource } from "../../scripts/contract/source.ts";
import { describeType, renderFields } from "../../scripts/docs/properties.ts";
import { renderExamples } from "../../scripts/generate/examples.ts";

// The tests count steps instead of time, but a busy machine may take long.
vi.setConfig({ testTimeout: 120_000 });

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Schemas S0 to S29, each composed of the next. */
function chain(make: (next: object) => object): Record<string, object> {
  const levels = Array.from({ length: 30 }, (_, level) => [`S${level}`, make(ref(`S${level + 1}`))] as const);
  return { ...Object.fromEntries(levels), S30: { type: "object", properties: { leaf: { example: "x" } } } };
}

function contractOf(schemas: Record<string, object>, operations = 1): Promise<Contract> {
  const content = { "application/json": { schema: ref("S0") } };
  const operation = { responses: { "200": { description: "ok", content } } };
  const paths = Array.from({ length: operations }, (_, index) => [`/things/${index}`, { get: operation }]);
  const document = {
    openapi: "3.0.3",
    info: { title: "T", version: "1" },
    paths: Object.fromEntries(paths) as object,
    components: { schemas },
  };
  const bytes = Buffer.from(JSON.stringify(document, null, 1));
  return makeContract(parseSource(bytes, "/contract.json", "contract.json", "OpenAPI document"));
}

/** The problem of a contract's examples, or their length. */
async function outcomeOf(schemas: Record<string, object>, operations?: number): Promise<string | number> {
  const contract = await contractOf(schemas, operations);
  try {
    return renderExamples(contract.document).length;
  } catch (error) {
    const placed = placeError(contract, error);
    if (!(placed instanceof ContractError)) throw error;
    return placed.problems.join("\n");
  }
}

const AT = /^contract\.json:\d+:\d+: an example of this /.source;
const ADVICE = "; correct the limit, or give the schema an `example`$";

test.each([
  [
    "schemas that require the next one twice",
    chain((next) => ({ type: "object", required: ["l", "r"], properties: { l: next, r: next } })),
    "needs more than 100000 values and characters",
  ],
  [
    "lists of lists",
    chain((items) => ({ type: "array", items, minItems: 2 })),
    "needs more than 100000 values and characters",
  ],
  [
    "a list with too many items",
    { S0: { type: "array", items: { type: "string" }, minItems: 100_000_000 } },
    "needs more than 100000 values and characters",
  ],
  [
    "a text that is too long",
    { S0: { type: "string", minLength: 1_000_000_000 } },
    "needs more than 100000 values and characters",
  ],
  [
    "schemas that require each other endlessly",
    Object.fromEntries(
      Array.from({ length: 300 }, (_, level) => [
        `S${level}`,
        level === 299
          ? { type: "string" }
          : { required: ["next"], properties: { next: ref(`S${level + 1}`) } },
      ]),
    ),
    "is nested more than 100 levels deep",
  ],
])("%s are refused with their place, because an example would be too large", async (_, schemas, reason) => {
  expect(await outcomeOf(schemas)).toMatch(new RegExp(`${AT}${reason}${ADVICE}`));
});

test("the place is that of the limit, not of a schema that refers to it", async () => {
  const schemas = {
    S0: { type: "object", required: ["long"], properties: { long: ref("Long") } },
    Long: { allOf: [{ type: "string" }, { minLength: 1e9 }] },
  };
  const text = JSON.stringify({ schemas }, null, 1);
  expect(text).toContain("1000000000");
  const { locate } = await contractOf(schemas);
  const place = locate("#/components/schemas/Long/allOf/1");
  expect(await outcomeOf(schemas)).toMatch(new RegExp(`^${place.replaceAll(".", "\\.")}: `));
});

test("large examples of many operations are too large together", async () => {
  const long = { S0: { type: "string", minLength: 90_000 } };
  expect(await outcomeOf(long)).toBeGreaterThan(90_000);
  expect(await outcomeOf(long, 300)).toMatch(
    /^contract\.json:\d+:\d+: the examples up to this operation need more than 20000000 characters/,
  );
});

test.each([
  ["allOf", (next: object) => ({ allOf: [next, next] })],
  ["oneOf within allOf", (next: object) => ({ allOf: [{ oneOf: [next] }, { anyOf: [next] }] })],
  ["optional properties", (next: object) => ({ properties: { a: next, b: next, c: next } })],
])("schemas that double by %s cost no more than twice as much at twice the depth", async (_, make) => {
  expect(await outcomeOf(chain(make))).toBeLessThan(20_000);
});

test("tables of properties end, even for very wide, deep or recursive schemas", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
  const { document } = await contractOf({
    ...chain((next) => ({ properties: Object.fromEntries(names.map((name) => [name, next])) })),
    Double: { allOf: [{ allOf: [{ properties: { a: ref("Double") } }], properties: { b: ref("Loop") } }] },
    Loop: { type: "array", items: ref("Loop") },
  });
  const rowsOf = (name: string) =>
    renderFields({ document, types: new Map(), use: "response" }, ref(name))
      .join("\n")
      .match(/^\| `.*$/gm) ?? [];
  expect(rowsOf("S0").length).toBeLessThan(1_000);
  expect(rowsOf("Double")).toHaveLength(2);
  expect(describeType(document, new Map(), ref("Loop"))).toMatch(/^list of /);
});

test("a chain of $refs that is too long for the validator is an error with a place, not a stack overflow", async () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 6_000 }, (_, level) => [
      `S${level}`,
      level === 5_999 ? { type: "string" } : { properties: { next: ref(`S${level + 1}`) } },
    ]),
  );
  await expect(contractOf(schemas)).rejects.toThrow(
    /^contract\.json:1:1: \$refs lead thousands of levels deep/,
  );
});
