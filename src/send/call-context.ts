import type { FetchOptions, ParseAs, SendingFetch } from "../types/calls.ts";
import type { Deadline } from "./deadline.ts";
import { createRedact, secretsOf } from "../errors/redaction.ts";
import type { Redact, SentCredentials } from "../errors/redaction.ts";
import { AbortedError, TimeoutError } from "../errors/classes.ts";
import type { ErrorContext, FlatpeakError, Operation, Outcome } from "../errors/classes.ts";
import type { OperationEntry } from "../manifest.ts";

/** A call under way. */
export interface Call {
  /** Tells the events of calls apart. */
  readonly id: number;
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly parseAs: ParseAs;
  readonly deadline: Deadline;
  readonly fetchOptions: FetchOptions | undefined;
  /** The call's own; `undefined` for that of the client. */
  readonly fetch: SendingFetch | undefined;
  /** Number of bytes of a successful response that are read; infinite for no limit. */
  readonly maxBodyBytes: number;
  /** The credentials of the client. */
  readonly credentials: SentCredentials;
  /** Each `authorization` that this call was sent with. */
  readonly authorizations: string[];
  /** How often the operation has been sent. */
  attempts: number;
  /** What may have become of the call by the attempts that are over; `not-sent` before the first. */
  outcome: Outcome;
  /** The failure that this retry follows, if it is one. */
  earlier: FlatpeakError | undefined;
}

/** How a call is sent and its response read. */
interface CallSettings {
  readonly parseAs?: ParseAs | undefined;
  readonly fetchOptions?: FetchOptions | undefined;
  readonly fetch?: SendingFetch | undefined;
  /** 0 for no limit. */
  readonly maxBodyBytes?: number | undefined;
}

const MAX_LOGIN_BYTES = 64 * 1024;

/** A call, or a login, that is about to begin. */
export function startCall(
  operation: Operation,
  entry: OperationEntry,
  deadline: Deadline,
  credentials: SentCredentials,
  { parseAs = "json", fetchOptions, fetch, maxBodyBytes = 0 }: CallSettings = {},
): Call {
  return {
    id: nextCallId(),
    operation,
    entry,
    deadline,
    parseAs,
    fetchOptions,
    fetch,
    maxBodyBytes: entry.security === "basic" ? MAX_LOGIN_BYTES : maxBodyBytes || Infinity,
    credentials,
    authorizations: [],
    attempts: 0,
    outcome: "not-sent",
    earlier: undefined,
  };
}

let started = 0;

/** A number for what is told of in events as a call of its own. */
export function nextCallId(): number {
  return ++started;
}

/**
 * Cuts the secrets of a client, and of one of its calls, out of texts.
 *
 * @param others further secrets, each by itself
 */
export function redactOf(
  { credentials, authorizations = [] }: Pick<Call, "credentials"> & Partial<Call>,
  others: readonly string[] = [],
): Redact {
  return createRedact([...[...credentials.all(), ...authorizations].flatMap(secretsOf), ...others]);
}

/**
 * What an error of this call has to know of it.
 *
 * @param outcome of what failed now; that of the attempts before counts as well
 */
export function contextOf(call: Call, outcome: Outcome, cause?: unknown): ErrorContext {
  const { operation, attempts } = call;
  return { operation, attempts, outcome: worseOf(outcome, call.outcome), cause };
}

const BY_CERTAINTY: readonly Outcome[] = ["not-sent", "rejected", "unknown"];

/** What is known of two attempts together: no more than of the one that less is known of. */
function worseOf(one: Outcome, other: Outcome): Outcome {
  return BY_CERTAINTY.indexOf(one) > BY_CERTAINTY.indexOf(other) ? one : other;
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
    ...contextOf(call, outcome, call.earlier),
    phase,
  });
}
