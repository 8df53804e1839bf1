import ts from "typescript";

const ABSENT = ts.TypeFlags.Undefined | ts.TypeFlags.Null;

/** Names of the exported types of a place, without null and undefined; empty if one type has no name. */
export function namesAt(
  checker: ts.TypeChecker,
  exported: ReadonlySet<string>,
  types: readonly ts.Type[],
  declared: ts.TypeNode | undefined,
): readonly string[] {
  // The compiler drops the name of a union that is optional. The declaration still has it.
  const names = namesOfTypes(types) ?? (declared === undefined ? undefined : namesOfNode(declared));
  return [...new Set(names ?? [])];

  function namesOfTypes(several: readonly ts.Type[]): readonly string[] | undefined {
    return joinNames(
      several.map((type) => {
        const name = type.aliasSymbol?.name;
        if (name !== undefined && exported.has(name)) return [name];
        if ((type.flags & ABSENT) !== 0) return [];
        return type.isUnion() ? namesOfTypes(type.types) : undefined;
      }),
    );
  }

  function namesOfNode(node: ts.TypeNode): readonly string[] | undefined {
    if (ts.isParenthesizedTypeNode(node)) return namesOfNode(node.type);
    if (ts.isUnionTypeNode(node)) return joinNames(node.types.map(namesOfNode));
    return namesOfTypes([checker.getTypeFromTypeNode(node)]);
  }
}

/** The declared type of a property. */
export function declaredTypeOf(property: ts.Symbol | undefined): ts.TypeNode | undefined {
  const [declaration] = property?.declarations ?? [];
  return declaration !== undefined && ts.isPropertySignature(declaration) ? declaration.type : undefined;
}

/** True for a property that is declared `readonly`. */
export function isDeclaredReadOnly(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some(
    (declaration) => (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0,
  );
}

function joinNames(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}
