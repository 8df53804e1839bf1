import type { Attempt } from "../send/attempt.ts";
import type { Answer } from "../send/answer.ts";
import { contextOf, endingErrorOf, redactOf } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";
import { reduceCause } from "../errors/cause.ts";
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  FlatpeakError,
  TimeoutError,
  UnexpectedResponseError,
  UsageError,
} from "../errors/classes.ts";
import { finalErrors } from "../errors/final-errors.ts";
import { isJsonObject } from "../text/json.ts";
import { REFUSED_CODE } from "./login-fields.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";
import type { BearerToken, TokenSource } from "./token-source.ts";

/** A 403 on a token younger than this is about the call, not about the token; so is a 401 that a new token met before. */
const YOUNG_TOKEN_MS = 60_000;

/** Sends a request with what the contract's `security` asks for, and once more if the API refuses the token. */
export type Authorize = (call: Call, request: OutgoingRequest) => Promise<Answer>;

/**
 * @param tokens where bearers come from; `undefined` for a client without credentials
 * @param basic the `authorization` of basic auth; `undefined` for a client without account ID and API key
 */
export function createAuthorize(
  attempt: Attempt,
  tokens: TokenSource | undefined,
  basic: string | undefined,
): Authorize {
  const sendWithBearer = tokens && createBearerSending(attempt, tokens);
  // Nothing here is async that every call goes through: each layer of promises is paid for.
  return (call, request) => {
    switch (call.entry.security) {
      case "none":
        return attempt(call, request);
      case "basic":
        if (basic === undefined) throw refuse(call, "basic auth, so createClient needs accountId and apiKey");
        return attempt(call, request, basic);
      case "bearer":
        if (sendWithBearer === undefined)
          throw refuse(call, "a bearer, so createClient needs accountId and apiKey, or token");
        return sendWithBearer(call, request);
    }
  };
}

function createBearerSending(attempt: Attempt, tokens: TokenSource): Authorize {
  /** Tokens that a login gave because of a refusal, and that were refused as well. */
  const replacements = new WeakSet<BearerToken>();

  // No retry: the API refused, so nothing happened, whatever the method. One replay; a second refusal is the caller's.
  const replay = async (
    call: Call,
    request: OutgoingRequest,
    refusal: Answer,
    token: BearerToken,
  ): Promise<Answer> => {
    const refusedAt = Date.now();
    tokens.discard(token);
    if (call.outcome === "not-sent") call.outcome = "rejected";
    const next = await findToken(tokens, call);
    if (next.value === token.value) return refusal;
    const second = await attempt(call, request, `Bearer ${next.value}`);
    if (isRefused(second, next) && (next.issuedAt ?? 0) >= refusedAt) replacements.add(next);
    return second;
  };

  return (call, request) => {
    const send = (token: BearerToken): Promise<Answer> =>
      attempt(call, request, `Bearer ${token.value}`).then((answer) =>
        // A call that is refused with new tokens too would otherwise cost a login each time.
        isRefused(answer, token) && !(replacements.has(token) && isYoung(token))
          ? replay(call, request, answer, token)
          : answer,
      );
    const found = findToken(tokens, call);
    return found instanceof Promise ? found.then(send) : send(found);
  };
}

function isRefused({ response, json }: Answer, token: BearerToken): boolean {
  if (response.status === 401) return true;
  return response.status === 403 && isJsonObject(json) && json["code"] === REFUSED_CODE && !isYoung(token);
}

function isYoung({ issuedAt }: BearerToken): boolean {
  return issuedAt !== undefined && Date.now() - issuedAt < YOUNG_TOKEN_MS;
}

function findToken(tokens: TokenSource, call: Call): BearerToken | Promise<BearerToken> {
  const token = tokens.get(call.deadline);
  return token instanceof Promise
    ? token.catch((thrown: unknown) => {
        throw endingErrorOf(call, "not-sent") ?? toCallError(thrown, call);
      })
    : token;
}

/** What kept a token from being had, as the error of the call that needed it: many calls may share one login. */
function toCallError(thrown: unknown, call: Call): FlatpeakError {
  const context = contextOf(call, "not-sent");
  if (!(thrown instanceof FlatpeakError)) {
    const cause = reduceCause(thrown, redactOf(call));
    return new AuthenticationError(`The token function failed: ${cause?.message ?? "it threw nothing"}`, {
      ...context,
      cause,
    });
  }
  if (thrown instanceof ConnectionError) {
    return new ConnectionError(`During login: ${thrown.message}`, { ...context, cause: thrown.cause });
  }
  if (thrown instanceof TimeoutError) {
    return new TimeoutError(`During login: ${thrown.message}`, { ...context, phase: "login" });
  }
  if (thrown instanceof ApiError) {
    const refused = thrown.status === 401 || thrown.status === 403;
    return new AuthenticationError(
      refused
        ? `The login was refused: ${thrown.message}. Check accountId and apiKey.`
        : `The login failed: ${thrown.message}`,
      { ...context, cause: thrown },
    );
  }
  if (thrown instanceof UnexpectedResponseError) {
    // What came may hold a bearer, for example in truncated JSON: the cause keeps what it is, not what it says.
    const cause = reduceCause(thrown);
    const error = new AuthenticationError(`The login gave no token: ${thrown.message}`, {
      ...context,
      cause,
    });
    if (finalErrors.has(thrown)) finalErrors.add(error);
    return error;
  }
  return new AuthenticationError(thrown.message, { ...context, cause: thrown.cause });
}

function refuse(call: Call, need: string): UsageError {
  const { method, path } = call.operation;
  return new UsageError(`${method} ${path} needs ${need}`, contextOf(call, "not-sent"));
}
