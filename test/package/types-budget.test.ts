import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkFile, renderCalls, renderPathCall, writeCallSites } from "../support/call-sites.ts";

/** Of 200 calls, with the compiler that package.json pins: the same on every machine. */
const RECORDED_INSTANTIATIONS = 35_584;
const MOST_GROWTH = 1.1;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Checks 200 calls over Flatpeak's contract with a client of that module. */
function checkCalls(module: string): { readonly instantiations: number; readonly errors: readonly string[] } {
  const head = `import type { Client } from ${JSON.stringify(module)};
import type { paths } from "../../generated/schema.ts";
declare const client: Client<paths>;`;
  const sites = writeCallSites(`${ROOT}generated/schema.ts`, 200);
  return checkFile(`${ROOT}test/package/calls.ts`, renderCalls(head, sites, renderPathCall));
}

describe("what calls cost the compiler", () => {
  const ours = checkCalls("../../src/types/calls.ts");
  const bare = checkCalls("openapi-fetch");

  test("the calls that are counted compile", () => {
    expect([ours.errors, bare.errors]).toEqual([[], []]);
  });

  test("no more than a tenth above what is recorded", () => {
    expect(ours.instantiations).toBeLessThan(RECORDED_INSTANTIATIONS * MOST_GROWTH);
  });

  test("a record that is far from the truth guards nothing", () => {
    expect(ours.instantiations).toBeGreaterThan(RECORDED_INSTANTIATIONS / MOST_GROWTH);
  });

  test("less than in openapi-fetch, whose errors are not told apart", () => {
    expect(ours.instantiations).toBeLessThan(bare.instantiations);
  });
}, 120_000);
