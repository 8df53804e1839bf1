import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { CONSUMER_OPTIONS } from "../../scripts/diff/programs/memory-compiler.ts";

/** Cost of checking one file of a program, including the types that it uses from others. */
export interface CheckCost {
  readonly instantiations: number;
  readonly types: number;
  /** Memory after the check, without parsed files. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly errors: readonly string[];
}

/** Parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Checks a program with strict options. Checks only this file, not its imports. */
export function checkFile(file: string, text: string): CheckCost {
  const disk = ts.createCompilerHost(CONSUMER_OPTIONS);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => path === file || disk.fileExists(path),
    getSourceFile: (path, ...rest) => {
      if (path === file) return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
      if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, ...rest));
      return parsed.get(path);
    },
  };
  const program = ts.createProgram([file], CONSUMER_OPTIONS, host);
  const source = program.getSourceFile(file);
  // Creates the checker, with the types that every program has.
  program.getTypeChecker();
  const heapBefore = measureHeap();
  const startedAt = performance.now();
  const errors = program
    .getSemanticDiagnostics(source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  const milliseconds = performance.now() - startedAt;
  const bytes = measureHeap() - heapBefore;
  return {
    instantiations: program.getInstantiationCount(),
    types: program.getTypeCount(),
    bytes,
    milliseconds,
    errors,
  };
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Reachable memory in bytes. It varies by a few per cent between machines. */
function measureHeap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
