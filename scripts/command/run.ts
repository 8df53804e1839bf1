import { ContractError } from "../contract/contract-error.ts";
import { showInvisible } from "../markdown/escape.ts";
import { ArgumentError } from "./argument-error.ts";

const MOST_PROBLEMS = 20;

/** Runs a command line and returns the exit code. */
export type Main = (words: readonly string[]) => Promise<number>;

/** Runs a command with the command line of this process and sets the exit code of the process. */
export async function runCommand(usage: string, main: Main): Promise<void> {
  process.exitCode = await carryOut(usage, main, process.argv.slice(2));
}

/**
 * Runs a command line.
 *
 * @param usage printed for `--help`, and after an error of the command line
 * @returns the exit code: that of `main`; 1 if it fails; 2 for an invalid command line
 */
export async function carryOut(usage: string, main: Main, words: readonly string[]): Promise<number> {
  if (words.some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    return await main(words);
  } catch (error) {
    const misunderstood = error instanceof ArgumentError;
    // A message may quote a file, which must not control the terminal.
    console.error(misunderstood ? `${error.message}\n\n${usage}` : showInvisible(describeFailure(error)));
    return misunderstood ? 2 : 1;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof ContractError)) return error instanceof Error ? error.message : String(error);
  const { problems, ending } = error;
  const rest = problems.length - MOST_PROBLEMS;
  return [
    ...problems.slice(0, MOST_PROBLEMS),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...(ending === undefined ? [] : [ending]),
  ].join("\n");
}
