import { nodeOf } from "../../contract/document.ts";
import type { ContractOperation, ContractResponse, Node } from "../../contract/document.ts";
import { isErrorStatus } from "../../contract/error-responses.ts";
import { findSecurity } from "../../contract/security.ts";
import type { Difference, Draft, Place } from "./difference.ts";
import type { Part } from "../location.ts";
import { idOf } from "../operation-pairs.ts";
import { anchorAt, compareSchemas, requirement } from "./schema-differences.ts";
import type { Sides } from "./document-pair.ts";
import { compareTexts } from "./text-differences.ts";

/** The differences between two states of an operation, told of its old method and path. */
export function compareOperations(
  sides: Sides,
  from: ContractOperation,
  to: ContractOperation,
): readonly Difference[] {
  const whole = placeOf(from, "operation");
  const drafts = [
    ...compareNames(from, to),
    ...compareRules(sides, from, to),
    ...compareTexts(from.node, to.node),
  ];
  return [
    ...drafts.map((draft) => ({ ...whole, ...draft })),
    ...compareParameters(sides, from, to),
    ...compareBodies(sides, from, to),
    ...compareResponses(sides, from, to),
  ];
}

function placeOf({ key }: ContractOperation, part: Part): Place {
  return { location: { owner: key, part, path: [] }, anchor: undefined };
}

function* compareNames(from: ContractOperation, to: ContractOperation): Generator<Draft> {
  const [before, after] = [idOf(from), idOf(to)];
  if (from.key !== to.key) {
    yield {
      effect: "place",
      otherwise: "addition",
      suspected: true,
      what: `moved to ${to.key}`,
      why: () =>
        `\`flatpeak.${from.method}("${from.path}")\` does not exist any more; call \`flatpeak.${to.method}("${to.path}")\``,
    };
  }
  if (before !== after) {
    yield {
      effect: "place",
      otherwise: "addition",
      suspected: before !== undefined,
      what: `operationId changed from ${before ?? "none"} to ${after ?? "none"}`,
      why: () =>
        before === undefined
          ? `\`OperationData<"${after ?? ""}">\` now exists`
          : `\`OperationData<"${before}">\` does not exist any more`,
    };
  }
}

/** What types cannot show, and what each of it means. */
function* compareRules(sides: Sides, from: ContractOperation, to: ContractOperation): Generator<Draft> {
  const before = findSecurity(sides.from, from);
  const after = findSecurity(sides.to, to);
  if (before !== after) {
    yield {
      effect: "none",
      otherwise: after === "none" ? "addition" : "breaking",
      suspected: false,
      what: `security changed from ${before} to ${after}`,
      why: () =>
        after === "none"
          ? "calls now work without credentials"
          : `calls without ${after} credentials compile and now fail`,
    };
  }
  const [once, now] = [from, to].map(isIdempotent);
  if (once !== now) {
    yield {
      effect: "none",
      otherwise: now === true ? "addition" : "documentation",
      suspected: false,
      what: now === true ? "now idempotent" : "no longer idempotent",
      why: () => `a call whose answer was lost is ${now === true ? "now" : "no longer"} sent again by itself`,
    };
  }
}

/** By HTTP, where the contract does not say it. */
const IDEMPOTENT_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);

function isIdempotent({ node, method }: ContractOperation): boolean {
  const mark = node["x-idempotent"];
  return typeof mark === "boolean" ? mark : IDEMPOTENT_METHODS.has(method);
}

function* compareParameters(
  sides: Sides,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  const [before, after] = [from, to].map(parametersOf);
  for (const [key, parameter] of before ?? []) {
    const next = after?.get(key);
    const place = parameterPlace(sides, from, parameter);
    if (place === undefined) continue;
    const there = anchorAt(sides, place, next ?? parameter);
    if (next === undefined) {
      yield {
        ...there,
        effect: "place",
        otherwise: "addition",
        suspected: true,
        what: "parameter removed",
        why: (code) => `\`${code}\` is not accepted any more`,
      };
      continue;
    }
    const required = next["required"] === true;
    if ((parameter["required"] === true) !== required) yield { ...there, ...requirement(required, true) };
    for (const draft of compareTexts(parameter, next)) yield { ...there, ...draft };
    yield* compareSchemas(sides, there, schemaOf(parameter), schemaOf(next));
  }
  for (const [key, parameter] of after ?? []) {
    const place = parameterPlace(sides, from, parameter);
    if (before?.has(key) === true || place === undefined) continue;
    const missing = parameter["required"] === true;
    yield {
      ...place,
      effect: missing ? "missing" : "place",
      otherwise: "addition",
      suspected: missing,
      what: missing ? "required parameter added" : "parameter added",
      why: (code) => `\`${code}\` ${missing ? "must" : "may"} now be given`,
    };
  }
}

