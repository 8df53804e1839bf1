import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationsOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { findWarnings } from "../../scripts/generate/warnings.ts";
import { compile } from "./compiler.ts";
import { renderConsumer } from "./consumer.ts";
import { CONTRACTS } from "./contracts.ts";
import { readFacts } from "./facts.ts";
import { generate, readDocument, readManifest } from "./generation.ts";

const rows: string[][] = [["contract", "operations", "schema.ts, KiB", "seconds", "warnings"]];

afterAll(() => {
  console.log(rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
});

describe.each(CONTRACTS)("$name", (contract) => {
  let folder: string;
  let document: Node;

  beforeAll(async () => {
    document = await readDocument(contract);
    const generation = await generate(contract);
    folder = generation.folder;
    const { length } = await readFile(join(folder, "schema.ts"));
    const warnings = findWarnings(document).map(({ kind, places }) => `${kind} ${places.length}`);
    rows.push([
      contract.name,
      String(operationsOf(document).length),
      String(Math.round(length / 1024)),
      generation.seconds.toFixed(1),
      warnings.join(", ") || "none",
    ]);
  });

  test("its files compile, and so do calls of every operation with narrowed errors", async () => {
    const consumer = join(folder, "consumer.ts");
    await writeFile(consumer, renderConsumer(document));
    expect(compile([consumer, join(folder, "manifest.ts"), join(folder, "examples.ts")])).toEqual([]);
  });

  test("its manifest agrees with the contract", async () => {
    const { operations } = await readManifest(folder);
    const facts = await readFacts(document);
    expect(Object.keys(operations).sort()).toEqual([...facts.keys()].sort());
    for (const [key, { security, success, errors, shapes }] of facts) {
      const entry = operations[key];
      expect.soft(entry?.security, key).toEqual(security);
      expect.soft(Object.keys(entry?.success ?? {}).sort(), key).toEqual([...success].sort());
      expect.soft(Object.keys(entry?.errors ?? {}).sort(), key).toEqual([...errors].sort());
      expect.soft({ ...shapes, ...entry?.success, ...entry?.errors }, key).toMatchObject(shapes);
    }
    const ids = Object.values(operations).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
