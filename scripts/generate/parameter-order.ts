import ts from "typescript";

const { factory } = ts;

const PLACES = "query header path cookie";

/**
 * Sorts the parameters of every operation. openapi-typescript sorts them too, but, unlike all else, by the language of the
 * machine: one contract would give different bytes in different places.
 */
export function sortParameters(nodes: readonly ts.Node[]): readonly ts.Node[] {
  return ts.transform([...nodes], [sortWithin]).transformed;
}

function sortWithin(context: ts.TransformationContext): ts.Transformer<ts.Node> {
  const visit = (node: ts.Node): ts.Node =>
    ts.isTypeLiteralNode(node) && node.members.map(nameOf).join(" ") === PLACES
      ? ts.visitEachChild(node, sortPlace, context)
      : ts.visitEachChild(node, visit, context);
  return visit;
}

function sortPlace(place: ts.Node): ts.Node {
  if (!ts.isPropertySignature(place) || place.type === undefined || !ts.isTypeLiteralNode(place.type)) {
    return place;
  }
  const sorted = [...place.type.members].sort((a, b) => compare(nameOf(a), nameOf(b)));
  const { modifiers, name, questionToken } = place;
  return factory.updatePropertySignature(
    place,
    modifiers,
    name,
    questionToken,
    factory.createTypeLiteralNode(sorted),
  );
}

/** As openapi-typescript compares all other names. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, "en-us", { numeric: true });
}

function nameOf({ name }: ts.TypeElement): string {
  return name !== undefined &&
    (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name))
    ? name.text
    : "";
}
