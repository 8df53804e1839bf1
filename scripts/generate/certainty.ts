import { isNode, listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isErrorStatus, jsonContentOf } from "../contract/error-responses.ts";

export const CERTAINTIES = ["seen", "confirmed", "inferred"] as const;

/**
 * Certainty of a part of the contract:
 *
 * - `seen`: Flatpeak publishes it in an OpenAPI document.
 * - `confirmed`: a page of the release shows it.
 * - `inferred`: it is from another release or an early document, or follows from other facts.
 */
export type Certainty = (typeof CERTAINTIES)[number];

/** The number of facts of each certainty. */
export type FactCounts = Readonly<Record<Certainty, number>>;

/** The certainty of a part of the contract, by its own mark. Parts without a mark are published. */
export function certaintyOf(node: Node): Certainty {
  return markOf(node) ?? "seen";
}

/** The marks of a part as sentences. */
export function notesOf(node: Node): readonly string[] {
  const source = sourceOf(node);
  const confirmed = noteAt(node, "x-confirmed");
  const inferred = noteAt(node, "x-inferred");
  const { date, release, count } = nodeOf(node["x-observed"]);
  const observed = textOf(date);
  return [
    ...(observed === undefined
      ? []
      : [
          `Observed: ${Number(count)} response${count === 1 ? "" : "s"} of release ${String(release)}, the latest on ${String(date)}.`,
        ]),
    ...(confirmed === undefined
      ? []
      : [`Confirmed: ${confirmed}${source === undefined ? "" : ` See ${source}`}`]),
    ...(inferred === undefined ? [] : [`Inferred: ${inferred}`]),
  ];
}

/** The page or the early document that a part is from. */
export function sourceOf(node: Node): string | undefined {
  return textOf(node["x-source"]);
}

/**
 * Counts the facts of an operation by certainty: the call, each parameter, each status, and each field of the request
 * and of successful responses.
 */
export function countFacts(document: Node, operation: ContractOperation): FactCounts {
  const call = certaintyOf(operation.node);
  const shared = new Set(Object.values(nodeOf(nodeOf(document["components"])["parameters"])));
  const parameters = operation.parameters.map((node) => markOf(node) ?? (shared.has(node) ? "seen" : call));
  // A status of a published response counts as published only for published operations.
  const statuses = operation.responses.map(
    ({ node, reference }) =>
      markOf(node) ?? (reference === undefined || call === "seen" ? call : ("inferred" as const)),
  );
  const { requestBody } = operation;
  const bodyIsShared = textOf(nodeOf(operation.node["requestBody"])["$ref"]) !== undefined;
  const sent =
    requestBody === undefined
      ? []
      : certaintiesOfFields(document, requestBody, bodyIsShared ? "seen" : call, "request");
  const received = operation.responses
    .filter(({ status }) => !isErrorStatus(status))
    .flatMap(({ node, reference }) =>
      certaintiesOfFields(document, node, reference === undefined ? call : "seen", "response"),
    );
  return countByCertainty([call, ...parameters, ...statuses, ...sent, ...received]);
}

/** The sum of several counts. */
export function addFacts(counts: readonly FactCounts[]): FactCounts {
  return counts.reduce(
    (sum, next) => ({
      seen: sum.seen + next.seen,
      confirmed: sum.confirmed + next.confirmed,
      inferred: sum.inferred + next.inferred,
    }),
    countByCertainty([]),
  );
}

function countByCertainty(facts: readonly Certainty[]): FactCounts {
  const of = (certainty: Certainty): number => facts.filter((fact) => fact === certainty).length;
  return { seen: of("seen"), confirmed: of("confirmed"), inferred: of("inferred") };
}

function markOf(node: Node): Certainty | undefined {
  if (noteAt(node, "x-confirmed") !== undefined) return "confirmed";
  return noteAt(node, "x-inferred") === undefined ? undefined : "inferred";
}

function noteAt(node: Node, key: string): string | undefined {
  return textOf(node[key])?.trim().replaceAll(/\s+/g, " ");
}

/** The schemas without a name in a schema: parts of a composition, items of a list and values of a map. */
export function listUnnamedParts(schema: Node): readonly Node[] {
  const composed = ["allOf", "anyOf", "oneOf"].flatMap((key) => listOf(schema[key]));
  return [...composed, schema["items"], schema["additionalProperties"]].filter(isNode);
}

/** The certainty of each field of a body. Each part is counted once, even if the body refers to it often. */
function certaintiesOfFields(
  document: Node,
  body: Node,
  enclosing: Certainty,
  use: "request" | "response",
): readonly Certainty[] {
  const met = new Set<Node>();
  const visit = (value: unknown, outer: Certainty): readonly Certainty[] => {
    const referred = textOf(nodeOf(value)["$ref"]) !== undefined;
    const node = resolve(document, value);
    if (met.has(node)) return [];
    met.add(node);
    // A mark does not apply to the target of a reference: if unmarked, that is published.
    const inner = markOf(node) ?? (referred ? "seen" : outer);
    const fields = Object.values(nodeOf(node["properties"])).filter(
      (field) => use === "response" || nodeOf(field)["readOnly"] !== true,
    );
    return [
      ...listUnnamedParts(node).flatMap((part) => visit(part, inner)),
      ...fields.flatMap((field) => {
        const certainty = markOf(nodeOf(field)) ?? inner;
        return [certainty, ...visit(field, certainty)];
      }),
    ];
  };
  return jsonContentOf(body).flatMap(({ schema }) => visit(schema, markOf(body) ?? enclosing));
}
