import ts from "typescript";

/** The name of a property. */
export function nameOfSymbol(symbol: ts.Symbol): string {
  return ts.unescapeLeadingUnderscores(symbol.escapedName);
}

/** The type of a property; a map has every property. */
export function typeOfProperty(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type | undefined {
  const property = checker.getPropertyOfType(type, name);
  if (property !== undefined) return checker.getTypeOfSymbol(property);
  return checker.getIndexTypeOfType(type, ts.IndexKind.String);
}

/** True for an object of the contract: it has properties, or values under any name. */
export function isRecordType(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.every((part) => (part.flags & ts.TypeFlags.Object) !== 0);
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return false;
  const { declarations = [] } = type.symbol;
  // A Blob or a Date is a single value.
  const foreign = declarations.some(
    (declaration) => !declaration.getSourceFile().fileName.includes("/generated/"),
  );
  if (foreign && type.aliasSymbol === undefined && type.isClassOrInterface()) return false;
  return (
    checker.getPropertiesOfType(type).length > 0 ||
    checker.getIndexTypeOfType(type, ts.IndexKind.String) !== undefined
  );
}

/** The type of a list's items; empty for any other type. */
export function elementOf(checker: ts.TypeChecker, list: ts.Type): readonly ts.Type[] {
  const element = checker.isArrayType(list)
    ? checker.getIndexTypeOfType(list, ts.IndexKind.Number)
    : undefined;
  return element === undefined ? [] : [element];
}

/** A literal as source text; `undefined` for a type of more than one value. */
export function literalTextOf(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
  return (type.flags & ts.TypeFlags.BooleanLiteral) !== 0 ? checker.typeToString(type) : undefined;
}

/** The positions of a tuple; empty for any other type. */
export function positionsOf(checker: ts.TypeChecker, type: ts.Type): readonly string[] {
  if (!checker.isTupleType(type)) return [];
  return checker
    .getPropertiesOfType(type)
    .map(nameOfSymbol)
    .filter((name) => /^\d+$/.test(name));
}
