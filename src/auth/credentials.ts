import { UsageError } from "../errors/classes.ts";
import { memberOf } from "../text/member.ts";
import { findTokenFault } from "./token.ts";
import type { Token } from "./token.ts";
import type { TokenOption } from "./token-function.ts";
import { isWellFormed } from "../request/parameter.ts";

/** Credentials of a client: account ID and API key for a login, a bearer token, or none. */
export type Credentials =
  { readonly accountId: string; readonly apiKey: string } | { readonly token: TokenOption } | undefined;

/** Options for the credentials of a client. */
export interface CredentialOptions {
  /**
   * Flatpeak account ID (`acc_…`); goes with `apiKey`.
   * Default: `FLATPEAK_ACCOUNT_ID` from the environment, if `apiKey` and `token` are absent too.
   */
  accountId?: string | undefined;
  /**
   * API key (`sk_live_…` or `sk_test_…`); goes with `accountId`. Sent only to `GET /login`, in exchange for a bearer
   * token. Default: `FLATPEAK_API_KEY` from the environment, if `accountId` and `token` are absent too.
   */
  apiKey?: string | undefined;
  /**
   * Bearer token to use instead of a login, or a function that returns one. The result decides which calls use the
   * token, see {@link Token}:
   *
   * - A string is used for one request. The function is called before every attempt of every call, in the async
   *   context of that call. One client can therefore serve many users.
   * - `{ token, expiresIn }` (seconds) is used for all calls. The client caches it and refreshes it early. Concurrent
   *   calls share one call of the function.
   *
   * After a 401, or a 403 that refuses the token, the function is called again. The request is replayed once if the
   * new token differs. A fixed string is not tried twice. Default: none.
   */
  token?: string | (() => Token | PromiseLike<Token>) | undefined;
  /**
   * Allows `accountId` and `apiKey`, or fixed `credentials`, in a browser, for example in tests with a simulated DOM.
   * Anyone who can open the page can read them. Default: false.
   */
  allowBrowser?: boolean | undefined;
}

const ACCOUNT_ID = "FLATPEAK_ACCOUNT_ID";
const API_KEY = "FLATPEAK_API_KEY";

/**
 * Reads the credentials from the options, or from the environment if the options have none.
 *
 * @param environment true if the environment may be read; its credentials are for Flatpeak only
 * @throws UsageError for half a pair, for both kinds together, or for a value that cannot be sent
 */
export function readCredentials(
  { accountId, apiKey, token, allowBrowser = false }: CredentialOptions,
  environment: boolean,
): Credentials {
  if (token !== undefined) {
    if (accountId !== undefined || apiKey !== undefined) {
      throw new UsageError(
        "createClient got two kinds of credentials: pass accountId and apiKey, or token, not both",
      );
    }
    const fault = typeof token === "function" ? undefined : findTokenFault(token);
    if (fault !== undefined) {
      throw new UsageError(`token must be a bearer token, or a function that returns one; it ${fault}`);
    }
    return { token };
  }
  if (accountId !== undefined || apiKey !== undefined) {
    return checkPair(accountId, apiKey, "accountId", "apiKey", allowBrowser);
  }
  if (!environment) return undefined;
  const [id, key] = [readEnvironment(ACCOUNT_ID), readEnvironment(API_KEY)];
  if (id === undefined && key === undefined) return undefined;
  return checkPair(id, key, ACCOUNT_ID, API_KEY, allowBrowser);
}

/**
 * Creates the error for a client without credentials.
 *
 * @param environment true if the environment was read
 */
export function createMissingError(environment: boolean): UsageError {
  const advice = isBrowser()
    ? PASS_TOKEN
    : environment
      ? `set ${ACCOUNT_ID} and ${API_KEY}, or pass accountId and apiKey, or token; to try it without an account, ` +
        "pass createFakeFlatpeak() of flatpeak/testing"
      : "pass token, accountId and apiKey, or credentials";
  return new UsageError(`createClient has no credentials: ${advice}`);
}

const PASS_TOKEN = "pass token, a function that fetches a bearer token from your server";

function checkPair(
  accountId: unknown,
  apiKey: unknown,
  idName: string,
  keyName: string,
  allowBrowser: boolean,
): Credentials {
  const both = `${idName} and ${keyName}`;
  if (isBrowser() && !allowBrowser) {
    throw new UsageError(
      `${both} cannot be used in a browser, where every user can read them: ${PASS_TOKEN}; or set allowBrowser`,
    );
  }
  return {
    accountId: checkOne(accountId, idName, both, "colons, "),
    apiKey: checkOne(apiKey, keyName, both),
  };
}

/**
 * @param colons in the message, if basic auth cannot carry them
 * @throws UsageError for an absent or invalid value; its message does not contain the value
 */
function checkOne(value: unknown, name: string, both: string, colons = ""): string {
  if (value === undefined || value === "") throw new UsageError(`${name} is missing: set ${both}`);
  if (!isCredential(value) || (colons && value.includes(":")))
    throw new UsageError(`${name} must be a string without ${colons}lone surrogates or control characters`);
  return value;
}

/** True in a page or its workers: no server runtime has a document or `importScripts`. */
export function isBrowser(): boolean {
  return "document" in globalThis || "importScripts" in globalThis;
}

/** True for a text that basic auth and URLs can carry. */
export function isCredential(value: unknown): value is string {
  return typeof value === "string" && !/[^ -~\xa0-\uffff]/.test(value) && isWellFormed(value);
}

/** Reads an environment variable. `undefined` if it is unset or empty, or if reading is not permitted (Deno throws). */
function readEnvironment(name: string): string | undefined {
  const value = memberOf(memberOf(memberOf(globalThis, "process"), "env"), name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
