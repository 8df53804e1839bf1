import ts from "typescript";
import { writeAccess } from "./access-code.ts";
import { writeLiteral } from "./literal-text.ts";
import { literalTextOf } from "./object-types.ts";
import type { Probe, ProbeCode } from "./probe.ts";
import type { ProbedType } from "./probed-types.ts";
import { walkType } from "./type-places.ts";
import type { TypePlace } from "./type-places.ts";

/** Writes the probes for everything inside a type. */
export function* probeType(
  checker: ts.TypeChecker,
  type: ts.Type,
  probed: ProbedType,
  exported: ReadonlySet<string>,
): Generator<Probe> {
  const { use, enter, whole } = probed;
  for (const place of walkType(checker, type, { use, enter, exported })) {
    // Other probes check the arguments of a call as a whole, and an error as a whole.
    if (place.path.length === 0 && !whole) continue;
    const location = probed.location(place.path);
    const codes = use === "read" ? readPlace(checker, place) : writePlace(checker, place);
    for (const { aim, statements } of codes) yield { location, use, type: probed.type, aim, statements };
  }
}

function* readPlace(checker: ts.TypeChecker, place: TypePlace): Generator<ProbeCode> {
  const now = writeAccess("value", place.steps);
  const was = writeAccess("frozen", place.steps);
  const absent = `${place.nullable ? " | null" : ""}${place.optional ? " | undefined" : ""}`;
  const satisfies = (type: string): readonly string[] => [...now.prelude, `(${now.code}) satisfies ${type};`];
  if (place.names.length > 0) {
    yield { aim: "whole", statements: satisfies(`${joinTypes(place.names)}${absent}`) };
  }
  if (place.structure === "record") {
    yield { aim: "place", statements: satisfies(`object${absent}`) };
    return;
  }
  if (place.structure === "list") {
    yield { aim: "place", statements: satisfies(`readonly unknown[]${absent}`) };
    return;
  }
  const aim = place.structure === "leaf" ? "place" : "whole";
  const old = [...now.prelude, ...was.prelude, `let old = ${was.code};`, `old = ${now.code};`];
  yield { aim, statements: old };
  for (const uses of [switchOver(checker, place), narrowEach(place)]) {
    if (uses.length > 0) yield { aim, statements: [...now.prelude, `const read = ${now.code};`, ...uses] };
  }
}

const PRIMITIVES = [
  ["string", ts.TypeFlags.StringLike],
  ["number", ts.TypeFlags.NumberLike],
  ["boolean", ts.TypeFlags.BooleanLike],
] as const;

/** Uses each primitive of a union after `typeof`. A primitive that is gone leaves `never`, which has no methods. */
function narrowEach({ members }: TypePlace): readonly string[] {
  const isOf = (flag: ts.TypeFlags) => (member: ts.Type) => (member.flags & flag) !== 0;
  return PRIMITIVES.filter(([, flag]) => members.some(isOf(flag)) && !members.every(isOf(flag))).map(
    ([name]) => `if (typeof read === "${name}") read.valueOf();`,
  );
}

/** Writes a switch over every literal of a type; exhaustive if the type has only literals. */
function switchOver(checker: ts.TypeChecker, { members, optional, nullable }: TypePlace): readonly string[] {
  const literals = members.flatMap((member) => literalTextOf(checker, member) ?? []);
  if (literals.length === 0) return [];
  const closed = literals.length === members.length;
  const cases = [...literals, ...(nullable ? ["null"] : []), ...(optional ? ["undefined"] : [])];
  return [
    "switch (read) {",
    ...cases.map((value) => `case ${value}: break;`),
    ...(closed ? ["default: read satisfies never;"] : []),
    "}",
  ];
}

function* writePlace(checker: ts.TypeChecker, place: TypePlace): Generator<ProbeCode> {
  const target = writeAccess("value", place.steps);
  const source = writeAccess("frozen", place.steps);
  const assign = (value: string): readonly string[] =>
    place.readOnly
      ? [...target.prelude, `let slot = ${target.code};`, `slot = ${value};`]
      : [...target.prelude, `${target.code} = ${value};`];
  if (place.names.length > 0) {
    yield {
      aim: "whole",
      statements: [`let named!: ${joinTypes(place.names)};`, ...assign("named")],
    };
  }
  if (place.structure === "leaf" || place.structure === "mixed") {
    const aim = place.structure === "leaf" ? "place" : "whole";
    // With `exactOptionalPropertyTypes`, a value that may be undefined does not fit, but a defined one does.
    for (const value of [source.code, ...(place.optional ? [`${source.code}!`] : [])]) {
      yield { aim, statements: [...source.prelude, ...assign(value)] };
    }
  }
  if (place.structure === "leaf") return;
  const plain = [
    ...(place.nullable ? ["null"] : []),
    ...(place.optional ? ["undefined"] : []),
    ...(place.structure === "list" ? ["[]"] : []),
  ];
  for (const value of plain) yield { aim: "place", statements: assign(value) };
  for (const member of place.members) {
    if (checker.isArrayLikeType(member)) continue;
    for (const extent of ["minimal", "maximal"] as const) {
      const literal = writeLiteral(checker, member, extent);
      if (literal !== undefined) yield { aim: "literal", statements: assign(literal) };
    }
  }
}

function joinTypes(names: readonly string[]): string {
  return names.map((name) => `Api.${name}`).join(" | ");
}
