import { endingErrorOf } from "./call-context.ts";
import type { Call } from "./call-context.ts";
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  isOwnError,
  TimeoutError,
  UnexpectedResponseError,
} from "../errors/classes.ts";
import type { FlatpeakError } from "../errors/classes.ts";
import { finalErrors } from "../errors/final-errors.ts";
import { MAX_TIMEOUT_MS } from "../request/limits.ts";
import type { BufferedResponse } from "./buffered-response.ts";
import type { Emit } from "./events.ts";
import { isSuccessStatus } from "../errors/status.ts";
import { startPatience } from "./patience.ts";
import { readData } from "./result.ts";

const FIRST_BACKOFF_MS = 300;
const LONGEST_BACKOFF_MS = 5_000;

/** Statuses of temporary failures with an unknown outcome. */
const PASSING_STATUSES = new Set([408, 500, 502, 503, 504]);

/** Result of one attempt: a response with data, or with an error. */
export interface Reading {
  readonly source: BufferedResponse;
  readonly data: unknown;
  readonly error: FlatpeakError | undefined;
}

/**
 * Sends a request until an attempt succeeds or cannot be retried.
 *
 * @param send makes one attempt; throws the error of an attempt without a response
 * @param retries maximum number of retries
 * @returns the last response
 */
export async function sendWithRetries(
  send: () => Promise<BufferedResponse>,
  call: Call,
  retries: number,
  emit: Emit | undefined,
): Promise<Reading> {
  for (let failures = 0; ; failures += 1) {
    let reading: Reading | undefined;
    let failure: FlatpeakError;
    try {
      reading = readBuffered(await send(), call);
      if (reading.error === undefined) return reading;
      failure = reading.error;
    } catch (thrown) {
      if (!isOwnError(thrown)) throw thrown;
      failure = thrown;
    }
    const delay = failures < retries ? delayBefore(failure, call, failures) : undefined;
    if (delay === undefined) {
      if (reading === undefined) throw failure;
      return reading;
    }
    call.earlier = failure;
    call.outcome = failure.outcome;
    emit?.(call, { type: "retry", delay, status: failure.status, error: failure.kind });
    await backOff(call, delay);
  }
}

/** Reads data or error from a response. */
export function readBuffered(buffered: BufferedResponse, call: Call): Reading {
  try {
    return { source: buffered, data: readData(buffered, call), error: undefined };
  } catch (thrown) {
    if (!isOwnError(thrown)) throw thrown;
    return { source: buffered, data: undefined, error: thrown };
  }
}

/**
 * Returns the milliseconds until the next attempt: from `Retry-After`, else exponential backoff with full jitter.
 * `undefined` for no retry.
 */
function delayBefore(failure: FlatpeakError, call: Call, failures: number): number | undefined {
  if (!isWorthRetrying(failure, call)) return undefined;
  const retryAfter = findApiError(failure)?.retryAfter;
  if (retryAfter === undefined) {
    return Math.random() * Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
  }
  // A delay beyond the deadline or the limit of timers ends the call; the error has the `retryAfter`.
  return retryAfter < Math.min(call.deadline.remaining(), MAX_TIMEOUT_MS) ? retryAfter : undefined;
}

/** True if a retry is safe and may succeed; depends on whether the API may have processed the request. */
function isWorthRetrying(error: FlatpeakError, call: Call): boolean {
  if (finalErrors.has(error)) return false;
  const { idempotent } = call.entry;
  if (error instanceof ApiError)
    return error.status === 429 || (idempotent && PASSING_STATUSES.has(error.status));
  if (error instanceof ConnectionError) return idempotent || error.outcome !== "unknown";
  // A retry gets the same redirect. After a truncated success or a gateway's page, it may get a complete response.
  if (error instanceof UnexpectedResponseError) return idempotent && isSuccessStatus(error.response.status);
  // The deadline of the login passed. After the deadline of the call, there is no retry.
  if (error instanceof TimeoutError) return call.deadline.ending === undefined;
  if (!(error instanceof AuthenticationError)) return false;
  const status = findApiError(error)?.status;
  return status === undefined || status === 429 || PASSING_STATUSES.has(status);
}

/** Finds the error response of the call, or of the login that it needed. */
function findApiError(error: FlatpeakError): ApiError | undefined {
  return [error, error.cause].find((candidate) => candidate instanceof ApiError);
}

async function backOff(call: Call, delay: number): Promise<void> {
  call.deadline.enter("backoff");
  const pause = startPatience(delay);
  try {
    await call.deadline.race(pause.over);
  } catch (thrown) {
    throw endingErrorOf(call) ?? thrown;
  } finally {
    pause.end();
  }
}
