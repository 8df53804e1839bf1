import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { nodeOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { openCircles } from "../../scripts/generate/normalise/circles.ts";
import { stateDiscriminators } from "../../scripts/generate/normalise/discriminators.ts";
import { renderSchema } from "../../scripts/generate/schema.ts";
import { compileLiterals } from "../support/literals.ts";
import type { Literal } from "../support/literals.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import { contractOf } from "../support/small-contract.ts";
import { contracts, ROOTS } from "../support/soundness/grammar.ts";
import { createRandom, makeInstance, mutate } from "../support/soundness/instances.ts";
import { createOracle } from "../support/soundness/oracle.ts";

/** More find a few whose invalid instances compile: 7 of 1,500. */
const SCHEMAS = pickSize(80, 300);
const ATTEMPTS = 14;

interface Sample extends Literal {
  readonly document: Node;
  readonly root: string;
  readonly claim: "valid" | "invalid";
}

const samples: Sample[] = [];
let judged: ReturnType<typeof compileLiterals> = { objections: [], broken: [] };

beforeAll(() => {
  console.log(`TEST_SEED=${SEED}: ${SCHEMAS} schemas`);
  const modules = new Map<string, string>();
  const random = createRandom(SEED);
  const numRuns = Math.ceil(SCHEMAS / ROOTS.length / 2);
  for (const version of ["3.0.3", "3.1.0"] as const) {
    for (const [index, document] of fc.sample(contracts(version), { seed: SEED, numRuns }).entries()) {
      const module = `${version} ${index}`;
      modules.set(module, renderSchema(document));
      samples.push(...makeSamples(document, module, random));
    }
  }
  judged = compileLiterals(modules, samples);
}, FULL_TIMEOUT);

/** Instances that are valid, which must compile and read, and changed ones that no longer are, which must not compile. */
function makeSamples(document: Node, module: string, random: () => number): readonly Sample[] {
  const judgedAs = replaceParents(document);
  const named = createOracle(judgedAs, "named");
  const loose = createOracle(judgedAs, "loose");
  return ROOTS.flatMap((root) => {
    const [isNamed, isLooselyValid] = [named(root), loose(root)];
    const found = new Map<string, Sample>();
    const add = (claim: Sample["claim"], value: unknown): void => {
      const type = `components["schemas"]["${root}"]`;
      const text = JSON.stringify(value);
      found.set(`${claim} ${text}`, { module, document, root, claim, type, text });
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const value = makeInstance(judgedAs, { $ref: `#/components/schemas/${root}` }, random);
      if (value === undefined || !isNamed(value)) continue;
      add("valid", value);
      const changed = mutate(value, random);
      if (!isLooselyValid(changed)) add("invalid", changed);
      else if (isNamed(changed)) add("valid", changed);
    }
    return [...found.values()];
  });
}

/** A parent that lists what extends it has no end by JSON Schema: it is judged as it is normalised. */
function replaceParents(document: Node): Node {
  const schemasOf = (node: Node): Node => nodeOf(nodeOf(node["components"])["schemas"]);
  const normalised = schemasOf(openCircles(stateDiscriminators(document)));
  const family = Object.entries(normalised).filter(([name]) => /^(Parent|Child|Sibling)/.test(name));
  return contractOf(
    { ...schemasOf(document), ...Object.fromEntries(family) },
    { openapi: document["openapi"] },
  );
}

function findFailures(claim: Sample["claim"]): readonly string[] {
  return samples.flatMap((sample, index) => {
    const objections = judged.objections[index] ?? [];
    if (sample.claim !== claim || (claim === "invalid") === objections.length > 0) return [];
    const schemas = nodeOf(nodeOf(sample.document["components"])["schemas"]);
    return [
      `${sample.module} ${sample.root} ${JSON.stringify(schemas[sample.root])} <- ${sample.text} ${objections.join(" ")}`,
    ];
  });
}

test("types of random schemas compile by themselves", () => {
  expect(judged.broken).toEqual([]);
});

// A literal that compiles also reads without a lie: the value of each property fits the type of the property.
test("every valid instance compiles as a literal", () => {
  expect(samples.filter(({ claim }) => claim === "valid").length).toBeGreaterThan(SCHEMAS);
  expect(findFailures("valid")).toEqual([]);
});

test("no instance made invalid compiles as a literal", () => {
  expect(samples.filter(({ claim }) => claim === "invalid").length).toBeGreaterThan(SCHEMAS / 2);
  expect(findFailures("invalid")).toEqual([]);
});
