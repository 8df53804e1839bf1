import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";

/** Arguments of the command. */
export interface ObserveArguments {
  /** Files of findings; at least one. */
  readonly files: readonly string[];
  /** Write the proposal into the overlay of the contract. */
  readonly apply: boolean;
  /** File for the proposed overlay; none with `apply`. */
  readonly out: string;
}

export const USAGE = `Usage: npm run spec:observe -- [options] FILE...

Proposes changes to the contract from observations: findings of flatpeak/drift, one JSON object per line, or files of
npm run verify. Prints a summary, and writes an overlay with the changes and with x-observed marks.

  --apply     write them into spec/overlay.yaml instead, after validating the contract with them
  --out FILE  file for the proposed overlay (default: observed.yaml)
  --help      print this text
`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option, a missing value or no file
 */
export function readObserveArguments(words: readonly string[]): ObserveArguments {
  const { values, positionals } = parseObserveWords(words);
  const { apply = false, out } = values;
  if (positionals.length === 0 || positionals.includes("")) throw new ArgumentError("Name at least one file");
  if (out === "") throw new ArgumentError("--out needs a file");
  if (apply && out !== undefined) throw new ArgumentError("--out and --apply cannot be combined");
  return { files: positionals, apply, out: out ?? "observed.yaml" };
}

function parseObserveWords(words: readonly string[]) {
  return parseWords(words, {
    allowPositionals: true,
    options: { apply: { type: "boolean" }, out: { type: "string" } },
  });
}
