import type ts from "typescript";
import type { ContractOperation } from "../../contract/document.ts";
import { writeLiteral } from "./literal-text.ts";
import type { Location } from "../location.ts";
import type { Probe } from "./probe.ts";
import { errorStatuses } from "./error-statuses.ts";
import { errorType, initOf, quoteText } from "./probed-types.ts";
import type { PathEntrance } from "./probed-types.ts";

/** A call to write programs for. */
export interface CallPlan {
  readonly operation: ContractOperation;
  readonly entrance: PathEntrance;
  /** True if the new contract has an operation with the same method and path. */
  readonly remains: boolean;
  /** The operationId, if its types have changed. */
  readonly id: string | undefined;
}

/** Writes the probes of a whole operation: calls, statuses, and its operationId. */
export function probeCall(checker: ts.TypeChecker, call: CallPlan, init: ts.Type): readonly Probe[] {
  const { operation, entrance, remains, id } = call;
  const whole = { owner: operation.key, part: "operation", path: [] } as const;
  const named = id === undefined ? [] : [probeId(whole, id)];
  const calls = writeCalls(checker, operation, init);
  // All calls of a removed operation fail for the same reason.
  if (!remains)
    return [
      ...calls.slice(0, 1).map((probe) => ({ ...probe, location: whole, aim: "place" as const })),
      ...named,
    ];
  return [
    ...calls,
    {
      location: { ...whole, part: "request" },
      use: "write",
      aim: "whole",
      type: (api) => `{ client: ${clientType(api)}; init: ${initOf(api, entrance)} }`,
      statements: [`value.client.${operation.method}(${quoteText(operation.path)}, frozen.init);`],
    },
    {
      location: whole,
      use: "read",
      aim: "statuses",
      type: (api) => errorType(api, entrance),
      statements: switchOverStatuses(operation),
    },
    ...named,
  ];
}

/** Arguments of calls: none if that is allowed, only the required values, and all values. */
function writeCalls(
  checker: ts.TypeChecker,
  { key, method, path }: ContractOperation,
  init: ts.Type,
): readonly Probe[] {
  const isArgument = (name: string): boolean => name === "params" || name === "body";
  const [minimal, maximal] = (["minimal", "maximal"] as const).map((extent) =>
    writeLiteral(checker, init, extent, isArgument),
  );
  const inits = [minimal === "{  }" ? "" : undefined, minimal, maximal].filter((text) => text !== undefined);
  return [...new Set(inits)].map((text) => ({
    location: { owner: key, part: "request", path: [] },
    use: "write",
    aim: "literal",
    type: (api) => `{ client: ${clientType(api)} }`,
    statements: [
      `value.client.${method}(${[quoteText(path), text].filter((part) => part !== "").join(", ")});`,
    ],
  }));
}

function clientType(api: string): string {
  return `${api}.Client<${api}.paths>`;
}

/** Code that stops compiling when the contract gets a new status. */
function switchOverStatuses(operation: ContractOperation): readonly string[] {
  const statuses = errorStatuses(operation);
  const cases = statuses.filter((status) => /^\d+$/.test(status)).map((status) => `case ${status}: break;`);
  return ["switch (value.status) {", ...cases, "case undefined: break;", ...judgeRest(statuses), "}"];
}

function judgeRest(statuses: readonly string[]): readonly string[] {
  if (statuses.includes("default")) return ["default: value.documented satisfies true;"];
  // With a range, only a part of the other statuses is documented.
  return statuses.some((status) => status.endsWith("XX"))
    ? []
    : ["default: value.documented satisfies false;"];
}

function probeId(location: Location, id: string): Probe {
  const key = quoteText(id);
  return {
    location,
    use: "name",
    aim: "place",
    type: () => "string",
    statements: [`type Data = Api.OperationData<${key}>;`, `type Failure = Api.OperationError<${key}>;`],
  };
}