function parametersOf({ parameters }: ContractOperation): ReadonlyMap<string, Node> {
  return new Map(
    parameters.map((parameter) => [`${String(parameter["in"])} ${String(parameter["name"])}`, parameter]),
  );
}

/** Cookies cannot be sent. */
function parameterPlace(sides: Sides, operation: ContractOperation, parameter: Node): Place | undefined {
  const part = (["query", "path", "header"] as const).find((kind) => kind === parameter["in"]);
  if (part === undefined) return undefined;
  const place = {
    location: { owner: operation.key, part, path: [String(parameter["name"])] },
    anchor: undefined,
  };
  return anchorAt(sides, place, parameter);
}

function schemaOf(node: Node): unknown {
  const content = nodeOf(node["content"]);
  return node["schema"] ?? nodeOf(content["application/json"] ?? Object.values(content)[0])["schema"];
}

function* compareBodies(sides: Sides, from: ContractOperation, to: ContractOperation): Generator<Difference> {
  const place = placeOf(from, "body");
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
          ? "`body` is not accepted any more"
          : `\`body\` ${missing ? "must" : "may"} now be given`,
    };
    return;
  }
  const there = anchorAt(sides, place, after);
  if ((before["required"] === true) !== required) yield { ...there, ...requirement(required, true) };
  yield* compareContents(sides, there, before, after);
}

function* compareResponses(
  sides: Sides,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  for (const response of from.responses) {
    const next = to.responses.find(({ status }) => status === response.status);
    const place = responsePlace(sides, from, next ?? response);
    if (next === undefined) yield { ...place, anchor: undefined, ...goneStatus(response.status) };
    else yield* compareContents(sides, place, response.node, next.node);
  }
  for (const response of to.responses) {
    if (from.responses.some(({ status }) => status === response.status)) continue;
    yield { ...responsePlace(sides, from, response), anchor: undefined, ...newStatus(response.status) };
  }
}

function responsePlace(
  sides: Sides,
  operation: ContractOperation,
  { status, node }: ContractResponse,
): Place {
  const name = status === "default" ? status : status.toUpperCase();
  return anchorAt(sides, placeOf(operation, isErrorStatus(status) ? `error ${name}` : "data"), node);
}

function goneStatus(status: string): Draft {
  return {
    effect: "place",
    otherwise: "addition",
    suspected: true,
    what: `status ${status} removed`,
    why: () =>
      isErrorStatus(status)
        ? `\`error.body\` of a ${status} is now unknown`
        : `\`data\` is never that of a ${status} any more`,
  };
}

function newStatus(status: string): Draft {
  const error = isErrorStatus(status);
  return {
    effect: error ? "status" : "place",
    otherwise: "addition",
    suspected: true,
    what: `status ${status} added`,
    why: () =>
      error
        ? `a switch over \`error.status\` that handles all documented statuses has no case for ${status}`
        : `\`data\` may now be that of a ${status}`,
  };
}

/** Of the media types the SDK types JSON if there is some, and else all. */
function* compareContents(sides: Sides, place: Place, before: Node, after: Node): Generator<Difference> {
  for (const draft of compareTexts(before, after)) yield { ...place, ...draft };
  const [one, other] = [nodeOf(before["content"]), nodeOf(after["content"])];
  for (const type of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [old, now] = [one[type], other[type]];
    if (old !== undefined && now !== undefined) {
      yield* compareSchemas(sides, place, nodeOf(old)["schema"], nodeOf(now)["schema"]);
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
