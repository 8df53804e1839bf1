import { beforeAll, expect, test } from "vitest";
import type { Node } from "../../scripts/contract/document.ts";
import { watchDrift } from "../../src/drift/index.ts";
import type { DriftFinding } from "../../src/drift/index.ts";
import { bodiesOf, findSites } from "../support/drift-sites.ts";
import type { BodyOfContract } from "../support/drift-sites.ts";
import { readOverlaidContract } from "../support/own-contract.ts";
import { choose, createRandom, makeInstance } from "../support/soundness/instances.ts";

const SEED = Number(process.env["DRIFT_SEED"] ?? 1);

let document: Node;
let bodies: readonly BodyOfContract[];
beforeAll(async () => {
  console.log(`Seed of the drift test: ${SEED}`);
  document = await readOverlaidContract();
  bodies = bodiesOf(document);
});

/** The findings of a new watch in one body. */
function inspect({ operationId, status }: BodyOfContract, body: unknown): readonly DriftFinding[] {
  const found: DriftFinding[] = [];
  watchDrift((finding) => found.push(finding))({ operationId, status, headers: undefined, body });
  return found;
}

test("10,000 valid bodies have no findings", () => {
  const random = createRandom(SEED);
  let size = 0;
  for (let run = 0; run < 10_000; run += 1) {
    const place = bodies[run % bodies.length];
    if (place === undefined) throw new Error("The contract has no bodies");
    const body = makeInstance(document, place.schema, random);
    size += JSON.stringify(body).length;
    expect(inspect(place, body)).toEqual([]);
  }
  // Fails if nearly all bodies are empty.
  expect(size).toBeGreaterThan(500_000);
});

test("300 random changes of valid bodies are found at their place, and no finding contains a value", () => {
  const random = createRandom(SEED);
  const kinds = new Set<string>();
  for (let run = 0; run < 300;) {
    const place = choose(random, bodies);
    if (place === undefined) throw new Error("The contract has no bodies");
    const secret = `s3cr3t${String(random()).slice(2)}`;
    const body = JSON.parse(JSON.stringify(makeInstance(document, place.schema, random))) as unknown;
    const site = choose(random, findSites(document, place.schema, body, secret));
    if (site === undefined) continue;
    run += 1;
    site.spoil();
    kinds.add(site.kind);
    const findings = inspect(place, body);
    const { operationId, status } = place;
    expect(findings).toEqual([
      expect.objectContaining({ kind: site.kind, pointer: site.pointer, operationId, status }),
    ]);
    expect(JSON.stringify(findings)).not.toContain(secret.slice(0, 7));
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  }
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(["missing-property", "unknown-property", "wrong-type"]),
  );
});

test("no finding contains a text or number of a body of any shape", () => {
  const random = createRandom(SEED);
  const found: DriftFinding[] = [];
  const watch = watchDrift((finding) => found.push(finding), { every: 1 });
  for (let run = 0; run < 5_000; run += 1) {
    const place = bodies[run % bodies.length];
    const other = choose(random, bodies);
    if (place === undefined || other === undefined) throw new Error("The contract has no bodies");
    // A body of another response, with all of its values and some of its names made secret.
    const body = makeSecret(makeInstance(document, other.schema, random), random);
    watch({ operationId: place.operationId, status: place.status, headers: undefined, body });
  }
  expect(found.length).toBeGreaterThan(500);
  expect(JSON.stringify([found, watch.findings()])).not.toMatch(/s3cr3t|73573/);
});

function makeSecret(value: unknown, random: () => number): unknown {
  if (typeof value === "string") return "s3cr3t-4711";
  if (typeof value === "number") return 73573;
  if (Array.isArray(value)) return value.map((item) => makeSecret(item, random));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    random() < 0.1 ? "s3cr3t-4711" : name,
    makeSecret(item, random),
  ]);
  return Object.fromEntries(entries) as unknown;
}
