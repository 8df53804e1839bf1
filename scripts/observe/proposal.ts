import { listOf, nodeOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { writePointer } from "../contract/pointer.ts";
import type { Observation } from "./lines.ts";
import { createPlaces, writeJsonPath } from "./places.ts";
import type { Places, Steps } from "./places.ts";

/** Action of an OpenAPI overlay. */
export type Action =
  { readonly target: string; readonly update: Node } | { readonly target: string; readonly remove: true };

/** Proposed changes to the contract. */
export interface Proposal {
  readonly actions: readonly Action[];
  /** A line for each change. */
  readonly changes: readonly string[];
  /** A line for each finding that a person has to decide. */
  readonly open: readonly string[];
  /** Number of conforming operations. */
  readonly marked: number;
}

type Change = readonly Action[] | string | undefined;

const ANY_OBJECT = { "application/json": { schema: { type: "object", additionalProperties: true } } };
const NO_CONTENT = new Set([204, 205, 304]);

/** Proposes changes from findings, and marks for conforming operations. */
export function proposeChanges(document: Node, observed: readonly Observation[]): Proposal {
  const places = createPlaces(document);
  const actions: Action[] = [];
  const changes: string[] = [];
  const open: string[] = [];
  const removed = new Map<string, Set<string>>();

  for (const finding of observed.filter(({ kind }) => kind !== "conforms")) {
    const change = changeFor(finding, observed, places, removed);
    if (change === undefined) continue;
    if (typeof change === "string") open.push(`${describe(finding)}: ${change}`);
    else {
      changes.push(describe(finding));
      actions.push(...change);
    }
  }
  const marks = markConforming(observed, places);
  return { actions: [...actions, ...marks], changes, open, marked: marks.length };
}

/** @returns actions, the reason why there are none, or undefined if the contract already has the change */
function changeFor(
  finding: Observation,
  all: readonly Observation[],
  places: Places,
  removed: Map<string, Set<string>>,
): Change {
  const { kind, operationId, status, received } = finding;
  const mark = markOf(finding);
  const pointer = finding.pointer.split("/").slice(1);
  const operation = places.operation(operationId);
  if (operationId !== "webhook" && operation === undefined) return "the contract has no such operation";
  const find = (steps: Steps): Steps | undefined => {
    if (operation === undefined) return steps[0] === "data" ? undefined : places.event(steps);
    return status === null ? undefined : places.schema(operation, status, steps);
  };

  switch (kind) {
    case "undocumented-status":
      return operation && status !== null ? addStatus(places, operation, status, mark) : "no status";
    case "deprecated":
    case "sunset": {
      if (operation === undefined || operation.node["deprecated"] === true) return undefined;
      const target = writeJsonPath(places.operationSteps(operation));
      return [{ target, update: { deprecated: true, "x-observed": mark } }];
    }
    case "other-version":
      return `import the pages of the release that was received, ${received}`;
    case "unlisted-value":
      return "findings contain no values; look up the value and add it to the set";
    case "unknown-property": {
      const name = pointer.at(-1) ?? "*";
      if (name === "*") return "the name may be data; add it by hand if it is not";
      const parent = find(pointer.slice(0, -1));
      if (parent === undefined) return "its object has no schema of its own";
      const parts = places.parts(parent);
      if (parts.some((part) => name in nodeOf(places.at(part)["properties"]))) return undefined;
      const target = parts.find((part) => "properties" in places.at(part)) ?? parts[0] ?? parent;
      const property = { ...schemaOf(received), "x-observed": mark };
      return [{ target: writeJsonPath(target), update: { properties: { [name]: property } } }];
    }
    case "missing-property": {
      const name = pointer.at(-1) ?? "";
      const parent = find(pointer.slice(0, -1));
      if (parent === undefined) return "its object has no schema of its own";
      const part = places.parts(parent).find((each) => listOf(places.at(each)["required"]).includes(name));
      if (part === undefined) return undefined;
      return unrequire(places, part, name, mark, removed);
    }
    case "wrong-type": {
      const schema = find(pointer);
      if (schema === undefined) return "the place has no schema of its own";
      const types = all.filter(
        (other) =>
          other.kind === kind && other.operationId === operationId && other.pointer === finding.pointer,
      );
      if (types.length > 1) return "several types were received";
      if (received !== "null" && isUsedAsItIs(places, schema, all))
        return "responses of other operations with the same schema conform";
      return changeType(places, schema, received, mark);
    }
    default:
      return "unknown kind";
  }
}

function changeType(places: Places, schema: Steps, received: string, mark: Node): Change {
  const node = places.at(schema);
  if (typeof node["type"] !== "string") return `${received} was received; the schema is shared or composed`;
  if (node["type"] === received || (received === "null" && node["nullable"] === true)) return undefined;
  const target = writeJsonPath(schema);
  if (received === "null") return [{ target, update: { nullable: true, "x-observed": mark } }];
  if (!["string", "number", "boolean"].includes(received) || node["enum"] !== undefined)
    return `${received} was received`;
  const outdated = ["format", "example", "default", "minimum", "maximum"].filter(
    (keyword) => keyword in node,
  );
  return [
    ...outdated.map((keyword) => ({ target: writeJsonPath([...schema, keyword]), remove: true as const })),
    { target, update: { type: received, "x-observed": mark } },
  ];
}

/** True if a conforming response uses the component that a schema belongs to. */
function isUsedAsItIs(places: Places, schema: Steps, all: readonly Observation[]): boolean {
  const component = schema[0] === "components" ? writePointer(schema.slice(0, 3)) : undefined;
  return all.some(({ kind, operationId, status }) => {
    const operation = kind === "conforms" ? places.operation(operationId) : undefined;
    if (operation === undefined || status === null || component === undefined) return false;
    const body = places.schema(operation, status, []);
    return body !== undefined && places.components(body).has(component);
  });
}

function unrequire(
  places: Places,
  part: Steps,
  name: string,
  mark: Node,
  removed: Map<string, Set<string>>,
): Change {
  const list = writeJsonPath([...part, "required"]);
  const gone = removed.get(list) ?? new Set();
  removed.set(list, gone);
  if (gone.has(name)) return undefined;
  gone.add(name);
  const { required, properties } = places.at(part);
  // OpenAPI 3.0 has no empty lists of required properties.
  const isLast = listOf(required).every((each) => gone.has(String(each)));
  const target = isLast ? list : `${list}[?@ == '${name}']`;
  const known = name in nodeOf(properties);
  return [
    { target, remove: true },
    ...(known
      ? [{ target: writeJsonPath([...part, "properties", name]), update: { "x-observed": mark } }]
      : []),
  ];
}

function addStatus(places: Places, operation: ContractOperation, status: number, mark: Node): Change {
  const steps = [...places.operationSteps(operation), "responses"];
  if (String(status) in places.at(steps)) return undefined;
  const success = operation.responses.find((response) => response.status.startsWith("2"));
  const content = status < 300 ? success?.node["content"] : ANY_OBJECT;
  const response = {
    description: "Observed; not documented by Flatpeak.",
    ...(NO_CONTENT.has(status) || content === undefined ? {} : { content }),
    "x-observed": mark,
  };
  return [{ target: writeJsonPath(steps), update: { [status]: response } }];
}

/** One mark for each operation whose successes all conform. */
function markConforming(observed: readonly Observation[], places: Places): readonly Action[] {
  const ids = new Set(observed.map(({ operationId }) => operationId));
  return [...ids].flatMap((operationId) => {
    const operation = places.operation(operationId);
    const own = observed.filter((other) => other.operationId === operationId);
    const successes = own.filter(({ status }) => status !== null && status < 300);
    const [first] = successes;
    if (operation === undefined || first === undefined) return [];
    if (successes.some(({ kind }) => kind !== "conforms")) return [];
    const dates = successes.map(({ date }) => date).sort();
    const mark = markOf({
      ...first,
      date: dates.at(-1) ?? first.date,
      count: successes.reduce((sum, { count }) => sum + count, 0),
    });
    return [{ target: writeJsonPath(places.operationSteps(operation)), update: { "x-observed": mark } }];
  });
}

function markOf({ date, contract, count }: Observation): Node {
  return { date, release: contract, count };
}

function schemaOf(received: string): Node {
  if (received === "null") return { nullable: true };
  if (received === "array") return { type: "array", items: {} };
  return received === "object" ? { type: "object", additionalProperties: true } : { type: received };
}

function describe({ operationId, status, kind, pointer, count }: Observation): string {
  return `${operationId} ${status ?? ""}: ${kind}${pointer === "" ? "" : ` ${pointer}`} (${count}x)`;
}
