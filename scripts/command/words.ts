import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { ArgumentError } from "./argument-error.ts";

/**
 * Parses a command line.
 *
 * @throws ArgumentError for an unknown option, a missing value or a stray word
 */
export function parseWords<const Config extends ParseArgsConfig>(words: readonly string[], config: Config) {
  try {
    return parseArgs<Config & { args: string[] }>({ ...config, args: [...words] });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node adds advice about arguments that begin with a dash, which no command takes.
    throw new ArgumentError(message.split(". To specify", 1).join(""), { cause: error });
  }
}
