import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";

/** What the command line asks for. */
export interface ImportArguments {
  /** Files, folders and addresses; at least one. */
  readonly sources: readonly string[];
  /** The contract to bring up to date, if it is not the project's own. */
  readonly spec: string | undefined;
  /** The overlay of that contract, if it has one. */
  readonly overlay: string | undefined;
  /** Tell what would change; write nothing. */
  readonly dryRun: boolean;
  /** Fetch what a document refers to at other addresses. */
  readonly followRefs: boolean;
  /** Print nothing but errors. */
  readonly quiet: boolean;
}

/** What `--help` prints. */
export const USAGE = `Usage: npm run spec:import -- [options] SOURCE...

Brings a newer contract into spec/flatpeak.yaml. A SOURCE is one of
  a whole OpenAPI document, YAML or JSON, which replaces the contract;
  documentation pages, Markdown with one OpenAPI fragment each, which are merged into it;
  a folder of such pages.
Documents and pages may be files or https addresses.

  --dry-run      tell what would change; write nothing
  --follow-refs  fetch what the document refers to at other addresses, and bundle it
  --spec FILE    contract to bring up to date (default: spec/flatpeak.yaml)
  --overlay FILE
                 OpenAPI overlay of that contract (default: spec/overlay.yaml for spec/flatpeak.yaml, none for another)
  --quiet        print nothing but errors
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
    throw new ArgumentError("--overlay goes with --spec; spec/flatpeak.yaml has spec/overlay.yaml");
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
