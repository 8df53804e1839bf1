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
import { createOracle, createValidator } from "../support/soundness/oracle.ts";

const SCHEMAS = pickSize(100, 5000);
const ATTEMPTS = 14;
/** Contracts that are compiled in one program: more of them need more memory. */
const BATCH = 40;

interface Sample extends Literal {
  readonly document: Node;
  readonly root: string;
  readonly claim: "valid" | "invalid";
}

interface Judged extends Sample {
  readonly objections: readonly string[];
}

const samples: Judged[] = [];
const broken: string[] = [];

beforeAll(() => {
  console.log(`TEST_SEED=${SEED}: ${SCHEMAS} schemas`);
  const random = createRandom(SEED);
  const numRuns = Math.ceil(SCHEMAS / ROOTS.length / 2);
  const documents = (["3.0.3", "3.1.0"] as const).flatMap((version) =>
    fc
      .sample(contracts(version), { seed: SEED, numRuns })
      .map((document, index) => [`${version} ${index}`, document] as const),
  );
  for (let start = 0; start < documents.length; start += BATCH) {
    const batch = documents.slice(start, start + BATCH);
    const modules = new Map(batch.map(([module, document]) => [module, renderSchema(document)]));
    const made = batch.flatMap(([module, document]) => makeSamples(document, module, random));
    const judged = compileLiterals(modules, made);
    broken.push(...judged.broken);
    for (const [index, sample] of made.entries())
      samples.push({ ...sample, objections: judged.objections[index] ?? [] });
  }
}, FULL_TIMEOUT);

/** Valid instances, which must compile and read, and instances made invalid, which must not compile. */
function makeSamples(document: Node, module: string, random: () => number): readonly Sample[] {
  const judgedAs = replaceParents(document);
  const named = createOracle(judgedAs, "named");
  const loose = createOracle(judgedAs, "loose");
  // `nullable` of 3.0 is unknown to JSON Schema.
  const written = module.startsWith("3.1") ? createValidator(judgedAs) : named;
  return ROOTS.flatMap((root) => {
    const [isWritten, isStrictlyNamed, isLooselyValid] = [written(root), named(root), loose(root)];
    const isNamed = (value: unknown): boolean => isWritten(value) && isStrictlyNamed(value);
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

/** A parent that lists its extensions is endless in JSON Schema, so it is judged after normalisation. */
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
  return samples.flatMap(({ objections, ...sample }) => {
    if (sample.claim !== claim || (claim === "invalid") === objections.length > 0) return [];
    const schemas = nodeOf(nodeOf(sample.document["components"])["schemas"]);
    return [
      `${sample.module} ${sample.root} ${JSON.stringify(schemas[sample.root])} <- ${sample.text} ${objections.join(" ")}`,
    ];
  });
}

test("types of random schemas compile by themselves", () => {
  expect(broken).toEqual([]);
});

// A literal that compiles also reads correctly: the value of each property has the property's type.
test("every valid instance compiles as a literal", () => {
  expect(samples.filter(({ claim }) => claim === "valid").length).toBeGreaterThan(SCHEMAS);
  expect(findFailures("valid")).toEqual([]);
});

test("no instance made invalid compiles as a literal", () => {
  expect(samples.filter(({ claim }) => claim === "invalid").length).toBeGreaterThan(SCHEMAS / 2);
  expect(findFailures("invalid")).toEqual([]);
});
