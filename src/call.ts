import type { Authorize } from "./authorize.ts";
import { contextOf, endingErrorOf, startCall } from "./call-context.ts";
import type { Call } from "./call-context.ts";
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
import type { OutgoingRequest, RequestParts, Serialize } from "./serialization.ts";

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

  /** Refuses what cannot be sent, so that from here on only the network can fail. */
  const prepare = (operation: Operation, init: CallInit): { call: Call; request: OutgoingRequest } => {
    const { method, path } = operation;
    const entry = operations[`${method} ${path}`];
    if (entry === undefined) throw refusal(operation, "the contract has no such operation");
    const known: Operation = { operationId: entry.operationId, method, path };
    const parts = prepareRequest(method, path, entry, init, settings);
    if (typeof parts === "string") throw refusal(known, parts);
    const request = serializeParts(serialize, parts, known);
    const deadline = startDeadline(init.timeout ?? settings.timeout, init.signal);
    // A HEAD has no body to be read in any form.
    const parseAs = method === "HEAD" ? "json" : init.parseAs;
    return { call: startCall(known, entry, deadline, parseAs, init.fetchOptions), request };
  };

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
    const operation = { operationId: `${method} ${path}`, method, path };
    try {
      const { call, request } = prepare(operation, init);
      return await run(call, request, init.retries ?? settings.retries);
    } catch (thrown) {
      const error = thrown instanceof FlatpeakError ? thrown : refusal(operation, reasonOf(thrown));
      const answered = error instanceof ApiError || error instanceof UnexpectedResponseError;
      return { data: undefined, error, response: answered ? error.response : undefined };
    }
  };
}

function serializeParts(serialize: Serialize, parts: RequestParts, operation: Operation): OutgoingRequest {
  try {
    return serialize(parts);
  } catch (thrown) {
    // A circle, a BigInt, a toJSON that throws.
    throw refusal(operation, `the body cannot be sent as JSON: ${reasonOf(thrown)}`);
  }
}

/** An attempt whose answer was lost may have deleted what is no longer found now. */
function isDeletedBefore({ operation, outcome }: Call, status: number): boolean {
  return operation.method === "DELETE" && status === 404 && outcome === "unknown";
}

function reasonOf(thrown: unknown): string {
  return reduceCause(thrown)?.message ?? "";
}

function refusal(operation: Operation, complaint: string): UsageError {
  return new UsageError(`${operation.method} ${operation.path} was not sent: ${complaint}`, {
    operation,
    outcome: "not-sent",
    attempts: 0,
  });
}
