import { ContractError } from "../contract/contract-error.ts";
import { showInvisible } from "../markdown/escape.ts";
import { ArgumentError } from "./argument-error.ts";

const MOST_PROBLEMS = 20;

/**
 * Carries out the command line of this process and sets its exit code: that of `main`; 1 for what cannot be done; 2 for a
 * command line that cannot be understood.
 *
 * @param usage printed for `--help`, and after what is wrong with a command line
 */
export async function runCommand(
  usage: string,
  main: (words: readonly string[]) => Promise<number>,
): Promise<void> {
  const words = process.argv.slice(2);
  if (words.some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(usage);
    return;
  }
  try {
    process.exitCode = await main(words);
  } catch (error) {
    const misunderstood = error instanceof ArgumentError;
    // A message may quote a file: nothing in it is to move the cursor of a terminal.
    console.error(misunderstood ? `${error.message}\n\n${usage}` : showInvisible(describeFailure(error)));
    process.exitCode = misunderstood ? 2 : 1;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof ContractError)) return error instanceof Error ? error.message : String(error);
  const rest = error.problems.length - MOST_PROBLEMS;
  return [...error.problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
