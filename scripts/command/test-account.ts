import { ArgumentError } from "./argument-error.ts";

/** An account of the real API, with a test key. */
export interface TestAccount {
  readonly accountId: string;
  readonly apiKey: string;
  /** `undefined` for the contract's server. */
  readonly baseUrl: string | undefined;
}

const TEST_KEY_PREFIX = "sk_test_";

/** Usage text of the variables that {@link readTestAccount} reads. */
export const ENVIRONMENT = `Environment, read with --live only:

  FLATPEAK_ACCOUNT_ID  the account
  FLATPEAK_API_KEY     a key of the account; must begin with ${TEST_KEY_PREFIX}
  FLATPEAK_BASE_URL    URL of the API, if it is not the contract's server
`;

/**
 * Reads the account from the environment.
 *
 * @throws ArgumentError if a variable is missing, or the key is not a test key
 */
export function readTestAccount(environment: NodeJS.ProcessEnv): TestAccount {
  const {
    FLATPEAK_ACCOUNT_ID: accountId = "",
    FLATPEAK_API_KEY: apiKey = "",
    FLATPEAK_BASE_URL: baseUrl = "",
  } = environment;
  const missing = [
    ...(accountId === "" ? ["FLATPEAK_ACCOUNT_ID"] : []),
    ...(apiKey === "" ? ["FLATPEAK_API_KEY"] : []),
  ];
  if (missing.length > 0) throw new ArgumentError(`--live needs ${missing.join(" and ")} in the environment`);
  if (!apiKey.startsWith(TEST_KEY_PREFIX)) {
    throw new ArgumentError(
      `FLATPEAK_API_KEY is not a test key: --live creates and deletes objects, so it takes only keys that begin with ${TEST_KEY_PREFIX}`,
    );
  }
  return { accountId, apiKey, baseUrl: baseUrl === "" ? undefined : baseUrl };
}
