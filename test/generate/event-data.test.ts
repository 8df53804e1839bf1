import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readContract } from "../../scripts/contract/contract.ts";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { nodeOf } from "../../scripts/contract/document.ts";
import { declareEventData } from "../../scripts/generate/event-data.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const schemas = { Device: { type: "object" } };

const withData = (data: object) => ({
  components: { schemas: { ...schemas, "Our-Event": { type: "object", "x-event-data": data } } },
});

test("a schema of events with x-event-data has typed data", () => {
  const declarations = declareEventData(withData({ "device.create": "#/components/schemas/Device" }));
  expect(declarations.join()).toContain(
    'export interface OurEventDataByType {\n  "device.create": components["schemas"]["Device"];\n}',
  );
});

test("a contract without it gets no such type", () => {
  expect(declareEventData({ components: { schemas } })).toEqual([]);
  expect(declareEventData({})).toEqual([]);
});

test.each(["#/components/schemas/Divice", "Device", 5])("%s in it is refused", (reference) => {
  const declare = () => declareEventData(withData({ "device.create": reference }));
  expect(declare).toThrow(ContractError);
  expect(declare).toThrow(/"device.create" must be the \$ref of a schema, such as/);
});

test("every event type with data in the project's overlay is a known value", async () => {
  const spec = (name: string) => ({ file: join(ROOT, "spec", name), name });
  const { document } = await readContract(spec("flatpeak.yaml"), spec("overlay.yaml"));
  const event = nodeOf(nodeOf(nodeOf(document["components"])["schemas"])["Event"]);
  const known = nodeOf(nodeOf(event["properties"])["type"])["x-known-values"];
  expect(known).toEqual(expect.arrayContaining(Object.keys(nodeOf(event["x-event-data"]))));
});
