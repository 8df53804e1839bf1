import type { ContractOperation } from "../../contract/document.ts";
import type { OperationPair } from "../operation-pairs.ts";
import { probeCall } from "./call-probes.ts";
import { nameIn } from "./declarations.ts";
import { sampleStatuses } from "./error-statuses.ts";
import { probeType } from "./place-probes.ts";
import type { ProbeProgram } from "./probe-program.ts";
import type { Probe } from "./probe.ts";
import {
  dataOf,
  errorOf,
  EVENTS,
  exportedType,
  initOf,
  requestOf,
  responsesOf,
  webhookOf,
} from "./probed-types.ts";
import type { Entrance, PathEntrance, ProbedType } from "./probed-types.ts";

/** Operations and types to probe. */
export interface Plan {
  readonly pairs: readonly OperationPair[];
  readonly types: readonly NamedType[];
  /** Names and methods of the webhooks. */
  readonly webhooks: readonly (readonly [name: string, method: string])[];
  /** True if a declaration and everything that it refers to are the same in both contracts. */
  readonly isSame: (declaration: string) => boolean;
  /** True if the new types export this name. */
  readonly hasType: (name: string) => boolean;
}

/** A type that the package exports. */
export interface NamedType {
  readonly name: string;
  /** Name in the contract. */
  readonly owner: string;
  /** True if users receive values of this type. */
  readonly isRead: boolean;
  readonly isSent: boolean;
}

/** Writes probes for everything that differs, from the old types. */
export function writeProbes(program: ProbeProgram, plan: Plan): readonly Probe[] {
  const touched = plan.pairs.flatMap(({ from, to }) => {
    if (from === undefined || from.method === "TRACE") return [];
    const member = nameIn("paths", from.path, from.method.toLowerCase());
    return plan.isSame(member) ? [] : [{ from, to }];
  });
  const types = plan.types.filter(({ name }) => !plan.isSame(name));
  const probed = [
    ...touched.flatMap(({ from, to }) => typesOf(from, to, plan)),
    ...types.filter(({ name }) => plan.hasType(name)).flatMap(usesOf),
    ...plan.webhooks
      .filter(([name, method]) => !plan.isSame(nameIn("webhooks", name, method)))
      .map(([name, method]) => webhookOf(name, method)),
    ...(hasEvents(plan) && types.some(({ name }) => EVENT_TYPES.has(name)) ? [EVENTS] : []),
  ];
  const calls = touched.map(({ from, to }) => ({
    operation: from,
    entrance: byPath(from),
    remains: to?.key === from.key,
    id: changedId(from, plan),
  }));
  if (probed.length + calls.length === 0) return types.map(probeExport);
  const { checker, types: found } = program.readTypes([
    ...probed.map(({ type }) => type("Api")),
    ...calls.map(({ entrance }) => initOf("Api", entrance)),
  ]);
  const exported = new Set(plan.types.map(({ name }) => name));
  return [
    ...probed.flatMap((one, index) => {
      const type = found[index];
      return type === undefined ? [] : [...probeType(checker, type, one, exported)];
    }),
    ...calls.flatMap((call, index) => {
      const init = found[probed.length + index];
      return init === undefined ? [] : probeCall(checker, call, init);
    }),
    ...types.map(probeExport),
  ];
}

function usesOf({ name, owner, isRead, isSent }: NamedType): readonly ProbedType[] {
  return [
    ...(isRead ? [exportedType(owner, name, "read")] : []),
    ...(isSent ? [exportedType(owner, name, "write")] : []),
  ];
}

/** Types that `flatpeak/webhooks` builds its events from. */
const EVENT_TYPES: ReadonlySet<string> = new Set(["Event", "EventDataByType"]);

function hasEvents({ types }: Plan): boolean {
  return [...EVENT_TYPES].every((name) => types.some((type) => type.name === name));
}

function byPath({ method, path }: ContractOperation): PathEntrance {
  return { by: "path", method: method.toLowerCase(), path };
}

/** Uses the path if it still exists, and the operationId if it has moved to another path. */
function typesOf(
  from: ContractOperation,
  to: ContractOperation | undefined,
  plan: Plan,
): readonly ProbedType[] {
  const { id } = from;
  const target = plan.pairs.find(({ to: other }) => other?.id === id)?.to;
  const entrances: Entrance[] = [
    ...(to?.key === from.key ? [byPath(from)] : []),
    ...(target !== undefined && target.key !== from.key ? [{ by: "id", id } as const] : []),
  ];
  const probed = entrances.flatMap((entrance) => [
    dataOf(from.key, entrance),
    ...(entrance.by === "path" || from.requestBody !== undefined ? [requestOf(from.key, entrance)] : []),
    ...sampleStatuses(from, entrance.by === "path" ? to : target).map(([status, documented]) =>
      errorOf(from.key, entrance, status, documented),
    ),
  ]);
  if (target === undefined) return probed;
  const remaining = new Set(target.responses.map(({ status }) => status));
  return [...probed, responsesOf(from.key, id, remaining)];
}

/** The operationId, if its operation has changed; the operation itself is probed by path. */
function changedId({ id }: ContractOperation, plan: Plan): string | undefined {
  return plan.isSame(nameIn("operations", id)) ? undefined : id;
}

function probeExport({ owner, name }: NamedType): Probe {
  return {
    location: { owner, part: "type", path: [] },
    use: "name",
    aim: "place",
    type: () => "string",
    statements: [`type Named = Api.${name};`],
  };
}
