import ts from "typescript";

/** Prints declarations, each as a text of its own. One printer for all takes less time than openapi-typescript's for each. */
export function printDeclarations(declarations: readonly ts.Node[]): readonly string[] {
  // The printer takes texts and positions from a file; nodes that were made have neither.
  const file = ts.createSourceFile("schema.ts", "", ts.ScriptTarget.ESNext);
  const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
  return declarations.map((node) => `${printer.printNode(ts.EmitHint.Unspecified, node, file)}\n`);
}
