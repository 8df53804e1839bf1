import { nodeOf, resolve } from "../../contract/document.ts";
import type { ContractOperation, Node } from "../../contract/document.ts";
import { below, isSent } from "../location.ts";
import type { Difference, DifferenceDraft, DocumentPlace } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { placeIn } from "./operation-place.ts";
import { added, anchorAt, compareSchemas, removed, requirement } from "./schema-differences.ts";
import { compareTexts } from "./text-differences.ts";

/** Finds the differences between the parameters of an operation in both contracts. Cookies cannot be sent. */
export function* compareParameters(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  for (const part of ["query", "path", "header"] as const) {
    const [before, after] = [parametersIn(from, part), parametersIn(to, part)];
    yield* compareFields(pair, placeIn(from, part), before, after, "parameter");
  }
}

/** Finds the differences between the headers of a response in both contracts. */
export function* compareHeaders(
  pair: DocumentPair,
  place: DocumentPlace,
  before: Node,
  after: Node,
): Generator<Difference> {
  yield* compareFields(pair, place, headersOf(pair.from, before), headersOf(pair.to, after), "header");
}

/** Compares parameters or headers by name: OpenAPI describes both alike. */
function* compareFields(
  pair: DocumentPair,
  place: DocumentPlace,
  before: ReadonlyMap<string, Node>,
  after: ReadonlyMap<string, Node>,
  kind: "parameter" | "header",
): Generator<Difference> {
  const sent = isSent(place.location.part);
  const placeOf = (name: string, field: Node): DocumentPlace =>
    anchorAt(pair, { ...place, location: below(place.location, name) }, field);
  for (const [name, field] of before) {
    const next = after.get(name);
    const there = placeOf(name, next ?? field);
    if (next === undefined) {
      yield { ...there, ...removed(sent, kind) };
      continue;
    }
    const required = isRequired(next);
    if (isRequired(field) !== required) yield { ...there, ...requirement(required, sent) };
    for (const draft of [...compareTexts(field, next), ...compareMediaTypes(field, next)])
      yield { ...there, ...draft };
    yield* compareSchemas(pair, there, schemaOf(field), schemaOf(next));
  }
  for (const [name, field] of after) {
    if (!before.has(name)) yield { ...placeOf(name, field), ...added(isRequired(field), sent, kind) };
  }
}

function parametersIn({ parameters }: ContractOperation, part: string): ReadonlyMap<string, Node> {
  const fields = parameters.filter((parameter) => parameter["in"] === part);
  return new Map(fields.map((parameter) => [String(parameter["name"]), parameter]));
}

function headersOf(document: Node, response: Node): ReadonlyMap<string, Node> {
  const headers = Object.entries(nodeOf(response["headers"]));
  return new Map(headers.map(([name, header]) => [name, resolve(document, header)]));
}

function isRequired(field: Node): boolean {
  return field["required"] === true;
}

function schemaOf(node: Node): unknown {
  const content = nodeOf(node["content"]);
  return node["schema"] ?? nodeOf(content["application/json"] ?? Object.values(content)[0])["schema"];
}

/** Finds whether a value is written in another media type, or as one instead of in a style. */
function* compareMediaTypes(before: Node, after: Node): Generator<DifferenceDraft> {
  const [old, now] = [before, after].map((field) => Object.keys(nodeOf(field["content"]))[0] ?? "none");
  if (old === now) return;
  yield {
    effect: "none",
    otherwise: "documentation",
    suspected: false,
    what: `media type changed from ${old ?? ""} to ${now ?? ""}`,
    why: () => "code stays the same; the value is written in another form",
  };
}
