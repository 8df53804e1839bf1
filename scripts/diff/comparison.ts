import type { Contract } from "../contract/contract.ts";
import { isNode, METHODS, nodeOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { describeCertainty } from "../generate/describe-certainty.ts";
import { openKnownCodes } from "../generate/known-codes.ts";
import { openKnownValues } from "../generate/open-strings.ts";
import { nameSchemas } from "../generate/names.ts";
import { renderSchema } from "../generate/schema.ts";
import { listChanges } from "./change-list.ts";
import { compareDocuments } from "./documents/contract-differences.ts";
import { pairDocuments } from "./documents/document-pair.ts";
import { findSchemaUses } from "./documents/schema-uses.ts";
import { explainFailures } from "./explanation.ts";
import type { ProbeFailure } from "./explanation.ts";
import { describeLocation } from "./location.ts";
import { pairOperations } from "./operation-pairs.ts";
import type { OperationPair } from "./operation-pairs.ts";
import { createSameness, nameIn, readDeclarations } from "./programs/declarations.ts";
import { writeProbes } from "./programs/probe-plan.ts";
import type { NamedType } from "./programs/probe-plan.ts";
import { createProbeProgram } from "./programs/probe-program.ts";
import type { ProbeOutcome } from "./programs/probe-program.ts";
import type { Probe } from "./programs/probe.ts";
import { countPrograms } from "./program-counts.ts";
import { judge } from "./report.ts";
import type { Change, Report } from "./report.ts";

/**
 * Finds what changes for users of the SDK from one contract to another.
 *
 * The documents show the differences; the compiler decides which are breaking. It compiles programs that consumers
 * could have written against the types of both contracts. A difference that types can show is breaking if and only if a
 * program at its place stops compiling.
 */
export function compareContracts(from: Contract, to: Contract): Report {
  const documents = pairDocuments(asTyped(from.document), asTyped(to.document));
  const operations = pairOperations(documents.from, documents.to);
  const differences = compareDocuments(documents, operations);
  const { probes, outcomes, retyped, added } = compileProbes(from, to, operations);
  const { breaking, unexplained } = explainFailures(differences, probes, outcomes);
  const isDropped = (_: Probe, index: number): boolean => outcomes[index]?.state === "dropped";
  const dropped = probes.filter(isDropped);
  const explained = [
    ...listUnexplained(unexplained),
    ...listChanges(
      differences.map((difference) => ({
        difference,
        class: breaking.has(difference) ? "breaking" : difference.otherwise,
      })),
    ),
  ];
  const isExplained = explained.some((change) => change.class !== "documentation");
  // Known values that are gone explain a changed type, but not an added one. Texts explain neither.
  const isRetyping = differences.some(({ effect }) => effect !== "none");
  const unlisted = isExplained ? [] : isRetyping ? added : retyped;
  const changes = [...unlisted.map(describeRetyped), ...explained];
  return {
    verdict: judge(changes),
    changes,
    programs: countPrograms(probes.filter((probe, index) => !isDropped(probe, index))),
    unjudged: [...new Set(dropped.map(({ location }) => describeLocation(location)))],
  };
}

/** Adds known values as the types have them, and comments as users read them. */
function asTyped(document: Node): Node {
  return [describeCertainty, openKnownValues, openKnownCodes].reduce(
    (current, step) => step(current),
    document,
  );
}

interface Compiled {
  readonly probes: readonly Probe[];
  readonly outcomes: readonly ProbeOutcome[];
  /** Declarations whose text differs. */
  readonly retyped: readonly string[];
  readonly added: readonly string[];
}

function compileProbes(from: Contract, to: Contract, pairs: readonly OperationPair[]): Compiled {
  const [before, after] = [renderSchema(from.document), renderSchema(to.document)];
  const [old, now] = [readDeclarations(before), readDeclarations(after)];
  const program = createProbeProgram(before, after);
  const probes = writeProbes(program, {
    pairs,
    types: [...nameTypes(from.document, old.exported), ...nameGroupedTypes(from.document, old.texts.keys())],
    webhooks: listWebhooks(from.document),
    isSame: createSameness(old, now),
    hasType: (name) => now.texts.has(name),
  });
  const names = new Set([...old.texts.keys(), ...now.texts.keys()]);
  return {
    probes,
    outcomes: probes.length === 0 ? [] : program.run(probes),
    retyped: [...names].filter((name) => old.texts.get(name) !== now.texts.get(name)),
    added: [...now.texts.keys()].filter((name) => !old.texts.has(name)),
  };
}

/** The exported types and their uses. A type without a schema counts as read. */
function nameTypes(document: Node, exported: ReadonlySet<string>): readonly NamedType[] {
  const { read, sent } = findSchemaUses(document);
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const owners = new Map([...nameSchemas(Object.keys(schemas))].map(([schema, name]) => [name, schema]));
  return [...exported].map((name) => {
    const owner = owners.get(name);
    if (owner === undefined) return { name, owner: name, isRead: true, isSent: false };
    return { name, owner, isRead: read.has(owner), isSent: sent.has(owner) };
  });
}

/** Types that have no root type: schemas with an odd name are read and constructed, other components are only named. */
function* nameGroupedTypes(document: Node, declarations: Iterable<string>): Generator<NamedType> {
  const { read, sent } = findSchemaUses(document);
  const schemas = Object.keys(nodeOf(nodeOf(document["components"])["schemas"]));
  const rooted = nameSchemas(schemas);
  const unrooted = new Map(
    schemas.flatMap((schema) =>
      rooted.has(schema) ? [] : [[nameIn("components", "schemas", schema), schema] as const],
    ),
  );
  for (const name of declarations) {
    const owner = unrooted.get(name);
    if (owner !== undefined) yield { name, owner, isRead: read.has(owner), isSent: sent.has(owner) };
    else if (name.startsWith(COMPONENTS) && !name.startsWith(SCHEMAS))
      yield { name, owner: name, isRead: false, isSent: false };
  }
}

function listWebhooks(document: Node): readonly (readonly [name: string, method: string])[] {
  return Object.entries(nodeOf(document["webhooks"])).flatMap(([name, item]) =>
    METHODS.filter((method) => isNode(resolve(document, item)[method])).map(
      (method) => [name, method] as const,
    ),
  );
}

const COMPONENTS = "components[";
const SCHEMAS = nameIn("components", "schemas");

/** A change of the types that no difference of the documents explains, such as a new webhook. */
function describeRetyped(declaration: string): Change {
  return {
    class: "addition",
    where: declaration,
    what: "type added or changed",
    why: "the types differ; existing code still compiles",
  };
}

/** The compiler decides: a program that fails is a breaking change, even if no difference explains it. */
function listUnexplained(failures: readonly ProbeFailure[]): readonly Change[] {
  const listed = new Map<string, Change>();
  for (const { probe, message } of failures) {
    const where = describeLocation(probe.location);
    listed.set(where, { class: "breaking", where, what: "no longer compiles", why: message });
  }
  return [...listed.values()];
}
