import { fileURLToPath } from "node:url";
import { ArgumentError, readArguments, USAGE } from "./generate/arguments.ts";
import { ContractError } from "./contract/contract-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MOST_PROBLEMS = 20;

/** Carries out a command line and gives the exit code: 0 done, 1 it cannot be done, 2 not understood. */
async function run(words: readonly string[]): Promise<number> {
  try {
    const request = readArguments(words);
    if (request.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    // The compiler and the validators take most of a second to load: not for a misspelt option.
    const { generate } = await import("./generate/generation.ts");
    return await generate(ROOT, request);
  } catch (error) {
    if (error instanceof ArgumentError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    console.error(describe(error));
    return 1;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof ContractError)) return error instanceof Error ? error.message : String(error);
  const rest = error.problems.length - MOST_PROBLEMS;
  return [...error.problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}

process.exitCode = await run(process.argv.slice(2));
