import ts from "typescript";
import { writeLiteral } from "./literal-text.ts";
import type { Location } from "../location.ts";
import { reach } from "./access-code.ts";
import { walkType } from "./type-places.ts";
import type { Site } from "./type-places.ts";
import type { Subject } from "./probed-types.ts";

/** A small program that a consumer of the SDK could have written. */
export interface Probe {
  readonly location: Location;
  /**
   * What it is sensitive to: that very place alone; whether a literal has all that is needed; the statuses that are
   * documented; or anything inside.
   */
  readonly aim: "place" | "literal" | "statuses" | "whole";
  /** Statements; `value` is what is read or written, of the types being judged, and `frozen` the same of the old ones. */
  readonly statements: readonly string[];
}

/** The probes of everything inside a type. */
export function* probeSubject(checker: ts.TypeChecker, type: ts.Type, subject: Subject): Generator<Probe> {
  for (const site of walkType(checker, type, subject.enter)) {
    // The arguments of a call as such are probed by calling, and an error as such by a switch over its status.
    if (site.path.length === 0 && !subject.whole) continue;
    const location = subject.location(site.path);
    const probes = subject.use === "read" ? readSite(checker, site) : writeSite(checker, site);
    for (const { aim, statements } of probes) yield { location, aim, statements };
  }
}

type Statements = Omit<Probe, "location">;

function* readSite(checker: ts.TypeChecker, site: Site): Generator<Statements> {
  const now = reach("value", site.steps);
  const was = reach("frozen", site.steps);
  const both = [...now.prelude, ...was.prelude];
  const absent = `${site.nullable ? " | null" : ""}${site.optional ? " | undefined" : ""}`;
  if (site.structure === "record") {
    yield { aim: "place", statements: [...now.prelude, `(${now.code}) satisfies object${absent};`] };
    return;
  }
  if (site.structure === "list") {
    const list = `readonly unknown[]${absent}`;
    yield { aim: "place", statements: [...now.prelude, `(${now.code}) satisfies ${list};`] };
    return;
  }
  const aim = site.structure === "leaf" ? "place" : "whole";
  yield { aim, statements: [...both, `let old = ${was.code};`, `old = ${now.code};`] };
  if (site.structure === "leaf") {
    const cases = switchOver(checker, site);
    if (cases !== undefined) {
      yield { aim, statements: [...now.prelude, `const read = ${now.code};`, ...cases] };
    }
  }
}

/** A switch over every literal of a type; exhaustive where there is nothing else in it. */
function switchOver(
  checker: ts.TypeChecker,
  { members, optional, nullable }: Site,
): readonly string[] | undefined {
  const literals = members.flatMap((member) => literalOf(checker, member) ?? []);
  if (literals.length === 0) return undefined;
  const closed = literals.length === members.length;
  const cases = [...literals, ...(nullable ? ["null"] : []), ...(optional ? ["undefined"] : [])];
  return [
    "switch (read) {",
    ...cases.map((value) => `case ${value}: break;`),
    ...(closed ? ["default: read satisfies never;"] : []),
    "}",
  ];
}

function literalOf(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
  return (type.flags & ts.TypeFlags.BooleanLiteral) !== 0 ? checker.typeToString(type) : undefined;
}

function* writeSite(checker: ts.TypeChecker, site: Site): Generator<Statements> {
  const target = reach("value", site.steps);
  const source = reach("frozen", site.steps);
  const absent = [...(site.nullable ? ["null"] : []), ...(site.optional ? ["undefined"] : [])];
  if (site.structure === "leaf" || site.structure === "mixed") {
    yield {
      aim: site.structure === "leaf" ? "place" : "whole",
      statements: [...target.prelude, ...source.prelude, `${target.code} = ${source.code};`],
    };
  }
  if (site.structure === "leaf") return;
  for (const value of [...absent, ...(site.structure === "list" ? ["[]"] : [])]) {
    yield { aim: "place", statements: [...target.prelude, `${target.code} = ${value};`] };
  }
  for (const member of site.members) {
    if (checker.isArrayType(member)) continue;
    for (const extent of ["minimal", "maximal"] as const) {
      const literal = writeLiteral(checker, member, extent);
      if (literal !== undefined) {
        yield { aim: "literal", statements: [...target.prelude, `${target.code} = ${literal};`] };
      }
    }
  }
}
