import type { Contract } from "../contract/contract.ts";
import { nodeOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { describeCertainty } from "../generate/describe-certainty.ts";
import { openKnownCodes } from "../generate/known-codes.ts";
import { openKnownValues } from "../generate/known-values.ts";
import { nameSchemas } from "../generate/names.ts";
import { renderSchema } from "../generate/schema.ts";
import { compareDocuments, findReadableTypes } from "./contract-differences.ts";
import { createSameness, readDeclarations } from "./declarations.ts";
import type { Difference } from "./difference.ts";
import { tellChanges } from "./grouping.ts";
import { explainFailures } from "./judgement.ts";
import type { Failure } from "./judgement.ts";
import { codeOf } from "./location.ts";
import type { Location } from "./location.ts";
import { matchOperations } from "./matches.ts";
import type { Match } from "./matches.ts";
import { writeProbes } from "./probe-plan.ts";
import { createProbeProgram } from "./probe-program.ts";
import { judge } from "./report.ts";
import type { Change, Report } from "./report.ts";
import { makeSides } from "./sides.ts";
import type { Sides } from "./sides.ts";

/**
 * Tells what changes for users of the SDK from one contract to another.
 *
 * The documents say what differs; what compiles says what breaks. Programs that consumers could have written are compiled
 * against the types of both, and a difference is breaking exactly when one at its place compiles no more.
 */
export function compareContracts(from: Contract, to: Contract): Report {
  const sides = makeSides(prepare(from.document), prepare(to.document));
  const matches = matchOperations(sides.from, sides.to);
  const differences = compareDocuments(sides, matches);
  const { breaking, unexplained, programs, unjudged } = compile(from, to, { sides, matches, differences });
  const changes = [
    ...tellUnexplained(unexplained),
    ...tellChanges(
      differences.map((difference) => ({
        difference,
        class: breaking.has(difference) ? "breaking" : difference.otherwise,
      })),
    ),
  ];
  return { verdict: judge(changes), changes, programs, unjudged };
}

/** Known values as the types have them, and comments as users read them. */
function prepare(document: Node): Node {
  return [describeCertainty, openKnownValues, openKnownCodes].reduce(
    (current, step) => step(current),
    document,
  );
}

interface Compared {
  readonly sides: Sides;
  readonly matches: readonly Match[];
  readonly differences: readonly Difference[];
}

function compile(from: Contract, to: Contract, { sides, matches, differences }: Compared) {
  const [before, after] = [renderSchema(from.document), renderSchema(to.document)];
  const [old, now] = [readDeclarations(before), readDeclarations(after)];
  const names = nameSchemas(Object.keys(nodeOf(nodeOf(from.document["components"])["schemas"])));
  const readable = findReadableTypes(sides);
  const program = createProbeProgram(before, after);
  const probes = writeProbes(program, {
    matches,
    exported: new Map([...names].map(([schema, name]) => [name, schema])),
    readable: new Set([...names].filter(([schema]) => readable.has(schema)).map(([, name]) => name)),
    isSame: createSameness(old, now),
    hasType: (name) => now.texts.has(name),
  });
  const outcomes = probes.length === 0 ? [] : program.run(probes);
  const dropped = probes.filter((_, index) => outcomes[index]?.state === "dropped");
  return {
    ...explainFailures(differences, probes, outcomes),
    programs: outcomes.length - dropped.length,
    unjudged: [...new Set(dropped.map(({ location }) => describePlace(location)))],
  };
}

function describePlace(location: Location): string {
  return location.part === "type" ? codeOf(location) : `${location.owner} \`${codeOf(location)}\``;
}

/** The compiler has the last word: what it refuses is breaking, whether or not it is known why. */
function tellUnexplained(failures: readonly Failure[]): readonly Change[] {
  const told = new Map<string, Change>();
  for (const { probe, message } of failures) {
    const where = describePlace(probe.location);
    told.set(where, { class: "breaking", where, what: "does not compile any more", why: message });
  }
  return [...told.values()];
}
