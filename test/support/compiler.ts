import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiler errors in `files`, as `file:line message`, with the options of the tsconfig at `config`, a path from the
 * project's root. Unused names in examples are allowed.
 */
export function compile(files: readonly string[], config = "tsconfig.json"): readonly string[] {
  const { options } = ts.getParsedCommandLineOfConfigFile(`${ROOT}${config}`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, " "));
    },
  }) ?? { options: {} };
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false, noUnusedParameters: false });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
