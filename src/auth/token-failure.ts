import { reduceCause } from "../errors/cause.ts";
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  FlatpeakError,
  isOwnError,
  TimeoutError,
  UnexpectedResponseError,
} from "../errors/classes.ts";
import { finalErrors } from "../errors/final-errors.ts";
import type { Redact } from "../errors/redaction.ts";
import { contextOf, redactOf } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";

/**
 * Converts the reason why there is no token into an error of the call that needs it: many calls may share one login.
 */
export function tokenErrorOf(thrown: unknown, call: Call): unknown {
  if (!(thrown instanceof FlatpeakError)) return thrown;
  const context = contextOf(call, "not-sent");
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
    // The response may contain a bearer token, for example in truncated JSON. The cause keeps name and message, but no
    // body.
    const message = `The login returned no token: ${thrown.message}`;
    const error = new AuthenticationError(message, { ...context, cause: reduceCause(thrown) });
    if (finalErrors.has(thrown)) finalErrors.add(error);
    return error;
  }
  // A `token` function may quote a token in the message of its error, which has been cut already.
  const redactAll = redactOf(call);
  const redact: Redact = (text) => redactAll(text, true);
  // An error of another client keeps its status: a login that refused credentials is not retried.
  const cause = isOwnError(thrown.cause) ? thrown.cause : reduceCause(thrown.cause, redact);
  return new AuthenticationError(redact(thrown.message), { ...context, cause });
}
