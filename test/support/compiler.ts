import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What the compiler finds wrong with `files`, as `file:line message`. Its options are those of the tsconfig at `config`, a
 * path from the project's root; what an example leaves unused is no fault of it.
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
