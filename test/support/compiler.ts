import { fileURLToPath } from "node:url";
import ts from "typescript";
import { createHost } from "./compiler-host.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiler errors in `files`, as `file:line message`, with the options of the tsconfig at `config`, a path from the
 * project's root. Unused names in examples are allowed. Imported files are not checked.
 */
export function compile(files: readonly string[], config = "tsconfig.json"): readonly string[] {
  const command = ts.getParsedCommandLineOfConfigFile(`${ROOT}${config}`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, " "));
    },
  });
  const options = { ...command?.options, noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram(files, options, createHost(options));
  const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  return ts.sortAndDeduplicateDiagnostics(problems).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
