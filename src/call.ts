import type { Authorize } from "./authorize.ts";
import { contextOf, endingErrorOf, startCall } from "./call-context.ts";
import type { Call, OutgoingRequest } from "./call-context.ts";
import type { Failure, Success } from "./call-types.ts";
import { reduceCause } from "./cause.ts";
import { startDeadline } from "./deadline.ts";
import { ApiError, ConnectionError, FlatpeakError, UnexpectedResponseError, UsageError } from "./errors.ts";
import type { Operation } from "./errors.ts";
import type { Emit } from "./events.ts";
import type { Settings } from "./options.ts";
import { prepareRequest } from "./preparation.ts";
import type { CallInit } from "./preparation.ts";
import { readData } from "./result.ts";
import { withRetries } from "./retry.ts";
import type { RequestParts, Serialize } from "./transport.ts";

/** What a call comes to, once the operation's own types are behind it. */
export type CallResult = Success<unknown> | Failure<FlatpeakError>;

/** Makes one call. Never rejects: whatever goes wrong is in `error`. */
export type Caller = (method: string, path: string, init: CallInit) => Promise<CallResult>;

/** Composes the way of a call: preparation, deadline, serialisation, sending with authorization, reading of the result. */
export function createCaller(
  settings: Settings,
  serialize: Serialize,
  authorize: Authorize,
  emit: Emit | undefined,
): Caller {
  const { operations } = settings.manifest;

  const send = async (call: Call, parts: RequestParts, retries: number): Promise<CallResult> => {
    // An aborted signal sends nothing, no login either.
    const aborted = endingErrorOf(call, "not-sent");
    if (aborted !== undefined) throw aborted;
    const carryOut = async (request: OutgoingRequest): Promise<CallResult> => {
      const answer = await authorize(call, request);
      const data = isDeletedBefore(call, answer.response.status) ? undefined : readData(answer, call);
      return { data, error: undefined, response: answer.response };
    };
    return serialize(parts, (request) => withRetries(call, retries, () => carryOut(request), emit));
  };

  const start = async (operation: Operation, init: CallInit): Promise<CallResult> => {
    const { method, path } = operation;
    const key = `${method} ${path}`;
    const entry = operations[key];
    if (entry === undefined) throw refusal(operation, "the contract has no such operation");
    const parts = prepareRequest(method, path, entry, init, settings);
    if (typeof parts === "string") throw refusal({ ...operation, operationId: entry.operationId }, parts);
    const call = startCall({
      operation: { operationId: entry.operationId, method, path },
      entry,
      // A HEAD has no body to be read in any form.
      parseAs: method === "HEAD" ? "json" : (init.parseAs ?? "json"),
      fetchOptions: init.fetchOptions,
      deadline: startDeadline(init.timeout ?? settings.timeout, init.signal),
    });
    try {
      return await send(call, parts, init.retries ?? settings.retries);
    } catch (thrown) {
      if (thrown instanceof FlatpeakError) throw thrown;
      const reason = reduceCause(thrown)?.message ?? "";
      // Before it is sent, nothing but the body can fail: a circle, a BigInt, a toJSON that throws. Afterwards only a
      // Response that is none can, and what happened is not known.
      throw call.attempts === 0
        ? new UsageError(`The body cannot be sent as JSON: ${reason} (${key})`, contextOf(call, "not-sent"))
        : new ConnectionError(`The answer cannot be read: ${reason} (${key})`, contextOf(call, "unknown"));
    } finally {
      call.deadline.close();
    }
  };

  return async (method, given, init) => {
    const path = typeof given === "string" ? given : `(${typeof given})`;
    const operation = { operationId: `${method} ${path}`, method, path };
    try {
      return await start(operation, init);
    } catch (thrown) {
      const error =
        thrown instanceof FlatpeakError ? thrown : refusal(operation, reduceCause(thrown)?.message ?? "");
      const answered = error instanceof ApiError || error instanceof UnexpectedResponseError;
      return { data: undefined, error, response: answered ? error.response : undefined };
    }
  };
}

/** An attempt whose answer was lost may have deleted what is no longer found now. */
function isDeletedBefore({ operation, outcome }: Call, status: number): boolean {
  return operation.method === "DELETE" && status === 404 && outcome === "unknown";
}

function refusal(operation: Operation, complaint: string): UsageError {
  return new UsageError(`${operation.method} ${operation.path} was not sent: ${complaint}`, {
    operation,
    outcome: "not-sent",
    attempts: 0,
  });
}
