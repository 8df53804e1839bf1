import type { Authorize } from "./authorize.ts";
import { contextOf, endingErrorOf, startCall } from "./call-context.ts";
import type { Call } from "./call-context.ts";
import type { Failure, Success } from "./call-types.ts";
import { reasonOf } from "./cause.ts";
import { startDeadline } from "./deadline.ts";
import { ApiError, ConnectionError, FlatpeakError, UnexpectedResponseError, UsageError } from "./errors.ts";
import type { Operation } from "./errors.ts";
import type { Emit } from "./events.ts";
import type { Settings } from "./options.ts";
import { prepareRequest } from "./preparation.ts";
import type { CallInit } from "./preparation.ts";
import { readData } from "./result.ts";
import { withRetries } from "./retry.ts";
import type { OutgoingRequest, Serialize } from "./serialization.ts";

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

  const carryOut = async (call: Call, request: OutgoingRequest): Promise<CallResult> => {
    const answer = await authorize(call, request);
    const { response } = answer;
    const data = isDeletedBefore(call, response.status) ? undefined : readData(answer, call);
    return { data, error: undefined, response };
  };

  const run = async (call: Call, request: OutgoingRequest, retries: number): Promise<CallResult> => {
    try {
      // An aborted signal sends nothing, no login either.
      const aborted = endingErrorOf(call, "not-sent");
      if (aborted !== undefined) throw aborted;
      return await withRetries(call, retries, () => carryOut(call, request), emit);
    } catch (thrown) {
      if (thrown instanceof FlatpeakError) throw thrown;
      // Only a Response that is none is left to throw anything else, and what happened is not known.
      const { method, path } = call.operation;
      throw new ConnectionError(
        `The answer cannot be read: ${reasonOf(thrown)} (${method} ${path})`,
        contextOf(call, "unknown"),
      );
    } finally {
      call.deadline.close();
    }
  };

  return async (method, given, init) => {
    const path = typeof given === "string" ? given : `(${typeof given})`;
    const key = `${method} ${path}`;
    const entry = operations[key];
    const operation = { operationId: entry?.operationId ?? key, method, path };
    try {
      if (entry === undefined) throw new UsageError("the contract has no such operation");
      const request = serialize(prepareRequest(method, path, entry, init, settings));
      const deadline = startDeadline(init.timeout ?? settings.timeout, init.signal);
      // A HEAD has no body to be read in any form.
      const parseAs = method === "HEAD" ? "json" : init.parseAs;
      const call = startCall(operation, entry, deadline, parseAs, init.fetchOptions);
      return await run(call, request, init.retries ?? settings.retries);
    } catch (thrown) {
      const error = toCallError(thrown, operation);
      const answered = error instanceof ApiError || error instanceof UnexpectedResponseError;
      return { data: undefined, error, response: answered ? error.response : undefined };
    }
  };
}

/** What does not know its operation was thrown before the call began: a complaint, or by an `init` of the user's. */
function toCallError(thrown: unknown, operation: Operation): FlatpeakError {
  if (thrown instanceof FlatpeakError && thrown.operation !== undefined) return thrown;
  const { method, path } = operation;
  return new UsageError(`${method} ${path} was not sent: ${reasonOf(thrown)}`, {
    operation,
    outcome: "not-sent",
    attempts: 0,
  });
}

/** An attempt whose answer was lost may have deleted what is no longer found now. */
function isDeletedBefore({ operation, outcome }: Call, status: number): boolean {
  return operation.method === "DELETE" && status === 404 && outcome === "unknown";
}
