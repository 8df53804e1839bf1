import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { CONSUMER_OPTIONS } from "../../scripts/diff/programs/memory-compiler.ts";
import { createHost } from "./compiler-host.ts";

/** Cost of checking some files of a program, including the types that they use from others. */
export interface CheckCost {
  readonly instantiations: number;
  readonly types: number;
  readonly milliseconds: number;
  readonly errors: readonly string[];
}

/** Texts by absolute path. The files need not exist. */
export type CheckedFiles = ReadonlyMap<string, string>;

/** Checks a program with strict options. Checks only these files, not their imports. */
export function checkFiles(files: CheckedFiles): CheckCost {
  return prepare(files)();
}

/** Memory of a check in bytes, without parsed files. Takes longer than most checks: it collects garbage twice. */
export function measureCheck(files: CheckedFiles): CheckCost & { readonly bytes: number } {
  const check = prepare(files);
  const before = measureHeap();
  const cost = check();
  const bytes = measureHeap() - before;
  // The compiler keeps its results, so this only keeps the program and its types until here.
  check();
  return { ...cost, bytes };
}

/** Creates the checker, with the types that every program has. */
function prepare(files: CheckedFiles): () => CheckCost {
  const program = ts.createProgram([...files.keys()], CONSUMER_OPTIONS, createHost(CONSUMER_OPTIONS, files));
  program.getTypeChecker();
  return () => {
    const startedAt = performance.now();
    const errors = [...files.keys()]
      .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
    return {
      instantiations: program.getInstantiationCount(),
      types: program.getTypeCount(),
      milliseconds: performance.now() - startedAt,
      errors,
    };
  };
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Reachable memory in bytes. It varies by a few per cent between machines. */
function measureHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
