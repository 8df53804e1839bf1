import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";

/** The options of the command line. */
export interface GenerateArguments {
  /** The contract, if it is not the project's own. */
  readonly spec: string | undefined;
  /** The overlay of that contract, if it has one. */
  readonly overlay: string | undefined;
  /** The folder to write to, if it is not the project's own. */
  readonly out: string | undefined;
  /** Only compare; write nothing. */
  readonly check: boolean;
  /** Print only errors. */
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run generate -- [options]

Generates code in generated/, and docs/operations.md, from the OpenAPI 3.0 or 3.1 contract. Also lists the guides in
docs/llms.txt.

  --spec FILE  contract to read, YAML or JSON (default: spec/flatpeak.yaml); needs --out
  --overlay FILE
               OpenAPI overlay to apply to it (default: spec/overlay.yaml for spec/flatpeak.yaml, none for another)
  --out DIR    folder to write to instead of generated/; docs/ does not change
  --check      write nothing; exit with 1 if a file is missing or out of date
  --quiet      print only errors
  --help       print this text
`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option, a missing value or a stray word
 */
export function readGenerateArguments(words: readonly string[]): GenerateArguments {
  const { spec, overlay, out, check, quiet } = parseGenerateWords(words);
  if (spec === "") throw new ArgumentError("--spec needs a file");
  if (overlay === "") throw new ArgumentError("--overlay needs a file");
  if (out === "") throw new ArgumentError("--out needs a folder");
  if (spec !== undefined && out === undefined) {
    throw new ArgumentError(
      "--spec needs --out, because generated/ is made from spec/flatpeak.yaml: name a folder, or put the contract there",
    );
  }
  if (overlay !== undefined && spec === undefined) {
    throw new ArgumentError("--overlay needs --spec; spec/flatpeak.yaml uses spec/overlay.yaml");
  }
  return { spec, overlay, out, check: check === true, quiet: quiet === true };
}

function parseGenerateWords(words: readonly string[]) {
  return parseWords(words, {
    options: {
      spec: { type: "string" },
      overlay: { type: "string" },
      out: { type: "string" },
      check: { type: "boolean" },
      quiet: { type: "boolean" },
    },
  }).values;
}
