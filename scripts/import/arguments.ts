import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";

/** The options of the command line. */
export interface ImportArguments {
  /** Files, folders and addresses; at least one. */
  readonly sources: readonly string[];
  /** The contract to update, if it is not the project's own. */
  readonly spec: string | undefined;
  /** Overlay of that contract, if it has one. */
  readonly overlay: string | undefined;
  /** Print the changes; write nothing. */
  readonly dryRun: boolean;
  /** Fetch the addresses that a document refers to. */
  readonly followRefs: boolean;
  /** Print only errors. */
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run spec:import -- [options] SOURCE...

Imports a newer contract into spec/flatpeak.yaml. A SOURCE is one of
  a whole OpenAPI document, YAML or JSON, which replaces the contract;
  documentation pages, Markdown with one OpenAPI fragment each, which are merged into it;
  a folder of such pages.
Documents and pages may be files or https addresses.

  --dry-run      print the changes; write nothing
  --follow-refs  fetch the addresses that the document refers to, and bundle them
  --spec FILE    contract to update (default: spec/flatpeak.yaml)
  --overlay FILE
                 OpenAPI overlay of that contract (default: spec/overlay.yaml for spec/flatpeak.yaml, none for another)
  --quiet        print only errors
  --help         print this text
`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option, a missing value or no source
 */
export function readImportArguments(words: readonly string[]): ImportArguments {
  const { values, positionals } = parseImportWords(words);
  const { spec, overlay } = values;
  if (positionals.length === 0)
    throw new ArgumentError("Name at least one source: a file, a folder or an address");
  if (positionals.includes("")) throw new ArgumentError("A source is empty");
  if (spec === "") throw new ArgumentError("--spec needs a file");
  if (overlay === "") throw new ArgumentError("--overlay needs a file");
  if (overlay !== undefined && spec === undefined) {
    throw new ArgumentError("--overlay needs --spec; spec/flatpeak.yaml uses spec/overlay.yaml");
  }
  return {
    sources: positionals,
    spec,
    overlay,
    dryRun: values["dry-run"] === true,
    followRefs: values["follow-refs"] === true,
    quiet: values.quiet === true,
  };
}

function parseImportWords(words: readonly string[]) {
  return parseWords(words, {
    allowPositionals: true,
    options: {
      spec: { type: "string" },
      overlay: { type: "string" },
      "dry-run": { type: "boolean" },
      "follow-refs": { type: "boolean" },
      quiet: { type: "boolean" },
    },
  });
}
