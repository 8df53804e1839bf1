import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isNode, listOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { walk } from "../../scripts/contract/walk.ts";
import { compareContracts } from "../../scripts/diff/comparison.ts";
import { compileConsumers } from "../support/consumers.ts";
import { CASES } from "../support/diff-cases.ts";
import { contractOf, smallContract } from "../support/diff-contract.ts";

type Edit = (schema: Node, salt: number) => boolean;

const pick = <Item>(items: readonly Item[], salt: number): Item | undefined =>
  items[salt % Math.max(items.length, 1)];

/** Edits of a schema in place; each says whether it applied. */
const EDITS: readonly Edit[] = [
  ({ properties }, salt) => {
    const name = isNode(properties) ? pick(Object.keys(properties), salt) : undefined;
    return name !== undefined && isNode(properties) && Reflect.deleteProperty(properties, name);
  },
  ({ properties }, salt) =>
    isNode(properties) && Reflect.set(properties, `extra${salt}`, { type: pick(["string", "number"], salt) }),
  (schema, salt) => {
    const required = listOf(schema["required"]);
    const dropped = pick(required, salt);
    return (
      required.length > 0 &&
      Reflect.set(
        schema,
        "required",
        required.filter((name) => name !== dropped),
      )
    );
  },
  (schema, salt) => {
    const { properties } = schema;
    const name = isNode(properties) ? pick(Object.keys(properties), salt) : undefined;
    return (
      name !== undefined &&
      Reflect.set(schema, "required", [...new Set([...listOf(schema["required"]), name])])
    );
  },
  (schema) =>
    schema["type"] === "string" &&
    Reflect.set(schema, "type", "number") &&
    Reflect.deleteProperty(schema, "enum"),
  (schema, salt) =>
    Array.isArray(schema["enum"]) && Reflect.set(schema, "enum", [...listOf(schema["enum"]), `value${salt}`]),
  (schema) =>
    listOf(schema["enum"]).length > 1 && Reflect.set(schema, "enum", listOf(schema["enum"]).slice(1)),
  (schema) => schema["type"] !== undefined && Reflect.set(schema, "nullable", schema["nullable"] !== true),
  (schema) => schema["type"] !== undefined && Reflect.set(schema, "description", "Told anew."),
  ({ responses }, salt) =>
    isNode(responses) && Reflect.set(responses, String(404 + (salt % 3)), { description: "new" }),
  ({ responses }, salt) => {
    const status = isNode(responses) ? pick(Object.keys(responses), salt) : undefined;
    return (
      isNode(responses) &&
      Object.keys(responses).length > 1 &&
      Reflect.deleteProperty(responses, status ?? "")
    );
  },
];

/** The small contract after some edits, each of which is named by its index, and the place and values that it draws. */
function edited(edits: readonly (readonly [edit: number, at: number, salt: number])[]): Node {
  const document = smallContract();
  for (const [edit, at, salt] of edits) {
    const nodes = [...walk(document)];
    // The edit that was drawn, at the first node from there on that it fits.
    for (let step = 0; step < nodes.length; step += 1) {
      const node = nodes[(at + step) % nodes.length];
      if (node !== undefined && EDITS[edit]?.(node, salt) === true) break;
    }
  }
  return document;
}

/** Half of the edits break nobody: a new property, a description. */
const edit = fc.oneof(fc.constantFrom(1, 8), fc.nat(EDITS.length - 1));
const randomContract = fc
  .array(fc.tuple(edit, fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 })
  .map(edited);

/** What users of the small contract have written, all in one program. */
const CONSUMER = [
  'import type * as Flatpeak from "flatpeak";',
  ...CASES.map(({ code }, index) => `export async function use${index}(client: Flatpeak.Client) { ${code} }`),
].join("\n");

test("where nothing is said to break, consumers compile as before", async () => {
  const old = await contractOf(smallContract());
  const judged: { verdict: string; document: Node }[] = [];
  await fc.assert(
    fc.asyncProperty(randomContract, async (document) => {
      const contract = await contractOf(document);
      const { verdict, unjudged } = compareContracts(old, contract);
      expect(unjudged).toEqual([]);
      judged.push({ verdict, document: contract.document });
    }),
    // One of each kind is there whatever is drawn.
    { numRuns: 20, examples: [[edited([[0, 0, 0]])], [edited([[8, 0, 0]])]] },
  );
  const outcomes = compileConsumers(judged.map(({ document }) => ({ document, text: CONSUMER })));
  const broken = judged.map(({ verdict }, index) => ({ verdict, problems: outcomes[index] ?? [] }));
  for (const { verdict, problems } of broken) if (verdict !== "major") expect(problems).toEqual([]);
  expect(new Set(judged.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
}, 120_000);
