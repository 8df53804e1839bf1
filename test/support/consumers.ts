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
  const rendered = new Map<Node, string>();
  for (const [index, { document, text }] of consumers.entries()) {
    const schema = rendered.get(document) ?? renderSchema(document);
    rendered.set(document, schema);
    const side = `/side${index}`;
    for (const [path, source] of readSdk(side, schema)) files.set(path, source);
    files.set(`${side}/consumer.ts`, text);
    aliases.set(`${side} flatpeak`, `${side}/src/index.ts`);
    aliases.set(`${side} flatpeak/webhooks`, `${side}/src/webhooks/index.ts`);
  }
  const roots = consumers.map((_, index) => `/side${index}/consumer.ts`);
  const program = createCompiler().compile(files, roots, aliases, options);
  return roots.map((root) => {
    const source = program.getSourceFile(root);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "),
    );
  });
}
