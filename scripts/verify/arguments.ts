import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";
import { ENVIRONMENT } from "../command/test-account.ts";

/** Arguments of the command. */
export interface VerifyArguments {
  /** Verify the real API instead of the fake. */
  readonly live: boolean;
  /** File for the findings; none if undefined. */
  readonly out: string | undefined;
}

export const USAGE = `Usage: npm run verify -- [options]

Calls most operations of the contract and compares the responses with it. Prints a table, and writes a file of findings
for npm run spec:observe.

Without --live it calls the fake with staged deviations, and checks that each one is found.

  --live      call the real API with a test key; deletes the objects that it creates
  --out FILE  file for the findings (default: verification.jsonl with --live, none without)
  --help      print this text

${ENVIRONMENT}`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option or a stray word
 */
export function readVerifyArguments(words: readonly string[]): VerifyArguments {
  const { live = false, out } = parseVerifyWords(words);
  if (out === "") throw new ArgumentError("--out needs a file");
  return { live, out: out ?? (live ? "verification.jsonl" : undefined) };
}

function parseVerifyWords(words: readonly string[]) {
  return parseWords(words, {
    options: { live: { type: "boolean" }, out: { type: "string" } },
  }).values;
}
