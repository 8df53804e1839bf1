import ts from "typescript";
import type { Node } from "../../scripts/contract/document.ts";
import { createCompiler } from "../../scripts/diff/programs/memory-compiler.ts";
import { readSdk } from "../../scripts/diff/programs/sdk-sources.ts";
import { renderSchema } from "../../scripts/generate/schema.ts";

/** A program of a user, and the contract to compile it against. */
export interface Consumer {
  readonly document: Node;
  readonly text: string;
}

/** Compiles consumers of the SDK together; returns the compiler messages for each. */
export function compileConsumers(
  consumers: readonly Consumer[],
  options: ts.CompilerOptions = {},
): readonly (readonly string[])[] {
  const files = new Map<string, string>();
  const aliases = new Map<string, string>();
  const sides = new Map<Node, string>();
  const roots = consumers.map(({ document, text }, index) => {
    const side = sides.get(document) ?? `/side${sides.size}`;
    if (!sides.has(document)) {
      sides.set(document, side);
      for (const [path, source] of readSdk(side, renderSchema(document))) files.set(path, source);
      aliases.set(`${side} flatpeak`, `${side}/src/index.ts`);
      aliases.set(`${side} flatpeak/webhooks`, `${side}/src/webhooks/index.ts`);
    }
    const root = `${side}/consumer${index}.ts`;
    files.set(root, text);
    return root;
  });
  const program = createCompiler().compile(files, roots, aliases, options);
  return roots.map((root) => {
    const source = program.getSourceFile(root);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "),
    );
  });
}
