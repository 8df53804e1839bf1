import ts from "typescript";
import type { Step } from "./access-code.ts";

/** A place inside a type that was walked. */
export interface Site {
  /** How to get there from the value that was walked. */
  readonly steps: readonly Step[];
  /** The same as names, in the manner of a location's path. */
  readonly path: readonly string[];
  /** Whether it may be undefined or null. */
  readonly optional: boolean;
  readonly nullable: boolean;
  /** Without undefined and null. */
  readonly members: readonly ts.Type[];
  readonly structure: "record" | "list" | "leaf" | "mixed";
}

/** A contract can nest without end; nobody reads this deep in one expression. */
const MOST_STEPS = 24;

/** Every place inside a type, from the outside in. A type inside itself is not entered again. */
export function* walkType(
  checker: ts.TypeChecker,
  type: ts.Type,
  enter: (path: readonly string[]) => boolean = () => true,
): Generator<Site> {
  yield* visit([type], [], [], []);

  function* visit(
    types: readonly ts.Type[],
    steps: readonly Step[],
    path: readonly string[],
    trail: readonly ts.Type[],
  ): Generator<Site> {
    const flat = types.flatMap((member) => (member.isUnion() ? member.types : [member]));
    const has = (flag: ts.TypeFlags): boolean => flat.some((member) => (member.flags & flag) !== 0);
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;
    const members = [...new Set(flat.filter((member) => (member.flags & nothing) === 0))];
    const structure = structureOf(checker, members);
    const optional = has(ts.TypeFlags.Undefined | ts.TypeFlags.Void);
    yield { steps, path, optional, nullable: has(ts.TypeFlags.Null), members, structure };
    if (structure === "leaf" || steps.length > MOST_STEPS) return;
    if (members.some((member) => trail.includes(member))) return;
    const inside = [...trail, ...members.filter((member) => isRecord(checker, member))];
    const lists = members.filter((member) => checker.isArrayType(member));
    const records = members.filter((member) => isRecord(checker, member));
    if (lists.length > 0) {
      const items = lists.flatMap((list) => elementOf(checker, list));
      const narrowed: readonly Step[] = structure === "list" ? steps : [...steps, { kind: "list" }];
      yield* visit(items, [...narrowed, { kind: "item" }], [...path, "[]"], inside);
    }
    const maps = members.filter((member) => isMap(checker, member) && !records.includes(member));
    const mixed = records.length + maps.length < members.length;
    yield* visitRecords(records, maps, mixed ? [...steps, { kind: "record" }] : steps, [path, inside]);
  }

  function* visitRecords(
    records: readonly ts.Type[],
    maps: readonly ts.Type[],
    steps: readonly Step[],
    [path, trail]: readonly [readonly string[], readonly ts.Type[]],
  ): Generator<Site> {
    for (const name of new Set(
      records.flatMap((record) => checker.getPropertiesOfType(record).map(nameOf)),
    )) {
      const child = [...path, name];
      if (!enter(child)) continue;
      const types = [...records, ...maps].flatMap((record) => typeOfProperty(checker, record, name) ?? []);
      const narrowed: readonly Step[] =
        types.length < records.length + maps.length ? [...steps, { kind: "having", name }] : steps;
      yield* visit(types, [...narrowed, { kind: "property", name }], child, trail);
    }
    const values = records.flatMap((record) => checker.getIndexTypeOfType(record, ts.IndexKind.String) ?? []);
    if (values.length > 0 && values.length === records.length && maps.length === 0) {
      yield* visit(values, [...steps, { kind: "value" }], [...path, "{}"], trail);
    }
  }
}

function nameOf(symbol: ts.Symbol): string {
  return ts.unescapeLeadingUnderscores(symbol.escapedName);
}

/** A map has everything; what it gives for a name that others declare is what a reader gets to see. */
function typeOfProperty(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type | undefined {
  const property = checker.getPropertyOfType(type, name);
  if (property !== undefined) return checker.getTypeOfSymbol(property);
  return checker.getIndexTypeOfType(type, ts.IndexKind.String);
}

function isMap(checker: ts.TypeChecker, type: ts.Type): boolean {
  const isObject = (type.flags & ts.TypeFlags.Object) !== 0;
  return isObject && checker.getIndexTypeOfType(type, ts.IndexKind.String) !== undefined;
}

function structureOf(checker: ts.TypeChecker, members: readonly ts.Type[]): Site["structure"] {
  const [first] = members;
  if (first === undefined) return "leaf";
  // Beside unknown nothing else is left to be seen.
  if (members.some((member) => (member.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) !== 0))
    return "leaf";
  if (members.length === 1) {
    if (checker.isArrayType(first)) return "list";
    return isRecord(checker, first) ? "record" : "leaf";
  }
  return members.some((member) => checker.isArrayType(member) || isRecord(checker, member))
    ? "mixed"
    : "leaf";
}

/** An object of the contract: it has properties, or values under any name that are not just anything. */
function isRecord(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.every((part) => (part.flags & ts.TypeFlags.Object) !== 0);
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return false;
  const { declarations = [] } = type.symbol;
  // A Blob or a Date is one thing.
  const foreign = declarations.some(
    (declaration) => !declaration.getSourceFile().fileName.includes("/generated/"),
  );
  if (foreign && (type.aliasSymbol?.name ?? "") === "" && type.isClassOrInterface()) return false;
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const plain = ts.TypeFlags.Unknown | ts.TypeFlags.Any | ts.TypeFlags.Never;
  return (
    checker.getPropertiesOfType(type).length > 0 || (values !== undefined && (values.flags & plain) === 0)
  );
}

function elementOf(checker: ts.TypeChecker, list: ts.Type): readonly ts.Type[] {
  const element = checker.getIndexTypeOfType(list, ts.IndexKind.Number);
  return element === undefined ? [] : [element];
}
