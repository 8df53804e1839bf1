import type { Answer } from "../send/answer.ts";
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
 * If a token is younger than this, a 403 concerns the request. So does a 401 for this long after a new token was
 * refused, too.
 */
const YOUNG_TOKEN_MS = 60_000;
/**
 * A token from a login or a function causes one. Only a store that is refilled with revoked tokens can cause more
 * than two.
 */
const MAX_REPLAYS = 4;

/**
 * Sends requests with a bearer token. If the API refuses the token, a new one is obtained and the request is replayed once.
 * A replay is safe for every method, and not a retry: the API refused, so nothing happened.
 *
 * @param refusedCode the `code` of a 403 that refuses the token; `undefined` if only a 401 does
 */
export function createBearerSending(
  attempt: Attempt,
  tokens: TokenSource,
  refusedCode: string | undefined,
): (call: Call, request: OutgoingRequest) => Promise<Answer> {
  /** Time at which the API refused a token that had replaced a refused one. More logins would not help then. */
  const refusedReplacements = new WeakMap<BearerToken, Moment>();

  const isRefused = ({ response, json }: Answer, { issued }: BearerToken): boolean => {
    if (response.status === 401) return true;
    if (response.status !== 403 || refusedCode === undefined) return false;
    const young = issued !== undefined && ageOf(issued) < YOUNG_TOKEN_MS;
    return !young && isJsonObject(json) && json["code"] === refusedCode;
  };

  /** As {@link isRefused}; notes for the error whether the `token` option is to blame. */
  const refuses = (call: Call, answer: Answer, token: BearerToken): boolean => {
    const refused = isRefused(answer, token);
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
    refusal: Answer,
    token: BearerToken,
    replays = 1,
  ): Promise<Answer> => {
    const replaced = tokens.discard(token);
    if (call.outcome === "not-sent") call.outcome = "rejected";
    const next = await findToken(tokens, call);
    const same = next.value === token.value;
    const answer = same ? refusal : await attempt(call, request, `Bearer ${next.value}`);
    if (!refuses(call, answer, next)) return answer;
    // Another process may have stored a token that the API has revoked as well; the next one comes from a login.
    if (next.stored && replays < MAX_REPLAYS) return replay(call, request, answer, next, replays + 1);
    if (replaced && !next.stored) refusedReplacements.set(next, now());
    return answer;
  };

  return (call, request) => {
    const send = (token: BearerToken): Promise<Answer> =>
      attempt(call, request, `Bearer ${token.value}`).then((answer) =>
        refuses(call, answer, token) && !isAboutCall(token) ? replay(call, request, answer, token) : answer,
      );
    const found = findToken(tokens, call);
    return found instanceof Promise ? found.then(send) : send(found);
  };
}

function findToken(tokens: TokenSource, call: Call): BearerToken | Promise<BearerToken> {
  const token = tokens.get(call.deadline);
  return token instanceof Promise ? orCallError(token, call) : token;
}

/** Replaces the error of a credential that could not be had by the error of the call that needed it. */
export function orCallError<Value>(credential: Promise<Value>, call: Call): Promise<Value> {
  return credential.catch((thrown: unknown) => {
    throw endingErrorOf(call, "not-sent") ?? tokenErrorOf(thrown, call);
  });
}
