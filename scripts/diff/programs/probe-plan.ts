import type { ContractOperation } from "../../contract/document.ts";
import { nameIn } from "./declarations.ts";
import { probeCall } from "./call-probes.ts";
import { idOf } from "../operation-pairs.ts";
import type { Match } from "../operation-pairs.ts";
import type { ProbeProgram, TypedProbe } from "./probe-program.ts";
import { probeSubject } from "./place-probes.ts";
import { sampleStatuses } from "./error-statuses.ts";
import { dataOf, errorOf, exportedType, initOf, requestOf } from "./probed-types.ts";
import type { Entrance, PathEntrance, Subject } from "./probed-types.ts";

/** What is to be probed. */
export interface Plan {
  readonly matches: readonly Match[];
  /** Names of exported types, and what each one is called in the contract. */
  readonly exported: ReadonlyMap<string, string>;
  /** Exported types that are probed from within, because no operation answers with them. */
  readonly readable: ReadonlySet<string>;
  /** Whether a declaration of the generated types is the same on both sides, and all that it leads to. */
  readonly isSame: (declaration: string) => boolean;
  /** Whether the new types have an exported type. */
  readonly hasType: (name: string) => boolean;
}

/** Writes the probes of all that is not the same, from the old types. */
export function writeProbes(program: ProbeProgram, plan: Plan): readonly TypedProbe[] {
  const touched = plan.matches.flatMap(({ from, to }) => {
    if (from === undefined || from.method === "TRACE") return [];
    const member = nameIn("paths", from.path, from.method.toLowerCase());
    return plan.isSame(member) ? [] : [{ from, to }];
  });
  const types = [...plan.exported].filter(([name]) => !plan.isSame(name));
  const subjects = [
    ...touched.flatMap(({ from, to }) => subjectsOf(from, to, plan)),
    ...types
      .filter(([name]) => plan.readable.has(name) && plan.hasType(name))
      .map(([name, owner]) => exportedType(owner, name)),
  ];
  const calls = touched.map(({ from, to }) => ({
    operation: from,
    entrance: byPath(from),
    remains: to?.key === from.key,
    id: changedId(from, plan),
  }));
  const { checker, types: found } = program.readTypes([
    ...subjects.map((subject) => subject.type("Api")),
    ...calls.map(({ entrance }) => initOf("Api", entrance)),
  ]);
  return [
    ...subjects.flatMap((subject, index) => {
      const type = found[index];
      if (type === undefined) return [];
      return [...probeSubject(checker, type, subject)].map((probe) => ({ ...probe, type: subject.type }));
    }),
    ...calls.flatMap((call, index) => {
      const init = found[subjects.length + index];
      return init === undefined ? [] : probeCall(checker, call, init);
    }),
    ...types.map(([name, owner]) => probeExport(owner, name)),
  ];
}

function byPath({ method, path }: ContractOperation): PathEntrance {
  return { by: "path", method: method.toLowerCase(), path };
}

/** By path if the path is still there, and by operationId if that has gone to another path. */
function subjectsOf(
  from: ContractOperation,
  to: ContractOperation | undefined,
  plan: Plan,
): readonly Subject[] {
  const id = idOf(from);
  const target = plan.matches.find(
    (match) => match.to !== undefined && id !== undefined && idOf(match.to) === id,
  )?.to;
  const entrances: Entrance[] = [
    ...(to?.key === from.key ? [byPath(from)] : []),
    ...(id !== undefined && target !== undefined && target.key !== from.key
      ? [{ by: "id", id } as const]
      : []),
  ];
  return entrances.flatMap((entrance) => [
    dataOf(from.key, entrance),
    ...(entrance.by === "path" || from.requestBody !== undefined ? [requestOf(from.key, entrance)] : []),
    ...sampleStatuses(from, entrance.by === "path" ? to : target).map(([status, documented]) =>
      errorOf(from.key, entrance, status, documented),
    ),
  ]);
}

/** Only an id that is used needs a look; what it stands for is probed by path. */
function changedId(operation: ContractOperation, plan: Plan): string | undefined {
  const id = idOf(operation);
  return id === undefined || plan.isSame(nameIn("operations", id)) ? undefined : id;
}

function probeExport(owner: string, name: string): TypedProbe {
  return {
    location: { owner, part: "type", path: [] },
    aim: "place",
    type: () => "string",
    statements: [`type Named = Api.${name};`],
  };
}
