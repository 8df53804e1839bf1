import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readImportArguments, USAGE } from "./import/arguments.ts";

const FILE = fileURLToPath(import.meta.url);
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command line of `npm run spec:import` and returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const request = readImportArguments(words);
  // Loading the validator and the formatter takes almost a second, so a misspelled option fails before that.
  const { importContract } = await import("./import/import.ts");
  return importContract(ROOT, request);
}

// Tests import `main` and run it in their own process.
if (process.argv[1] === FILE) await runCommand(USAGE, main);
