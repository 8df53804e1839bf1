import type { Authorize } from "./auth/authorize.ts";
import { reasonOf } from "./errors/cause.ts";
import {
  ApiError,
  ConnectionError,
  isOwnError,
  nameOf,
  UnexpectedResponseError,
  UNSENT,
  UsageError,
} from "./errors/classes.ts";
import type { FlatpeakError, Operation } from "./errors/classes.ts";
import type { SentCredentials } from "./errors/redaction.ts";
import { readInit } from "./request/init.ts";
import type { CallInit, CheckedInit } from "./request/init.ts";
import type { MiddlewareList } from "./request/middleware.ts";
import type { OpenapiFetch } from "./request/openapi-fetch.ts";
import type { OutgoingRequest } from "./request/outgoing-request.ts";
import { adviseOnPath } from "./request/unknown-path.ts";
import type { Settings } from "./options.ts";
import { contextOf, endingErrorOf, redactOf, startCall } from "./send/call-context.ts";
import type { Call } from "./send/call-context.ts";
import { startDeadline } from "./send/deadline.ts";
import type { Emit } from "./send/events.ts";
import { sendThroughMiddleware } from "./send/middleware.ts";
import { sendWithRetries } from "./send/retry.ts";
import type { Reading } from "./send/retry.ts";
import type { Failure, Success } from "./types/calls.ts";
import type { SendingFetch } from "./types/call-options.ts";

/** The result of a call, without the types of its operation. */
export type CallResult = Success<unknown> | Failure<FlatpeakError>;

/** Makes one call. Never rejects: every failure is in `error`. */
export type Caller = (method: string, path: string, init: CallInit) => Promise<CallResult>;

/** The parts that a call passes through. */
export interface CallerParts {
  readonly settings: Settings;
  readonly openapiFetch: OpenapiFetch;
  readonly middleware: MiddlewareList;
  readonly authorize: Authorize;
  /** The credentials of the client, for errors to leave out. */
  readonly credentials: SentCredentials;
  readonly emit: Emit | undefined;
}

/**
 * Creates the function that makes calls: checks, builds the request with openapi-fetch, sends it within one deadline,
 * returns the result.
 */
export function createCaller({
  settings,
  openapiFetch,
  middleware,
  authorize,
  credentials,
  emit,
}: CallerParts): Caller {
  const { operations } = settings.manifest;

  // Not async: each layer of promises adds cost to every call.
  const exchange = (call: Call, init: CheckedInit): Promise<Reading> => {
    const retries = init.retries ?? settings.retries;
    const send = (request: OutgoingRequest): Promise<Reading> =>
      sendWithRetries(() => authorize(call, request), call, retries, emit);
    const hooks = middleware.with(init.middleware);
    if (hooks.length > 0) return sendThroughMiddleware(call, init, hooks, openapiFetch, send);
    let sent: Promise<Reading> | undefined;
    const made = openapiFetch.request(call.operation, init, (request) => (sent = send(request)));
    return made.then(() => sent ?? Promise.reject(new Error("openapi-fetch sent nothing")));
  };

  return async (method, given, init) => {
    const path = textOrType(given);
    const key = `${method} ${path}`;
    const entry = Object.hasOwn(operations, key) ? operations[key] : undefined;
    const operation = { operationId: entry?.operationId ?? key, method, path };
    let call: Call | undefined;
    try {
      if (entry === undefined) throw new UsageError(adviseOnPath(key, Object.keys(operations)));
      const checked = readInit(method, path, entry, init, settings);
      const { timeout = settings.timeout, maxBodyBytes = settings.maxBodyBytes, signal, fetch } = checked;
      checkPlatform(method, fetch ?? settings.findFetch());
      const deadline = startDeadline(timeout, signal);
      call = startCall(operation, entry, deadline, credentials, { ...checked, maxBodyBytes });
      // If the signal is already aborted, the client sends nothing, not even a login.
      const aborted = endingErrorOf(call);
      if (aborted !== undefined) throw aborted;
      const { source, data, error } = await exchange(call, checked);
      if (error !== undefined) throw error;
      return { data, error: undefined, response: source.response, operation };
    } catch (thrown) {
      const error = toCallError(thrown, operation, call);
      const hasResponse = error instanceof ApiError || error instanceof UnexpectedResponseError;
      return { data: undefined, error, response: hasResponse ? error.response : undefined, operation };
    } finally {
      call?.deadline.close();
    }
  };
}

/** Returns a method or a path; for the message, the type of a value that is no string. */
export function textOrType(given: unknown): string {
  return typeof given === "string" ? given : `(${typeof given})`;
}

/** Refuses TRACE if the platform's `fetch` does, as the standard requires. A custom `fetch` may send it. */
function checkPlatform(method: string, fetch: SendingFetch): void {
  if (method !== "TRACE" || fetch !== globalThis.fetch) return;
  try {
    new Request("https://trace.invalid", { method });
  } catch {
    throw new UsageError("the runtime cannot send TRACE; pass a fetch that can");
  }
}

/**
 * @param call `undefined` if the call has not started. The error is then a `UsageError`, or thrown by a getter in the
 *   user's `init`.
 */
function toCallError(thrown: unknown, operation: Operation, call: Call | undefined): FlatpeakError {
  if (isOwnError(thrown) && thrown.operation !== undefined) return thrown;
  const where = nameOf(operation);
  if (call === undefined || call.attempts === 0) {
    const reason = reasonOf(thrown, call && redactOf(call));
    return new UsageError(`${where} was not sent: ${reason}`, { ...UNSENT, operation });
  }
  // Only a `fetch` that returned something other than a Response can still throw here.
  return new ConnectionError(
    `The response cannot be read: ${reasonOf(thrown, redactOf(call))} (${where})`,
    contextOf(call, "unknown"),
  );
}
