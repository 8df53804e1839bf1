import ts from "typescript";
import type { AccessStep } from "./access-code.ts";
import { conditionsOf, meets } from "./alternatives.ts";
import { elementOf, isRecordType, nameOfSymbol, positionsOf, typeOfProperty } from "./object-types.ts";
import { declaredTypeOf, isDeclaredReadOnly, namesAt } from "./type-names.ts";

/** A place inside a type. */
export interface TypePlace {
  /** Steps from the walked value to the place. */
  readonly steps: readonly AccessStep[];
  /** The same steps as names, as in the path of a location. */
  readonly path: readonly string[];
  /** True if it may be undefined. */
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly readOnly: boolean;
  /** Member types without undefined and null. */
  readonly members: readonly ts.Type[];
  readonly structure: "record" | "list" | "leaf" | "mixed";
  /** Names of the members if each is an exported type; otherwise empty. */
  readonly names: readonly string[];
}

/** Settings for walking a type. */
export interface TypeWalk {
  /** Code can read a property of several alternatives at once, but can write it only on one at a time. */
  readonly use: "read" | "write";
  readonly enter: (path: readonly string[]) => boolean;
  /** The names of the exported types. */
  readonly exported: ReadonlySet<string>;
}

/** Current place of the walk: its possible types, and the steps to it. */
interface Visit {
  readonly types: readonly ts.Type[];
  readonly property?: ts.Symbol | undefined;
  readonly steps: readonly AccessStep[];
  readonly path: readonly string[];
  readonly trail: readonly ts.Type[];
}

const NO_VALUE = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;

/** Yields every place inside a type, from the outside in. A recursive type is entered at most twice. */
export function* walkType(checker: ts.TypeChecker, type: ts.Type, walk: TypeWalk): Generator<TypePlace> {
  yield* visit({ types: [type], steps: [], path: [], trail: [] });

  function* visit(at: Visit): Generator<TypePlace> {
    const { types, property, steps, path, trail } = at;
    const flat = types.flatMap((member) => (member.isUnion() ? member.types : [member]));
    const has = (flag: ts.TypeFlags): boolean => flat.some((member) => (member.flags & flag) !== 0);
    const members = [...new Set(flat.filter((member) => (member.flags & NO_VALUE) === 0))];
    const structure = structureOf(checker, members);
    yield {
      steps,
      path,
      optional: has(ts.TypeFlags.Undefined | ts.TypeFlags.Void),
      nullable: has(ts.TypeFlags.Null),
      readOnly: property !== undefined && isDeclaredReadOnly(property),
      members,
      structure,
      names: namesAt(checker, walk.exported, types, declaredTypeOf(property)),
    };
    if (structure === "leaf" || trail.some((outer) => isRepeated(outer, trail))) return;
    const records = members.filter((member) => isRecordType(checker, member));
    const inside = [...trail, ...records];
    const items = members.flatMap((member) => elementOf(checker, member));
    if (items.length > 0) {
      const narrowed: readonly AccessStep[] = structure === "list" ? steps : [...steps, { kind: "list" }];
      yield* visit({
        types: items,
        steps: [...narrowed, { kind: "item" }],
        path: [...path, "[]"],
        trail: inside,
      });
    }
    for (const tuple of members) {
      const narrowed: readonly AccessStep[] = members.length === 1 ? steps : [...steps, { kind: "list" }];
      for (const position of positionsOf(checker, tuple))
        yield* visitProperty([tuple], position, { steps: narrowed, path, trail: inside });
    }
    const mixed = records.length < members.length;
    yield* visitRecords(records, {
      steps: mixed ? [...steps, { kind: "record" }] : steps,
      path,
      trail: inside,
    });
  }

  function* visitRecords(records: readonly ts.Type[], at: Omit<Visit, "types">): Generator<TypePlace> {
    if (records.length > 1) yield* visitEachRecord(records, at);
    if (walk.use === "write" && records.length > 1) return;
    for (const name of new Set(records.flatMap((record) => propertiesOf(record)))) {
      const holders = records.filter((record) => typeOfProperty(checker, record, name) !== undefined);
      const narrowed: readonly AccessStep[] =
        holders.length < records.length ? [{ kind: "having", name }] : [];
      yield* visitProperty(holders, name, { ...at, steps: [...at.steps, ...narrowed] });
    }
    const values = records.flatMap((record) => checker.getIndexTypeOfType(record, ts.IndexKind.String) ?? []);
    if (values.length === 0 || values.length < records.length) return;
    yield* visit({
      ...at,
      types: values,
      steps: [...at.steps, { kind: "value" }],
      path: [...at.path, "{}"],
    });
  }

  /** Visits each property of each alternative. The alternative is narrowed by its other properties. */
  function* visitEachRecord(records: readonly ts.Type[], at: Omit<Visit, "types">): Generator<TypePlace> {
    const seen = new Set<string>();
    for (const record of records) {
      for (const name of propertiesOf(record)) {
        const conditions = propertiesOf(record)
          .filter((other) => other !== name)
          .flatMap((other) => conditionsOf(checker, record, other, records));
        const left = records.filter((one) => conditions.every((step) => meets(checker, one, step)));
        const holders = records.filter((one) => typeOfProperty(checker, one, name) !== undefined);
        const key = JSON.stringify([name, left.map((one) => records.indexOf(one))]);
        const isPlain = walk.use === "read" ? left.length >= holders.length : left.length > 1;
        if (isPlain || seen.has(key) || !left.every((one) => holders.includes(one))) continue;
        seen.add(key);
        yield* visitProperty(left, name, { ...at, steps: [...at.steps, ...conditions] });
      }
    }
  }

  function* visitProperty(
    holders: readonly ts.Type[],
    name: string,
    { steps, path, trail }: Omit<Visit, "types">,
  ): Generator<TypePlace> {
    const child = [...path, name];
    if (!walk.enter(child)) return;
    yield* visit({
      types: holders.flatMap((holder) => typeOfProperty(checker, holder, name) ?? []),
      property:
        holders.length === 1 && holders[0] !== undefined
          ? checker.getPropertyOfType(holders[0], name)
          : undefined,
      steps: [...steps, { kind: "property", name }],
      path: child,
      trail,
    });
  }

  function propertiesOf(record: ts.Type): readonly string[] {
    return checker.getPropertiesOfType(record).map(nameOfSymbol);
  }
}

function isRepeated(type: ts.Type, trail: readonly ts.Type[]): boolean {
  return trail.indexOf(type) !== trail.lastIndexOf(type);
}

function structureOf(checker: ts.TypeChecker, members: readonly ts.Type[]): TypePlace["structure"] {
  const [first] = members;
  if (first === undefined) return "leaf";
  // `unknown` absorbs all other members.
  const anything = ts.TypeFlags.Unknown | ts.TypeFlags.Any;
  if (members.some((member) => (member.flags & anything) !== 0)) return "leaf";
  const isMany = (one: ts.Type): boolean => checker.isArrayLikeType(one) || isRecordType(checker, one);
  if (members.length > 1) return members.some(isMany) ? "mixed" : "leaf";
  // Only the whole tuple shows its length.
  if (checker.isTupleType(first)) return "mixed";
  if (checker.isArrayType(first)) return "list";
  return isRecordType(checker, first) ? "record" : "leaf";
}
