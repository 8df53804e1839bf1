import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readGenerateArguments, USAGE } from "./generate/arguments.ts";

const FILE = fileURLToPath(import.meta.url);
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command line of `npm run generate` and returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const request = readGenerateArguments(words);
  // Loading the compiler and the validators takes almost a second, so a misspelled option fails before that.
  const [{ generate }, { describeSinceLastCommit }] = await Promise.all([
    import("./generate/generation.ts"),
    import("./diff/since-last-commit.ts"),
  ]);
  return generate(ROOT, request, describeSinceLastCommit);
}

// Tests import `main` and run it in their own process.
if (process.argv[1] === FILE) await runCommand(USAGE, main);
