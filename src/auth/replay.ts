import type { BufferedResponse } from "../send/buffered-response.ts";
import type { Attempt } from "../send/attempt.ts";
import { endingErrorOf } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";
import { isJsonObject } from "../text/json.ts";
import { ageOf, now } from "./moment.ts";
import type { Moment } from "./moment.ts";
import type { BearerToken } from "./token.ts";
import { tokenErrorOf } from "./token-failure.ts";
import type { TokenSource } from "./token-source.ts";

/**
 * If a token is younger than this, the client assumes that a 403 forbids the request itself. If the API refuses a token
 * and then its replacement, the client assumes so of every refusal of the replacement for this long.
 */
const YOUNG_TOKEN_MS = 60_000;
/**
 * Maximum number of replays of an attempt. A new token from a login or a function leads to one. More than two happen only
 * if the store gets revoked tokens again and again.
 */
const MAX_REPLAYS = 4;

/**
 * Sends requests with a bearer token. If the API refuses the token, the client gets a new one and replays the request.
 * A replay is safe for every method and does not count as a retry: the API refused the request, so nothing
 * happened.
 *
 * @param refusedCode the `code` of a 403 that refuses the token; `undefined` if only a 401 does
 */
export function createBearerSending(
  attempt: Attempt,
  tokens: TokenSource,
  refusedCode: string | undefined,
): (call: Call, request: OutgoingRequest) => Promise<BufferedResponse> {
  /** Times at which the API refused the replacement of a refused token. Another login would not help then. */
  const refusedReplacements = new WeakMap<BearerToken, Moment>();

  const isRefused = ({ response, json }: BufferedResponse, { issued }: BearerToken): boolean => {
    if (response.status === 401) return true;
    if (response.status !== 403 || refusedCode === undefined) return false;
    const young = issued !== undefined && ageOf(issued) < YOUNG_TOKEN_MS;
    return !young && isJsonObject(json) && json["code"] === refusedCode;
  };

  /** Like {@link isRefused}. Also records for the error message whether the token came from the `token` option. */
  const refuses = (call: Call, buffered: BufferedResponse, token: BearerToken): boolean => {
    const refused = isRefused(buffered, token);
    call.refusedOption = refused && token.issued === undefined && !token.stored;
    return refused;
  };

  const isAboutCall = (token: BearerToken): boolean => {
    const refusedAt = refusedReplacements.get(token);
    return refusedAt !== undefined && ageOf(refusedAt) < YOUNG_TOKEN_MS;
  };

  const replay = async (
    call: Call,
    request: OutgoingRequest,
    refusal: BufferedResponse,
    token: BearerToken,
    replays = 1,
  ): Promise<BufferedResponse> => {
    const replaced = tokens.discard(token);
    if (call.outcome === "not-sent") call.outcome = "rejected";
    const next = await findToken(tokens, call);
    const same = next.value === token.value;
    const buffered = same ? refusal : await attempt(call, request, `Bearer ${next.value}`);
    if (!refuses(call, buffered, next)) return buffered;
    // Another process may have stored a token that the API has also revoked. The next token comes from a login.
    if (next.stored && replays < MAX_REPLAYS) return replay(call, request, buffered, next, replays + 1);
    if (replaced && !next.stored) refusedReplacements.set(next, now());
    return buffered;
  };

  return (call, request) => {
    const send = (token: BearerToken): Promise<BufferedResponse> =>
      attempt(call, request, `Bearer ${token.value}`).then((buffered) =>
        refuses(call, buffered, token) && !isAboutCall(token)
          ? replay(call, request, buffered, token)
          : buffered,
      );
    const found = findToken(tokens, call);
    // Not `instanceof`: the global Promise may be a library's, but an async function returns a native one.
    return "then" in found ? found.then(send) : send(found);
  };
}

function findToken(tokens: TokenSource, call: Call): BearerToken | Promise<BearerToken> {
  const token = tokens.get(call.deadline);
  return "then" in token ? orCallError(token, call) : token;
}

/** Turns a failure to get a credential into the error of the call that needs it. */
export function orCallError<Value>(credential: Promise<Value>, call: Call): Promise<Value> {
  return credential.catch((thrown: unknown) => {
    throw endingErrorOf(call) ?? tokenErrorOf(thrown, call);
  });
}
