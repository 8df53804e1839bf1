import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";

/** The options of the command line. */
export interface DiffArguments {
  /** A git revision or a file. Default: the last commit, or the last release for a check. */
  readonly from: string | undefined;
  /** A file. Default: the current contract in spec/. */
  readonly to: string | undefined;
  /** The overlay of contracts that are given as files. */
  readonly overlay: string | undefined;
  readonly json: boolean;
  readonly checkVersion: boolean;
  /** Print no progress, and only the errors of a check. */
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run spec:diff -- [options]

Reports what changed for users of the SDK, which changes break their code, and the version bump that they need.

  --from REV|FILE   the old contract: a git revision or a file
                    (default: HEAD; with --check-version the last tag v*)
  --to FILE         the new contract (default: the current spec/flatpeak.yaml and spec/overlay.yaml)
  --overlay FILE    OpenAPI overlay of contracts that are given as files
                    (default: spec/overlay.yaml; none if both contracts are files)
  --json            print { verdict, changes } as JSON
  --check-version   exit with 1 if the version in package.json is too low for the changes
  --quiet           print no progress, and with --check-version only errors
  --help            print this text
`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option, a missing value or a stray word
 */
export function readDiffArguments(words: readonly string[]): DiffArguments {
  const { from, to, overlay, json, "check-version": checkVersion, quiet } = parseDiffWords(words);
  if (from === "") throw new ArgumentError("--from needs a git revision or a file");
  if (to === "") throw new ArgumentError("--to needs a file");
  if (overlay === "") throw new ArgumentError("--overlay needs a file");
  if (json === true && checkVersion === true) {
    throw new ArgumentError(
      "--json prints the changes, --check-version judges the version: give one of them",
    );
  }
  return {
    from,
    to,
    overlay,
    json: json === true,
    checkVersion: checkVersion === true,
    quiet: quiet === true,
  };
}

function parseDiffWords(words: readonly string[]) {
  return parseWords(words, {
    options: {
      from: { type: "string" },
      to: { type: "string" },
      overlay: { type: "string" },
      json: { type: "boolean" },
      "check-version": { type: "boolean" },
      quiet: { type: "boolean" },
    },
  }).values;
}
