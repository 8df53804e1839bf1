import ts from "typescript";
import { positionsOf } from "./object-types.ts";

/** Properties that a literal contains. */
export type Extent = "minimal" | "maximal";

/** Writes a value of a type as a consumer would; `undefined` if the type has no literal. */
export function writeLiteral(
  checker: ts.TypeChecker,
  type: ts.Type,
  extent: Extent,
  enter: (name: string) => boolean = () => true,
): string | undefined {
  return write(type, []);

  function write(value: ts.Type, trail: readonly ts.Type[]): string | undefined {
    if (value.isUnion()) return writeUnion(value, trail);
    const { flags } = value;
    if ((flags & ts.TypeFlags.Null) !== 0) return "null";
    if ((flags & ts.TypeFlags.Undefined) !== 0) return "undefined";
    if (value.isStringLiteral() || value.isNumberLiteral()) return JSON.stringify(value.value);
    if ((flags & ts.TypeFlags.BooleanLiteral) !== 0) return checker.typeToString(value);
    if ((flags & ts.TypeFlags.String) !== 0) return '"any"';
    if ((flags & ts.TypeFlags.Number) !== 0) return "1";
    if ((flags & ts.TypeFlags.Boolean) !== 0) return "true";
    if ((flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) !== 0) return '"any"';
    if (value.isIntersection() && value.types.some((part) => (part.flags & ts.TypeFlags.String) !== 0))
      return '"any"';
    if (checker.isTupleType(value)) return writeTuple(value, trail);
    if (checker.isArrayType(value)) return writeList(value, trail);
    if (value.getSymbol()?.name === "Blob") return "new Blob()";
    if ((flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return undefined;
    return trail.includes(value) ? undefined : writeObject(value, [...trail, value]);
  }

  /** Uses null and undefined only if there is no other value. */
  function writeUnion(union: ts.UnionType, trail: readonly ts.Type[]): string | undefined {
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
    const sorted = [...union.types].sort(
      (a, b) => Number((a.flags & nothing) !== 0) - Number((b.flags & nothing) !== 0),
    );
    for (const member of sorted) {
      const text = write(member, trail);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  function writeList(list: ts.Type, trail: readonly ts.Type[]): string {
    const element = checker.getIndexTypeOfType(list, ts.IndexKind.Number);
    return `[${(element === undefined ? undefined : write(element, trail)) ?? ""}]`;
  }

  function writeTuple(tuple: ts.Type, trail: readonly ts.Type[]): string | undefined {
    const items = positionsOf(checker, tuple).map((position) => {
      const item = checker.getPropertyOfType(tuple, position);
      return item === undefined ? undefined : write(checker.getTypeOfSymbol(item), trail);
    });
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }

  function writeObject(object: ts.Type, trail: readonly ts.Type[]): string | undefined {
    const entries: string[] = [];
    for (const property of checker.getPropertiesOfType(object)) {
      const name = ts.unescapeLeadingUnderscores(property.escapedName);
      if (trail.length === 1 && !enter(name)) continue;
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      if (isOptional && extent === "minimal") continue;
      const text = write(checker.getTypeOfSymbol(property), trail);
      if (text === undefined && !isOptional) return undefined;
      if (text !== undefined && text !== "undefined") entries.push(`${JSON.stringify(name)}: ${text}`);
    }
    const values = checker.getIndexTypeOfType(object, ts.IndexKind.String);
    const value = values === undefined || extent === "minimal" ? undefined : write(values, trail);
    if (value !== undefined && value !== "undefined") entries.push(`any: ${value}`);
    return `{ ${entries.join(", ")} }`;
  }
}
