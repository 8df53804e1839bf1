import { readBody } from "./buffered-response.ts";
import type { BufferedResponse } from "./buffered-response.ts";
import type { Call } from "./call-context.ts";
import { contextOf, endingErrorOf, redactOf } from "./call-context.ts";
import type { FetchOptions, SendingFetch } from "../types/call-options.ts";
import { codesOf, reasonOf, reduceCause } from "../errors/cause.ts";
import { ConnectionError, nameOf, UsageError } from "../errors/classes.ts";
import type { FlatpeakError } from "../errors/classes.ts";
import { checkResponse } from "./checked-response.ts";
import type { Emit } from "./events.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";
import { show } from "./watch.ts";
import type { Watch } from "./watch.ts";

/** Sends a request once and reads the response body, both within the deadline of the call. */
export type Attempt = (
  call: Call,
  request: OutgoingRequest,
  authorization?: string,
) => Promise<BufferedResponse>;

/**
 * @param findFetch called at each attempt, so that a mock that is installed later works
 * @returns an {@link Attempt} that throws a FlatpeakError if there was no complete response
 */
export function createAttempt(
  findFetch: () => SendingFetch,
  fetchOptions: FetchOptions | undefined,
  emit: Emit | undefined,
  watch: Watch | undefined,
): Attempt {
  return async (call, request, authorization) => {
    const { deadline } = call;
    // A plain object, since `fetch` makes its own `Headers`; a copy, since a user's `fetch` may change it.
    const headers: Record<string, string> = { ...request.headers };
    if (authorization !== undefined) headers["authorization"] = authorization;
    const init: RequestInit = {
      ...fetchOptions,
      ...call.fetchOptions,
      method: request.method,
      headers,
      body: request.body,
      signal: deadline.signal,
      // Following a redirect would send body and headers elsewhere.
      redirect: "manual",
    };

    deadline.enter("request");
    const ended = endingErrorOf(call);
    if (ended !== undefined) throw ended;
    call.attempts += 1;
    if (authorization !== undefined) {
      call.authorizations.push(authorization);
      call.credentials.add(authorization);
    }
    const report = emit && startReport(emit, call);
    let status: number | undefined;
    try {
      // An event listener may have aborted the call. A user's `fetch` may ignore the signal or be synchronous.
      deadline.check();
      const response = checkResponse(
        await deadline.race(Promise.resolve((call.fetch ?? findFetch())(request.url, init))),
      );
      status = response.status;
      deadline.enter("response");
      const buffered = await deadline.race(readBody(response, call, failureOf));
      report?.(status);
      if (watch !== undefined) {
        const { operationId } = call.operation;
        show(watch, { operationId, status, headers: response.headers, body: buffered.json });
      }
      return buffered;
    } catch (thrown) {
      const error = failureOf(thrown, call);
      report?.(status, error);
      throw error;
    }
  };
}

/** Emits the event of a new attempt, and returns the function that emits its end. */
function startReport(emit: Emit, call: Call): (status?: number, error?: FlatpeakError) => void {
  const startedAt = performance.now();
  emit(call, { type: "request" });
  return (status, error) => {
    emit(call, { type: "response", duration: performance.now() - startedAt, status, error: error?.kind });
  };
}

/**
 * Codes that prove that there was no connection, so the request cannot have reached the API. An exact list, except for
 * the server's certificate, which is verified before the request is sent: with another code, it may have been sent.
 */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT|((DEPTH_ZERO_)?SELF_SIGNED_|ERR_TLS_)?CERT(_\w+)?|UNABLE_TO_\w+)$/;

/** Reasons why `fetch` of Node refuses a request before it connects. */
const REFUSED = /^UND_ERR_(INV|NOT).*header|^bad port/;

/** Creates the error for a request without a complete response. */
export function failureOf(thrown: unknown, call: Call): FlatpeakError {
  const ended = endingErrorOf(call, "unknown");
  if (ended !== undefined) return ended;
  const cause = reduceCause(thrown, redactOf(call));
  const codes = codesOf(cause);
  const reason = reasonOf([codes[0], innermostMessage(cause)].filter(Boolean).join(": "));
  const isRefused = REFUSED.test(reason);
  // After `connect EHOSTUNREACH` there was no connection. After `read EHOSTUNREACH` there was one.
  const connected =
    !isRefused && (/(read|write) E/.test(reason) || !codes.some((code) => NO_CONNECTION.test(code)));
  // The runtime may also lack a global, such as TextDecoder. Another attempt would fail in the same way.
  const isUsage = cause?.name === "ReferenceError" || isRefused;
  const what = isUsage
    ? "This runtime cannot make the call"
    : connected
      ? "The connection broke before the response was complete"
      : "No connection to the API";
  return new (isUsage ? UsageError : ConnectionError)(
    `${what} (${nameOf(call.operation)}): ${reason}`,
    contextOf(call, connected ? "unknown" : "not-sent", cause),
  );
}

/** Finds the message of the innermost cause: `fetch failed` explains nothing. */
function innermostMessage(cause: Error | undefined): string {
  return cause?.cause instanceof Error
    ? innermostMessage(cause.cause) || cause.message
    : (cause?.message ?? "");
}
