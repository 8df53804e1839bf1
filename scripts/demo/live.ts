import { UsageError } from "../../src/index.ts";
import { ArgumentError } from "../command/argument-error.ts";
import { readTestAccount } from "../command/test-account.ts";
import { findDeadUrl } from "./dead-url.ts";
import { travel } from "./journey.ts";
import type { Transcript } from "./transcript.ts";

/**
 * Goes on the journey against the real API. Gives whether all went as expected.
 *
 * @throws ArgumentError before anything is sent, if the environment does not allow it
 */
export async function goLive(environment: NodeJS.ProcessEnv, transcript: Transcript): Promise<boolean> {
  const account = readTestAccount(environment);
  try {
    await travel({ ...account, deadUrl: await findDeadUrl() }, transcript);
  } catch (error) {
    if (error instanceof UsageError) throw new ArgumentError(error.message, { cause: error });
    throw error;
  }
  return transcript.conclude();
}
