import { join } from "node:path";
import ts from "typescript";

/** Files that two projects have in common, such as the compiler's own libraries, are read once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Not checked: it has declarations beside it, and would take seconds. */
const GENERATED_CODE = /\/generated\/[^/]*\.js$/;

/** A program and all its compiler errors. */
export interface CheckedProject {
  readonly program: ts.Program;
  readonly host: ts.CompilerHost;
  readonly problems: readonly ts.Diagnostic[];
}

/**
 * Compiles the project of a tsconfig as `tsc --project` does, but without build information. The program also has the
 * JavaScript files, whose types lint needs.
 */
export function compileProject(root: string, config: string): CheckedProject {
  const overrides = { incremental: false, allowJs: true };
  const command = ts.getParsedCommandLineOfConfigFile(join(root, config), overrides, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  });
  if (command === undefined) throw new Error(`${config} cannot be read`);
  const disk = ts.createCompilerHost(command.options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (path, ...rest) => {
      if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, ...rest));
      return parsed.get(path);
    },
  };
  const files = command.fileNames.filter((file) => !GENERATED_CODE.test(file));
  const program = ts.createProgram(files, command.options, host);
  return { program, host, problems: [...command.errors, ...ts.getPreEmitDiagnostics(program)] };
}
