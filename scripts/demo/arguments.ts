import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface DemoArguments {
  /** Use the real API in place of a local one. */
  readonly live: boolean;
  readonly help: boolean;
}

/** What the demo refuses before it starts: the command line or the environment. */
export class RefusalError extends Error {}

/** What `--help` prints. */
export const USAGE = `Usage: npm run demo -- [options]

Generates from the contract, starts a local Flatpeak and goes through the API call by call.

  --live  call the real API instead, with a test key; the device that it creates is deleted again
  --help  print this text

Environment, read with --live only:

  FLATPEAK_ACCOUNT_ID  the account
  FLATPEAK_API_KEY     a key of the account; must begin with sk_test_
  FLATPEAK_BASE_URL    where the API is, if not at the contract's server
`;

/**
 * Reads the command line.
 *
 * @throws RefusalError for an unknown option or a stray word
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
    throw new RefusalError(`${reason}\n\n${USAGE}`, { cause: error });
  }
}
