import { UsageError } from "../errors/classes.ts";
import { isJsonObject } from "../text/json.ts";
import { findTokenFault } from "./token.ts";
import type { Token } from "./token.ts";
import type { TokenOption } from "./token-function.ts";
import { isWellFormed } from "../request/parameter.ts";

/** How a client proves who it is: a login of its own, a bearer of the user's, or nothing. */
export type Credentials =
  { readonly accountId: string; readonly apiKey: string } | { readonly token: TokenOption } | undefined;

/** The options that credentials come from. */
export interface CredentialOptions {
  /**
   * Flatpeak account ID (`acc_…`); goes with `apiKey`.
   * Default: `FLATPEAK_ACCOUNT_ID` from the environment, if `apiKey` and `token` are absent too.
   */
  accountId?: string | undefined;
  /**
   * API key (`sk_live_…` or `sk_test_…`); goes with `accountId`. It buys a bearer at `GET /login` and goes nowhere else.
   * Default: `FLATPEAK_API_KEY` from the environment, if `accountId` and `token` are absent too.
   */
  apiKey?: string | undefined;
  /**
   * A bearer token instead of a login, or a function that returns one. The form of the result says who may use it, see
   * {@link Token}:
   *
   * - A string is for one request. The function is called before every attempt of every call, in the async context of that
   *   call, so one client may serve many users.
   * - `{ token, expiresIn }` (seconds) is for all calls: it is kept, refreshed early, and requested once for concurrent
   *   calls.
   *
   * After a refusal (401, or a 403 that refuses the token) the function is called once more, and the request is replayed
   * once if the token differs. A fixed string is not tried twice. Default: none.
   */
  token?: string | (() => Token | PromiseLike<Token>) | undefined;
  /**
   * Allows `accountId` and `apiKey` in a browser, where whoever looks at the page can read them, for example in tests with a
   * simulated DOM. Default: false.
   */
  allowBrowser?: boolean | undefined;
}

const ACCOUNT_ID = "FLATPEAK_ACCOUNT_ID";
const API_KEY = "FLATPEAK_API_KEY";

/**
 * Reads the credentials off the options, or off the environment if the options have none at all.
 *
 * @param environment whether the environment may be asked: what it holds is for Flatpeak's server
 * @throws UsageError for half a pair, for both kinds at once, or for what cannot be sent
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
  const fromEnvironment = { accountId: readEnvironment(ACCOUNT_ID), apiKey: readEnvironment(API_KEY) };
  if (fromEnvironment.accountId === undefined && fromEnvironment.apiKey === undefined) return undefined;
  return checkPair(fromEnvironment.accountId, fromEnvironment.apiKey, ACCOUNT_ID, API_KEY, allowBrowser);
}

/** What a client that lacks credentials is told. */
export const MISSING_CREDENTIALS = `set ${ACCOUNT_ID} and ${API_KEY} in the environment, or pass accountId and apiKey, or token, to createClient`;

function checkPair(
  accountId: unknown,
  apiKey: unknown,
  idName: string,
  keyName: string,
  allowBrowser: boolean,
): Credentials {
  if (isBrowser() && !allowBrowser) {
    throw new UsageError(
      `${idName} and ${keyName} have no place in a browser, where whoever looks at the page can read the key: pass ` +
        "token, a function that fetches a bearer from your own server; or set allowBrowser if nobody else can look",
    );
  }
  if (isAbsent(accountId)) throw new UsageError(`${keyName} is set but ${idName} is not: set both`);
  if (isAbsent(apiKey)) throw new UsageError(`${idName} is set but ${keyName} is not: set both`);
  // The values themselves stay out of the messages.
  if (!isCredential(accountId))
    throw new UsageError(`${idName} must be a string without control characters or lone surrogates`);
  if (!isCredential(apiKey))
    throw new UsageError(`${keyName} must be a string without control characters or lone surrogates`);
  if (accountId.includes(":"))
    throw new UsageError(`${idName} contains a colon, which basic auth cannot carry`);
  return { accountId, apiKey };
}

/** A page, or a worker of one: of the runtimes of servers none has a document or `importScripts`. */
export function isBrowser(): boolean {
  return "document" in globalThis || "importScripts" in globalThis;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === "";
}

function isCredential(value: unknown): value is string {
  return typeof value === "string" && !/\p{Cc}/u.test(value) && isWellFormed(value);
}

/** Empty counts as unset, as does an environment that may not be read (Deno without permission throws). */
function readEnvironment(name: string): string | undefined {
  try {
    const process: unknown = Reflect.get(globalThis, "process");
    const env = isJsonObject(process) ? process["env"] : undefined;
    const value = isJsonObject(env) ? env[name] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}
