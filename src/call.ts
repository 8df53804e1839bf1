import type { Authorize } from "./auth/authorize.ts";
import { contextOf, endingErrorOf, startCall } from "./send/call-context.ts";
import type { Call } from "./send/call-context.ts";
import type { Failure, Success } from "./types/calls.ts";
import { reasonOf } from "./errors/cause.ts";
import { startDeadline } from "./send/deadline.ts";
import {
  ApiError,
  ConnectionError,
  FlatpeakError,
  UnexpectedResponseError,
  UsageError,
} from "./errors/classes.ts";
import type { Operation } from "./errors/classes.ts";
import type { Emit } from "./send/events.ts";
import type { Settings } from "./options.ts";
import { prepareRequest } from "./request/preparation.ts";
import type { CallInit } from "./request/preparation.ts";
import { readData } from "./send/result.ts";
import { waitToRetry } from "./send/retry.ts";
import type { Serialize } from "./request/openapi-fetch.ts";

/** What a call comes to, once the operation's own types are behind it. */
export type CallResult = Success<unknown> | Failure<FlatpeakError>;

/** Makes one call. Never rejects: whatever goes wrong is in `error`. */
export type Caller = (method: string, path: string, init: CallInit) => Promise<CallResult>;

/** Composes the way of a call: preparation, serialisation, deadline, sending with authorization, reading of the result. */
export function createCaller(
  settings: Settings,
  serialize: Serialize,
  authorize: Authorize,
  emit: Emit | undefined,
): Caller {
  const { operations } = settings.manifest;

  return async (method, given, init) => {
    const path = typeof given === "string" ? given : `(${typeof given})`;
    const key = `${method} ${path}`;
    const entry = operations[key];
    const operation = { operationId: entry?.operationId ?? key, method, path };
    let call: Call | undefined;
    try {
      if (entry === undefined) throw new UsageError("the contract has no such operation");
      const request = serialize(prepareRequest(method, path, entry, init, settings));
      const deadline = startDeadline(init.timeout ?? settings.timeout, init.signal);
      // A HEAD has no body to be read in any form.
      const parseAs = method === "HEAD" ? "json" : init.parseAs;
      call = startCall(operation, entry, deadline, parseAs, init.fetchOptions);
      // An aborted signal sends nothing, no login either.
      const aborted = endingErrorOf(call, "not-sent");
      if (aborted !== undefined) throw aborted;
      const retries = init.retries ?? settings.retries;
      // In this function, since each layer of promises is paid for by every call.
      for (let failures = 0; ; failures += 1) {
        try {
          const answer = await authorize(call, request);
          return { data: readData(answer, call), error: undefined, response: answer.response };
        } catch (thrown) {
          await waitToRetry(thrown, call, failures, retries, emit);
        }
      }
    } catch (thrown) {
      const error = toCallError(thrown, operation, call);
      const answered = error instanceof ApiError || error instanceof UnexpectedResponseError;
      return { data: undefined, error, response: answered ? error.response : undefined };
    } finally {
      call?.deadline.close();
    }
  };
}

/** @param call `undefined` if it has not begun: what is thrown then is a complaint, or by an `init` of the user's */
function toCallError(thrown: unknown, operation: Operation, call: Call | undefined): FlatpeakError {
  if (thrown instanceof FlatpeakError && thrown.operation !== undefined) return thrown;
  const where = `${operation.method} ${operation.path}`;
  if (call === undefined) {
    const context = { operation, outcome: "not-sent", attempts: 0 } as const;
    return new UsageError(`${where} was not sent: ${reasonOf(thrown)}`, context);
  }
  // Only a Response that is none is left to throw anything else, and what happened is not known.
  return new ConnectionError(
    `The answer cannot be read: ${reasonOf(thrown)} (${where})`,
    contextOf(call, "unknown"),
  );
}
