import { UsageError } from "../../src/index.ts";
import { RefusalError } from "./arguments.ts";
import { findDeadUrl } from "./dead-url.ts";
import { travel } from "./journey.ts";
import type { Destination } from "./journey.ts";
import type { Transcript } from "./transcript.ts";

const TEST_KEY_PREFIX = "sk_test_";

/**
 * Goes on the journey against the real API. Gives whether all went as expected.
 *
 * @throws RefusalError before anything is sent, if the environment does not allow it
 */
export async function goLive(environment: NodeJS.ProcessEnv, transcript: Transcript): Promise<boolean> {
  const account = readAccount(environment);
  try {
    await travel({ ...account, deadUrl: await findDeadUrl() }, transcript);
  } catch (error) {
    if (error instanceof UsageError) throw new RefusalError(error.message, { cause: error });
    throw error;
  }
  return transcript.conclude();
}

function readAccount(environment: NodeJS.ProcessEnv): Omit<Destination, "deadUrl"> {
  const {
    FLATPEAK_ACCOUNT_ID: accountId = "",
    FLATPEAK_API_KEY: apiKey = "",
    FLATPEAK_BASE_URL: baseUrl = "",
  } = environment;
  const missing = [
    ...(accountId === "" ? ["FLATPEAK_ACCOUNT_ID"] : []),
    ...(apiKey === "" ? ["FLATPEAK_API_KEY"] : []),
  ];
  if (missing.length > 0) throw new RefusalError(`--live needs ${missing.join(" and ")} in the environment`);
  if (!apiKey.startsWith(TEST_KEY_PREFIX)) {
    throw new RefusalError(
      `FLATPEAK_API_KEY is no test key: --live creates and deletes a device, so it takes only keys that begin with ${TEST_KEY_PREFIX}`,
    );
  }
  return { accountId, apiKey, baseUrl: baseUrl === "" ? undefined : baseUrl };
}
