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
import type { Answer } from "./answer.ts";
import type { Emit } from "./events.ts";
import { isSuccessStatus } from "../errors/status.ts";
import { readData } from "./result.ts";

const FIRST_BACKOFF_MS = 300;
const LONGEST_BACKOFF_MS = 5_000;

/** Answers that tell of a passing condition, but not whether anything happened. */
const PASSING_STATUSES = new Set([408, 500, 502, 503, 504]);

/** How one attempt ended: with an answer that is data, or with one that is an error. */
export interface Reading {
  readonly answer: Answer;
  readonly data: unknown;
  readonly error: FlatpeakError | undefined;
}

/**
 * Sends until an attempt succeeds, or until its failure is not worth another one.
 *
 * @param send makes one attempt; throws the error of an attempt without an answer
 * @param retries how many attempts may follow the first
 * @returns the last answer
 */
export async function sendWithRetries(
  send: () => Promise<Answer>,
  call: Call,
  retries: number,
  emit: Emit | undefined,
): Promise<Reading> {
  for (let failures = 0; ; failures += 1) {
    let reading: Reading | undefined;
    let failure: FlatpeakError;
    try {
      reading = readAnswer(await send(), call);
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

/** Tells data from errors. */
export function readAnswer(answer: Answer, call: Call): Reading {
  try {
    return { answer, data: readData(answer, call), error: undefined };
  } catch (thrown) {
    if (!isOwnError(thrown)) throw thrown;
    return { answer, data: undefined, error: thrown };
  }
}

/**
 * Milliseconds until the next attempt: as long as the API asks for, else exponential backoff with full jitter. `undefined`
 * if there is to be none.
 */
function delayBefore(failure: FlatpeakError, call: Call, failures: number): number | undefined {
  if (!isWorthRetrying(failure, call)) return undefined;
  const asked = answerBehind(failure)?.retryAfter;
  if (asked === undefined) {
    return Math.random() * Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
  }
  // A delay that does not fit into the deadline, or into a timer, ends the call: the error says what was asked for.
  return asked < Math.min(call.deadline.remaining(), MAX_TIMEOUT_MS) ? asked : undefined;
}

/** By what became of the attempt, not by habit. */
function isWorthRetrying(error: FlatpeakError, call: Call): boolean {
  if (finalErrors.has(error)) return false;
  const { idempotent } = call.entry;
  if (error instanceof ApiError)
    return error.status === 429 || (idempotent && PASSING_STATUSES.has(error.status));
  if (error instanceof ConnectionError) return idempotent || error.outcome !== "unknown";
  // A redirect stays one. A success that is cut short, or is a gateway's page, may be whole the next time.
  if (error instanceof UnexpectedResponseError) return idempotent && isSuccessStatus(error.response.status);
  // The login's own deadline, that is: after the call's nothing is tried any more.
  if (error instanceof TimeoutError) return call.deadline.ending === undefined;
  if (!(error instanceof AuthenticationError)) return false;
  const status = answerBehind(error)?.status;
  return status === undefined || status === 429 || PASSING_STATUSES.has(status);
}

/** The answer that an error is about: the API's to the call, or to the login that the call needed. */
function answerBehind(error: FlatpeakError): ApiError | undefined {
  return [error, error.cause].find((candidate) => candidate instanceof ApiError);
}

async function backOff(call: Call, delay: number): Promise<void> {
  call.deadline.enter("backoff");
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await call.deadline.race(
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, delay);
      }),
    );
  } catch (thrown) {
    throw endingErrorOf(call, "not-sent") ?? thrown;
  } finally {
    clearTimeout(timer);
  }
}
