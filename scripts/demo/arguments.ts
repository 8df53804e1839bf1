import { parseArgs } from "node:util";
import { ArgumentError } from "../command/argument-error.ts";
import { ENVIRONMENT } from "../command/test-account.ts";

/** What the command line asks for. */
export interface DemoArguments {
  /** Use the real API in place of a local one. */
  readonly live: boolean;
  readonly help: boolean;
}

/** What `--help` prints. */
export const USAGE = `Usage: npm run demo -- [options]

Generates from the contract, starts a local Flatpeak and goes through the API call by call.

  --live  call the real API instead, with a test key; the device that it creates is deleted again
  --help  print this text

${ENVIRONMENT}`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError for an unknown option or a stray word
 */
export function readDemoArguments(words: readonly string[]): DemoArguments {
  try {
    const { live, help } = parseArgs({
      args: [...words],
      options: { live: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
    return { live: live === true, help: help === true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArgumentError(`${reason}\n\n${USAGE}`, { cause: error });
  }
}
