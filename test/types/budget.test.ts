import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { renderCalls, renderPathCall, writeCallSites } from "../support/call-sites.ts";
import { checkFiles, measureCheck } from "../support/check-cost.ts";
import type { CheckCost } from "../support/check-cost.ts";
import { renderFlatpeakIdioms } from "../support/type-idioms.ts";

/** Instantiations and types, with the compiler version in package.json: the same on every machine. */
type Budget = readonly [instantiations: number, types: number];

const IDIOMS: Readonly<Record<string, Budget>> = {
  "a first call": [2_200, 1_700],
  "switch (error.status)": [2_200, 1_700],
  unwrap: [2_400, 1_950],
  isErrorFrom: [2_500, 2_000],
  "isApiError(e, 404)": [2_400, 1_950],
  OperationError: [620, 1_060],
  "a wrapper of any call": [2_450, 2_000],
  "a function that returns any error": [4_200, 2_600],
  "a wrapper over Client": [3_500, 1_950],
  paginate: [5_500, 1_750],
  "webhook handler": [300, 340],
  fake: [5_200, 2_600],
};
const CALLS: Budget = [20_000, 9_000];

/** Memory of all programs here together, which is 14 MiB. Types that multiply take tens of MiB more. */
const MOST_BYTES = 16 * 2 ** 20;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}test/package`;

const programs = renderFlatpeakIdioms((entry) => `../../src/${entry === "" ? "index" : `${entry}/index`}.ts`);

const check = (text: string): CheckCost => checkFiles(new Map([[`${FOLDER}/idiom.ts`, text]]));

function expectWithin({ errors, instantiations, types }: CheckCost, budget: Budget): void {
  expect(errors).toEqual([]);
  const [mostInstantiations, mostTypes] = budget;
  expect.soft(instantiations, "instantiations").toBeLessThanOrEqual(mostInstantiations);
  expect.soft(types, "types").toBeLessThanOrEqual(mostTypes);
  // A budget far above the cost would not detect a regression.
  expect.soft(instantiations, "instantiations").toBeGreaterThan(mostInstantiations * 0.8);
  expect.soft(types, "types").toBeGreaterThan(mostTypes * 0.8);
}

describe("the cost of an idiom to the compiler", () => {
  test("every idiom has a budget", () => {
    expect(Object.keys(IDIOMS).sort()).toEqual(Object.keys(programs).sort());
  });

  test.each(Object.entries(programs))("%s stays within its budget", (name, program) => {
    expectWithin(check(program), IDIOMS[name] ?? [0, 0]);
  });
});

const OURS = renderCalls(
  `import type { Client } from "../../src/types/calls.ts";
import type { paths } from "../../generated/schema.ts";
declare const client: Client<paths>;`,
  writeCallSites(`${ROOT}generated/schema.ts`, 200),
  renderPathCall,
);

test("200 calls stay within their budget", () => {
  expectWithin(check(OURS), CALLS);
});

test("all idioms and 200 calls stay within the budget of memory", () => {
  const texts = [...Object.values(programs), OURS];
  const files = new Map(texts.map((text, index) => [`${FOLDER}/idiom${index}.ts`, text] as const));
  const { errors, bytes } = measureCheck(files);
  expect(errors).toEqual([]);
  expect(bytes, "bytes").toBeLessThan(MOST_BYTES);
});
