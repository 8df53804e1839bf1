import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ArgumentError } from "../../scripts/command/argument-error.ts";
import { readImportArguments, USAGE } from "../../scripts/import/arguments.ts";
import type { ImportArguments } from "../../scripts/import/arguments.ts";
import { main } from "../../scripts/spec-import.ts";
import { createWorkplace, NEWER, SMALL, SMALL_OVERLAY } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";
import { runInProcess } from "../support/in-process.ts";

let place: Workplace;

beforeEach(() => {
  place = createWorkplace();
});

afterEach(() => {
  place.remove();
});

test("a failed import exits with 1, reports the reason, and does not change the contract", async () => {
  const run = await runInProcess(USAGE, main, ["--spec", place.spec, place.write("a.yaml", "a: [")]);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/a\.yaml:1:5: not valid YAML or JSON/);
  expect(place.contract()).toBe(SMALL);
});

async function tell(text: string, options?: Partial<ImportArguments>): Promise<string> {
  const log = vi.spyOn(console, "log").mockReturnValue();
  try {
    await place.import([place.write("a.yaml", text)], { quiet: false, ...options });
    return log.mock.calls.flat().join("\n");
  } finally {
    log.mockRestore();
  }
}

test("an import reports the changes and the next command", async () => {
  expect(await tell(NEWER.replace('version: "1"', 'version: "2"'))).toMatch(
    /flatpeak\.yaml written\n\nRelease 1 becomes 2\n[^]*\nNext: npm run generate$/,
  );
});

test("the next command has the given contract and overlay", async () => {
  const overlay = join(place.root, "spec/overlay.yaml");
  expect(await tell(NEWER, { spec: place.spec, overlay })).toMatch(
    new RegExp(`Next: npm run generate -- --spec ${place.spec} --overlay ${overlay} --out DIR$`),
  );
});

test("an import names the command that prints all changes only if it compares the same contracts", async () => {
  const reworded = SMALL.replace("title: ", "description: All things\n  title: ");
  expect(await tell(reworded, { dryRun: true })).toMatch(/\n {2}1 not listed\n/);
  expect(await tell(reworded, { spec: place.spec })).toMatch(/\n {2}1 not listed\n/);
  place.put("spec/flatpeak.yaml", SMALL);
  expect(await tell(reworded)).toMatch(/\n {2}1 not listed: npm run spec:diff\n/);
});

test("a fact that moves from the overlay to the newer contract is not a change", async () => {
  expect(await tell(SMALL.replace("    put:\n", "    put:\n      x-idempotent: false\n"))).toMatch(
    /flatpeak\.yaml written\n\nNo change\n/,
  );
});

test("an overlay that fits only the newer contract is applied to neither contract", async () => {
  const newer = SMALL.replace("  /others:\n    get:", "  /others:\n    delete:");
  place.put("spec/overlay.yaml", SMALL_OVERLAY.replace("/things'].put", "/others'].delete"));
  const output = await tell(newer);
  expect(output).toContain("GET /others");
  expect(output).toContain("DELETE /others");
  expect(output).not.toContain("idempotent");
});

test.each([
  ["no source", []],
  ["an empty source", [""]],
  ["an overlay without a contract", ["--overlay", "a.yaml", "b.yaml"]],
  ["an option without its value", ["--spec", "", "b.yaml"]],
  ["an unknown option", ["--force", "b.yaml"]],
])("a command line with %s is refused", (_, words) => {
  expect(() => readImportArguments(words)).toThrow(ArgumentError);
});
