import { endingErrorOf } from "./call-context.ts";
import type { Call } from "./call-context.ts";
import { MAX_TIMEOUT_MS } from "./deadline.ts";
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  FlatpeakError,
  TimeoutError,
  UnexpectedResponseError,
} from "../errors/classes.ts";
import type { Emit } from "./events.ts";
import { isSuccessStatus } from "../errors/status.ts";

const FIRST_BACKOFF_MS = 300;
const LONGEST_BACKOFF_MS = 5_000;

/** By HTTP: sent twice, they do no more than sent once. The contract's overlay says where an operation differs. */
const IDEMPOTENT_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
/** Answers that tell of a passing condition, but not whether anything happened. */
const PASSING_STATUSES = new Set([408, 500, 502, 503, 504]);

/**
 * After a failed attempt: waits until the next may begin, as long as the API asks for, else with exponential backoff and
 * full jitter.
 *
 * @param thrown the failure; thrown again if trying again is not safe, would not help, or is not wanted any more
 * @param failures how often the call has failed before
 * @param retries how often it may be tried again in all
 */
export async function waitToRetry(
  thrown: unknown,
  call: Call,
  failures: number,
  retries: number,
  emit: Emit | undefined,
): Promise<void> {
  if (!(thrown instanceof FlatpeakError) || failures >= retries || !isWorthRetrying(thrown, call))
    throw thrown;
  const asked = answerBehind(thrown)?.retryAfter;
  // It does not fit into the deadline, or, without one, into a timer: the error says what was asked for.
  if (asked !== undefined && asked >= Math.min(call.deadline.remaining(), MAX_TIMEOUT_MS)) throw thrown;
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
  const delay = asked ?? Math.random() * longest;
  call.earlier = thrown;
  call.outcome = thrown.outcome;
  emit?.(call, { type: "retry", delay, status: thrown.status, error: thrown.kind });
  await backOff(call, delay);
}

/** By what became of the attempt, not by habit. */
function isWorthRetrying(error: FlatpeakError, call: Call): boolean {
  const idempotent = call.entry.idempotent ?? IDEMPOTENT_METHODS.has(call.operation.method);
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
