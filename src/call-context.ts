import type { FetchOptions } from "./call-types.ts";
import type { Deadline } from "./deadline.ts";
import { AbortedError, TimeoutError } from "./errors.ts";
import type { ErrorContext, FlatpeakError, Outcome } from "./errors.ts";
import type { Expectation } from "./result.ts";

/** A call under way. */
export interface Call extends Expectation {
  readonly deadline: Deadline;
  readonly fetchOptions: FetchOptions | undefined;
  /** How often the operation has been sent. */
  attempts: number;
}

/** A serialised request; it can be sent any number of times. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body?: BodyInit | null | undefined;
}

/** What an error of this call has to know of it. */
export function contextOf({ operation, attempts }: Call, outcome: Outcome, cause?: unknown): ErrorContext {
  return { operation, attempts, outcome, cause };
}

/**
 * The error of a call that was ended by its deadline or by the caller's signal; `undefined` if it was not.
 *
 * @param outcome what may have become of the call by then
 */
export function endingErrorOf(call: Call, outcome: Outcome): FlatpeakError | undefined {
  const { ending } = call.deadline;
  if (ending === undefined) return undefined;
  const where = `${call.operation.method} ${call.operation.path}`;
  if (ending.by === "signal") {
    return new AbortedError(
      `Aborted by the caller's signal (${where})`,
      contextOf(call, outcome, ending.reason),
    );
  }
  const { phase, timeout } = ending;
  return new TimeoutError(`No result within ${timeout} ms; time ran out in the ${phase} phase (${where})`, {
    ...contextOf(call, outcome),
    phase,
  });
}
