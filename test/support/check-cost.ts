import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { CONSUMER_OPTIONS } from "../../scripts/diff/programs/memory-compiler.ts";

/** What checking one file of a program takes, all that it needs of others included. */
export interface CheckCost {
  readonly instantiations: number;
  readonly types: number;
  /** What the check leaves in memory, parsed files apart. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly errors: readonly string[];
}

/** Parsed once, however many programs are checked. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Checks a program as a strict user's compiler does. Only the one file is checked, not what it imports. */
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
  // Makes the checker, and with it the types that every program has.
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

/** What is reachable, in bytes: the same on every machine but for a few per cent. */
function measureHeap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
