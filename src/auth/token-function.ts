import type { Deadline } from "../send/deadline.ts";
import { reasonOf, reduceCause } from "../errors/cause.ts";
import { AuthenticationError, FlatpeakError, UNSENT } from "../errors/classes.ts";
import { isJsonObject } from "../text/json.ts";
import { now } from "./moment.ts";
import { findTokenFault, isTokenText, readLifetime } from "./token.ts";
import type { BearerToken, KeptToken, Token } from "./token.ts";
import { createTokenSource } from "./token-source.ts";
import type { Obtain, TokenSource, TokenSourceParts } from "./token-source.ts";

/** Type of the `token` option: a fixed bearer token, or a function that returns one. */
export type TokenOption = string | (() => Token | PromiseLike<Token>);

/** Form of the token function's results so far: none yet, a token for all calls, or a string for one call. */
type Form = "unknown" | "shared" | "individual";

/** Rejection of a request for a shared token when the function returned a string. */
const NOT_SHARED = new AuthenticationError("The token function returned a string", UNSENT);

/** Creates a token source from the `token` option. */
export function createProvidedTokenSource(
  token: TokenOption,
  waitUntil: TokenSourceParts["waitUntil"],
): TokenSource {
  if (typeof token !== "string") return createFunctionTokenSource(token, waitUntil);
  const fixed = toIndividual(token);
  return { get: () => fixed, discard: () => false };
}

/**
 * Creates a token source from a `token` function.
 *
 * - A string is used only for the attempt that the function was called for. While no form is known, the same applies to
 *   a failure.
 * - `{ token, expiresIn }` is cached and shared by the same token source that logins use.
 * - While no form is known, all calls wait for the first result. If it is a string or a failure, each of them calls the
 *   function itself.
 * - After the function has returned a string once, calls never share its results: they may depend on the caller.
 */
function createFunctionTokenSource(
  token: () => unknown,
  waitUntil: TokenSourceParts["waitUntil"],
): TokenSource {
  let form: Form = "unknown";
  let isCalling = false;

  const call = async (): Promise<BearerToken | KeptToken> => {
    // A call from within the function would need another token first, and so on without end.
    if (isCalling) throw new Error("the token function called its client");
    const since = now();
    isCalling = true;
    const called = callTokenFunction(token);
    isCalling = false;
    const { value, life } = await called;
    const bearer = toIndividual(value);
    if (life === undefined) {
      form = "individual";
      return bearer;
    }
    if (form === "unknown") form = "shared";
    return { ...bearer, since, life };
  };
  const callForOne = (deadline: Deadline): Promise<BearerToken> => {
    deadline.enter("login");
    return deadline.race(call());
  };

  // Each call passes its own `obtain`, so that the function runs in the async context of that call.
  const kept = createTokenSource(() => Promise.reject(NOT_SHARED), { waitUntil });
  const getShared = (deadline: Deadline): BearerToken | Promise<BearerToken> => {
    let called = false;
    let own: BearerToken | undefined;
    const obtain: Obtain = async () => {
      called = true;
      const result = await call();
      if ("life" in result) return result;
      own = result;
      throw NOT_SHARED;
    };
    const found = kept.get(deadline, obtain);
    if (!("then" in found)) return found;
    return found.catch((thrown: unknown) => {
      if (own !== undefined) return own;
      const foreign =
        thrown === NOT_SHARED || (!called && form !== "shared" && thrown instanceof FlatpeakError);
      if (foreign && deadline.ending === undefined) return callForOne(deadline);
      throw thrown;
    });
  };

  return {
    get: (deadline) => (form === "individual" ? callForOne(deadline) : getShared(deadline)),
    discard: (refused) => kept.discard(refused),
  };
}

/** @throws AuthenticationError if the function fails, or returns no token */
async function callTokenFunction(token: () => unknown): Promise<TokenResult> {
  let result: TokenResult | string;
  try {
    result = readTokenResult(await token());
  } catch (thrown) {
    const cause = thrown instanceof FlatpeakError ? thrown : reduceCause(thrown);
    const message = `The token function failed: ${reasonOf(cause)}`;
    throw new AuthenticationError(message, { ...UNSENT, cause });
  }
  if (typeof result === "string")
    throw new AuthenticationError(`The token function returned no token: ${result}`, UNSENT);
  return result;
}

interface TokenResult {
  readonly value: string;
  /** Milliseconds; `undefined` for a string, which is for one request. */
  readonly life: number | undefined;
}

/** @returns the token, or why the result is none */
function readTokenResult(result: unknown): TokenResult | string {
  if (isTokenText(result)) return { value: result, life: undefined };
  if (!isJsonObject(result))
    return `its result ${findTokenFault(result) ?? ""}; return a string, or { token, expiresIn }`;
  const { token: value, expiresIn } = result;
  if (!isTokenText(value)) return `"token" of its result ${findTokenFault(value) ?? ""}`;
  const life = readLifetime(expiresIn);
  return life === undefined
    ? '"expiresIn" of its result is not a positive number of seconds'
    : { value, life };
}

function toIndividual(value: string): BearerToken {
  return { value, issued: undefined, stored: false };
}
