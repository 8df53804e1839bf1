import { nodeOf } from "../../contract/document.ts";
import type { ContractOperation, ContractResponse, Node } from "../../contract/document.ts";
import { isErrorStatus } from "../../contract/error-responses.ts";
import type { Difference, DifferenceDraft, DocumentPlace } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { placeIn } from "./operation-place.ts";
import { compareHeaders } from "./parameter-differences.ts";
import { anchorAt, compareSchemas, requirement } from "./schema-differences.ts";
import { compareTexts } from "./text-differences.ts";

/** Finds the differences between the request bodies of an operation in both contracts. */
export function* compareBodies(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  const place = placeIn(from, "body");
  const [before, after] = [from.requestBody, to.requestBody];
  if (before === undefined && after === undefined) return;
  const required = after?.["required"] === true;
  if (after === undefined || before === undefined) {
    const missing = after !== undefined && required;
    yield {
      ...place,
      effect: missing ? "missing" : "place",
      otherwise: "addition",
      suspected: missing || after === undefined,
      what:
        after === undefined
          ? "request body removed"
          : missing
            ? "required request body added"
            : "request body added",
      why: () =>
        after === undefined
          ? "`body` is no longer accepted"
          : `\`body\` ${missing ? "must" : "may"} now be given`,
    };
    return;
  }
  const there = anchorAt(pair, place, after);
  if ((before["required"] === true) !== required) yield { ...there, ...requirement(required, true) };
  yield* compareContents(pair, there, before, after);
}

/** Finds the differences between the responses of an operation in both contracts. */
export function* compareResponses(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  for (const response of from.responses) {
    const next = to.responses.find(({ status }) => status === response.status);
    const place = responsePlace(pair, from, next ?? response);
    if (next === undefined) yield { ...place, anchor: undefined, ...goneStatus(response.status) };
    else {
      yield* compareContents(pair, place, response.node, next.node);
      const headers = placeIn(from, `headers ${response.status}`);
      yield* compareHeaders(pair, headers, response.node, next.node);
    }
  }
  for (const response of to.responses) {
    if (from.responses.some(({ status }) => status === response.status)) continue;
    yield { ...responsePlace(pair, from, response), anchor: undefined, ...newStatus(response.status) };
  }
}

function responsePlace(
  pair: DocumentPair,
  operation: ContractOperation,
  { status, node }: ContractResponse,
): DocumentPlace {
  const name = status === "default" ? status : status.toUpperCase();
  return anchorAt(pair, placeIn(operation, isErrorStatus(status) ? `error ${name}` : "data"), node);
}

function goneStatus(status: string): DifferenceDraft {
  return {
    effect: "place",
    otherwise: "addition",
    suspected: true,
    what: `status ${status} removed`,
    why: () =>
      isErrorStatus(status)
        ? `\`error.body\` of a ${status} is now unknown`
        : `\`data\` is no longer the body of a ${status}`,
  };
}

function newStatus(status: string): DifferenceDraft {
  const error = isErrorStatus(status);
  return {
    effect: error ? "status" : "place",
    otherwise: "addition",
    suspected: true,
    what: `status ${status} added`,
    why: () =>
      error
        ? `a switch over \`error.status\` that handles all documented statuses has no case for ${status}`
        : `\`data\` may now be the body of a ${status}`,
  };
}

/** Finds the differences between the texts and the contents of a body, in all media types. */
function* compareContents(
  pair: DocumentPair,
  place: DocumentPlace,
  before: Node,
  after: Node,
): Generator<Difference> {
  for (const draft of compareTexts(before, after)) yield { ...place, ...draft };
  const [one, other] = [nodeOf(before["content"]), nodeOf(after["content"])];
  for (const type of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [old, now] = [one[type], other[type]];
    if (old !== undefined && now !== undefined) {
      const { encoding } = nodeOf(old);
      for (const draft of compareTexts({ encoding }, { encoding: nodeOf(now)["encoding"] }))
        yield { ...place, ...draft };
      yield* compareSchemas(pair, place, nodeOf(old)["schema"], nodeOf(now)["schema"]);
      continue;
    }
    yield {
      ...place,
      effect: "place",
      otherwise: "addition",
      suspected: true,
      what: `content ${type} ${now === undefined ? "removed" : "added"}`,
      why: (code) => `\`${code}\` is ${now === undefined ? "no longer" : "now"} given as ${type}`,
    };
  }
}
