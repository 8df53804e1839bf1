import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { inject } from "vitest";

const execute = promisify(execFile);

/** A user's project, with the package installed from its tarball. */
export interface Project {
  readonly path: string;
  /** Runs a program in the project; returns its output. */
  readonly run: (program: string, ...parameters: readonly string[]) => Promise<string>;
}

/** Creates a project from files by name; a name may contain folders. */
export function createProject(name: string, files: Readonly<Record<string, string>>): Project {
  const path = join(inject("folder"), name);
  cpSync(inject("installed"), path, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return {
    path,
    run: async (program, ...parameters) => {
      try {
        const env = {
          ...process.env,
          NODE_OPTIONS: "",
          NODE_ENV: undefined,
          VITEST: undefined,
          NEXT_TELEMETRY_DISABLED: "1",
        };
        const { stdout } = await execute(program, parameters, { cwd: path, env, maxBuffer: 2 ** 26 });
        return stdout;
      } catch (failure) {
        // The errors of compilers and test runners are in their output, not in the message.
        const { message, stdout, stderr } = failure as Error & { stdout: string; stderr: string };
        throw new Error([message, stdout, stderr].join("\n"), { cause: failure });
      }
    },
  };
}

/** A source shared by consumers. */
export function readSource(name: string): string {
  return readFileSync(new URL(`sources/${name}`, import.meta.url), "utf8");
}

/** The same without types, for JavaScript. */
export async function toJavaScript(source: string, format: "esm" | "cjs"): Promise<string> {
  return (await transform(source, { loader: "ts", format, target: "es2022" })).code;
}
