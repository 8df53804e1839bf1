import ts from "typescript";
import { groupBy } from "../group-by.ts";
import { createCompiler } from "./memory-compiler.ts";
import type { Files, MemoryCompiler } from "./memory-compiler.ts";
import type { Probe } from "./probe.ts";
import { readSdk } from "./sdk-sources.ts";

/** The two contracts, as folders that exist only in memory. */
const ALIASES = new Map([
  ["/old flatpeak", "/old/package.ts"],
  ["/old frozen", "/old/package.ts"],
  ["/new flatpeak", "/new/package.ts"],
  ["/new frozen", "/old/package.ts"],
]);

const IMPORTS = 'import type * as Api from "flatpeak";\nimport type * as Frozen from "frozen";\n';

/**
 * Result of a probe: the compiler's message if it fails with the new types; `dropped` if it also fails with the old
 * ones.
 */
export type ProbeOutcome =
  | { readonly state: "compiles" }
  | { readonly state: "dropped" }
  | { readonly state: "fails"; readonly message: string };

/** The SDK with two sets of generated types. */
export interface ProbeProgram {
  /** Returns the old types of some expressions, and their checker. */
  readonly readTypes: (expressions: readonly string[]) => {
    readonly checker: ts.TypeChecker;
    readonly types: readonly ts.Type[];
  };
  /**
   * Compiles probes against both. Probes that write are also compiled with `exactOptionalPropertyTypes`: each setting
   * may refuse a value that the other accepts.
   */
  readonly run: (probes: readonly Probe[]) => readonly ProbeOutcome[];
}

let shared: MemoryCompiler | undefined;

/** Creates the SDK with both sets of types: a consumer's program compiles against one or the other. */
export function createProbeProgram(from: string, to: string): ProbeProgram {
  const compiler = (shared ??= createCompiler());
  const files = new Map([...readSdk("/old", from), ...readSdk("/new", to)]);
  const compile = (added: Files, options: ts.CompilerOptions = {}): ts.Program =>
    compiler.compile(new Map([...files, ...added]), [...added.keys()], ALIASES, options);
  return {
    readTypes: (expressions) => {
      const path = "/old/types.ts";
      const lines = expressions.map((expression, index) => `export type T${index} = ${expression};`);
      const program = compile(new Map([[path, IMPORTS + lines.join("\n")]]));
      const checker = program.getTypeChecker();
      const types = (program.getSourceFile(path)?.statements ?? []).flatMap((line) =>
        ts.isTypeAliasDeclaration(line) ? [checker.getTypeAtLocation(line.name)] : [],
      );
      return { checker, types };
    },
    run: (probes) => {
      const outcomes = runWith({}, probes);
      const writing = probes.filter(
        ({ use }, index) => use === "write" && outcomes[index]?.state !== "fails",
      );
      const strict = writing.length === 0 ? [] : runWith({ exactOptionalPropertyTypes: true }, writing);
      const exact = new Map(writing.map((probe, index) => [probe, strict[index]]));
      return probes.map((probe, index) => {
        const outcome = outcomes[index] ?? COMPILES;
        const exactly = exact.get(probe);
        // The stricter result counts: a value that may be undefined fits only without the option.
        return exactly === undefined || exactly.state === "dropped" ? outcome : exactly;
      });
    },
  };

  function runWith(options: ts.CompilerOptions, probes: readonly Probe[]): readonly ProbeOutcome[] {
    const written = writeText(probes);
    const [before, after] = ["/old/probes.ts", "/new/probes.ts"] as const;
    const program = compile(
      new Map([
        [before, written.text],
        [after, written.text],
      ]),
      options,
    );
    const failed = findFailures(program, after, written);
    // A probe that compiles with the new types shows no break, even if it failed with the old ones.
    const dropped = failed.size === 0 ? failed : findFailures(program, before, written);
    return probes.map((_, index) => {
      const message = failed.get(index);
      if (message === undefined) return COMPILES;
      return dropped.has(index) ? { state: "dropped" } : { state: "fails", message };
    });
  }
}

const COMPILES = { state: "compiles" } as const;

/** Text of some probes, with the probes that each part belongs to. */
interface ProbeText {
  readonly text: string;
  readonly parts: readonly { readonly end: number; readonly probes: readonly number[] }[];
}

/** Writes the types that probes read and write, then a function for each probe: many share a type. */
function writeText(probes: readonly Probe[]): ProbeText {
  const parts: { end: number; probes: readonly number[] }[] = [];
  let text = IMPORTS;
  const add = (line: string, ofProbes: readonly number[]): void => {
    text += `${line}\n`;
    parts.push({ end: text.length, probes: ofProbes });
  };
  const users = groupBy([...probes.entries()], ([, { type }]) => type("Api"));
  for (const [number, [type, ofType]] of [...users].entries()) {
    const indices = ofType.map(([index]) => index);
    add(`type Value${number} = ${type};`, indices);
    add(`type Frozen${number} = ${ofType[0]?.[1].type("Frozen") ?? "never"};`, indices);
    for (const [index, { statements }] of ofType) {
      const body = statements.map((statement) => `  ${statement}\n`).join("");
      add(`export function probe${index}(value: Value${number}, frozen: Frozen${number}) {\n${body}}`, [
        index,
      ]);
    }
  }
  return { text, parts };
}

/** Returns the first message for each probe that does not compile. */
function findFailures(program: ts.Program, path: string, { parts }: ProbeText): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const source = program.getSourceFile(path);
  const problems = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  let part = 0;
  for (const { start = 0, messageText } of problems) {
    while (start >= (parts[part]?.end ?? Infinity)) part += 1;
    const message = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\s+/g, " ");
    for (const index of parts[part]?.probes ?? []) if (!found.has(index)) found.set(index, message);
  }
  return found;
}
