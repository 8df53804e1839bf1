import { nodeOf } from "../../contract/document.ts";
import type { ContractOperation, Node } from "../../contract/document.ts";
import type { Difference, DocumentPlace } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { placeIn } from "./operation-place.ts";
import { anchorAt, compareSchemas, requirement } from "./schema-differences.ts";
import { compareTexts } from "./text-differences.ts";

/** Finds the differences between the parameters of an operation in both contracts. */
export function* compareParameters(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<Difference> {
  const [before, after] = [from, to].map(parametersOf);
  for (const [key, parameter] of before ?? []) {
    const next = after?.get(key);
    const place = parameterPlace(pair, from, parameter);
    if (place === undefined) continue;
    const there = anchorAt(pair, place, next ?? parameter);
    if (next === undefined) {
      yield {
        ...there,
        effect: "place",
        otherwise: "addition",
        suspected: true,
        what: "parameter removed",
        why: (code) => `\`${code}\` is no longer accepted`,
      };
      continue;
    }
    const required = next["required"] === true;
    if ((parameter["required"] === true) !== required) yield { ...there, ...requirement(required, true) };
    for (const draft of compareTexts(parameter, next)) yield { ...there, ...draft };
    yield* compareSchemas(pair, there, schemaOf(parameter), schemaOf(next));
  }
  for (const [key, parameter] of after ?? []) {
    const place = parameterPlace(pair, from, parameter);
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

/** True except for cookies, which cannot be sent. */
function parameterPlace(
  pair: DocumentPair,
  operation: ContractOperation,
  parameter: Node,
): DocumentPlace | undefined {
  const part = (["query", "path", "header"] as const).find((kind) => kind === parameter["in"]);
  if (part === undefined) return undefined;
  return anchorAt(pair, placeIn(operation, part, [String(parameter["name"])]), parameter);
}

function schemaOf(node: Node): unknown {
  const content = nodeOf(node["content"]);
  return node["schema"] ?? nodeOf(content["application/json"] ?? Object.values(content)[0])["schema"];
}
