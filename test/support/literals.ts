import ts from "typescript";
import { createHost } from "./compiler-host.ts";

/** A literal and its type. */
export interface Literal {
  /** Key of the module that has the type. */
  readonly module: string;
  /** A type of that module, such as `components["schemas"]["Device"]` or `root.Device`. */
  readonly type: string;
  readonly text: string;
}

const OPTIONS: ts.CompilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ["lib.es2022.d.ts"] },
  ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true },
};

/** Compiler errors for each literal, and for the modules, from one program. */
export function compileLiterals(modules: ReadonlyMap<string, string>, literals: readonly Literal[]) {
  const files = new Map<string, string>();
  const names = new Map([...modules.keys()].map((key, index) => [key, `module${index}`]));
  for (const [key, text] of modules) files.set(`/${names.get(key) ?? ""}.ts`, text);
  const imports = [...names.values()].map((name) => `import type * as ${name} from "./${name}.ts";`);
  const lines = literals.map(({ module, type, text }, index) => {
    const qualified = type.replaceAll(/\b(components|operations|root\.)/g, (root) =>
      root === "root." ? `${names.get(module) ?? ""}.` : `${names.get(module) ?? ""}.${root}`,
    );
    return `export const v${index}: ${qualified} = ${text};`;
  });
  files.set("/literals.ts", [...imports, ...lines].join("\n"));
  const program = ts.createProgram([...files.keys()], OPTIONS, createHost(OPTIONS, files));
  const objections = literals.map((): string[] => []);
  const broken: string[] = [];
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const ofLiteral = file?.fileName === "/literals.ts" ? objections[line - imports.length] : undefined;
    if (ofLiteral === undefined) broken.push(`${file?.text.split("\n")[line]?.trim() ?? ""} // ${text}`);
    else ofLiteral.push(text);
  }
  return { objections, broken };
}
