import ts from "typescript";
import { createCompiler } from "./memory-compiler.ts";
import type { Compiler, Files } from "./memory-compiler.ts";
import { groupBy } from "../group-by.ts";
import type { Probe } from "./place-probes.ts";
import { readSdk } from "./sdk-sources.ts";

/** The two sides as folders that exist in memory only. */
const ALIASES = new Map([
  ["/old flatpeak", "/old/src/index.ts"],
  ["/old frozen", "/old/src/index.ts"],
  ["/new flatpeak", "/new/src/index.ts"],
  ["/new frozen", "/old/src/index.ts"],
]);

const IMPORTS = 'import type * as Api from "flatpeak";\nimport type * as Frozen from "frozen";\n';

/** A probe, and the type of what it reads or writes. */
export interface TypedProbe extends Probe {
  /** Given the name under which the package is imported. */
  readonly type: (api: string) => string;
}

/** What became of a probe: a message of the compiler, if it fails on the new types; `dropped` if it did on the old ones. */
export type Outcome =
  | { readonly state: "compiles" }
  | { readonly state: "dropped" }
  | { readonly state: "fails"; readonly message: string };

/** The SDK over two sets of generated types. */
export interface ProbeProgram {
  /** The old types of some expressions, and the checker that knows them. */
  readonly readTypes: (expressions: readonly string[]) => {
    readonly checker: ts.TypeChecker;
    readonly types: readonly ts.Type[];
  };
  readonly run: (probes: readonly TypedProbe[]) => readonly Outcome[];
}

let shared: Compiler | undefined;

/** Puts the SDK on top of both sets of types: a consumer's program then compiles against the one or the other. */
export function createProbeProgram(from: string, to: string): ProbeProgram {
  const compiler = (shared ??= createCompiler());
  const files = new Map([...readSdk("/old", from), ...readSdk("/new", to)]);
  const compile = (added: Files): ts.Program =>
    compiler.compile(new Map([...files, ...added]), [...added.keys()], ALIASES);
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
      const written = writeProbes(probes);
      const { text } = written;
      const program = compile(
        new Map([
          ["/old/probes.ts", text],
          ["/new/probes.ts", text],
        ]),
      );
      const before = findFailures(program, "/old/probes.ts", written);
      const after = findFailures(program, "/new/probes.ts", written);
      return probes.map((_, index) => {
        const message = after.get(index);
        if (before.has(index)) return { state: "dropped" };
        return message === undefined ? { state: "compiles" } : { state: "fails", message };
      });
    },
  };
}

/** The text of some probes, and which of them each part of it belongs to. */
interface Written {
  readonly text: string;
  readonly parts: readonly { readonly end: number; readonly probes: readonly number[] }[];
}

/** One function per probe, after the types of what they read and write: many have the same. */
function writeProbes(probes: readonly TypedProbe[]): Written {
  const parts: { end: number; probes: readonly number[] }[] = [];
  let text = IMPORTS;
  const add = (line: string, ofProbes: readonly number[]): void => {
    text += `${line}\n`;
    parts.push({ end: text.length, probes: ofProbes });
  };
  const users = groupBy([...probes.keys()], (index) => probes[index]?.type("Api") ?? "");
  const types = [...users.keys()];
  for (const [type, indices] of users) {
    const name = types.indexOf(type);
    add(`type Value${name} = ${type};`, indices);
    add(`type Frozen${name} = ${type.replaceAll("Api.", "Frozen.")};`, indices);
  }
  const nameOf = new Map(types.map((type, index) => [type, index]));
  for (const [index, { type, statements }] of probes.entries()) {
    const name = nameOf.get(type("Api")) ?? 0;
    const body = statements.map((statement) => `  ${statement}\n`).join("");
    add(`export function probe${index}(value: Value${name}, frozen: Frozen${name}) {\n${body}}`, [index]);
  }
  return { text, parts };
}

/** The first message for each probe that does not compile. */
function findFailures(program: ts.Program, path: string, { parts }: Written): ReadonlyMap<number, string> {
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
