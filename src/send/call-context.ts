import type { FetchOptions, ParseAs, SendingFetch } from "../types/call-options.ts";
import type { Deadline } from "./deadline.ts";
import { createRedact, secretsOf } from "../errors/redaction.ts";
import type { Redact, SentCredentials } from "../errors/redaction.ts";
import { AbortedError, nameOf, TimeoutError } from "../errors/classes.ts";
import type { ErrorContext, FlatpeakError, Operation, Outcome } from "../errors/classes.ts";
import type { OperationEntry } from "../manifest.ts";

/** A call in progress. */
export interface Call {
  /** Number of the call in events. */
  readonly id: number;
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly parseAs: ParseAs;
  readonly deadline: Deadline;
  readonly fetchOptions: FetchOptions | undefined;
  /** `fetch` of the call; `undefined` for that of the client. */
  readonly fetch: SendingFetch | undefined;
  /** Number of bytes of a successful response that are read; infinite for no limit. */
  readonly maxBodyBytes: number;
  /** The credentials of the client. */
  readonly credentials: SentCredentials;
  /** All credentials sent by this call. */
  readonly authorizations: string[];
  /** Number of times the operation has been sent. */
  attempts: number;
  /** Combined outcome of the previous attempts; `not-sent` before the first. */
  outcome: Outcome;
  /** True if the API refused a token that came from the `token` option. */
  refusedOption: boolean;
  /** The failure before this retry; `undefined` for a first attempt. */
  earlier: FlatpeakError | undefined;
}

/** Settings for sending a call and reading its response. */
interface CallSettings {
  readonly parseAs?: ParseAs | undefined;
  readonly fetchOptions?: FetchOptions | undefined;
  readonly fetch?: SendingFetch | undefined;
  /** 0 for no limit. */
  readonly maxBodyBytes?: number | undefined;
}

const MAX_LOGIN_BYTES = 64 * 1024;

/** Starts a call or a login. */
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
    refusedOption: false,
    earlier: undefined,
  };
}

let started = 0;

/** Returns the next call number for events. */
export function nextCallId(): number {
  return ++started;
}

/**
 * Creates a function that removes the secrets of a client and one of its calls from texts.
 *
 * @param others more secrets
 */
export function redactOf(
  { credentials, authorizations = [] }: Pick<Call, "credentials"> & Partial<Call>,
  others: readonly string[] = [],
): Redact {
  return createRedact([...[...credentials.all(), ...authorizations].flatMap(secretsOf), ...others]);
}

/**
 * Creates the context of an error of this call.
 *
 * @param outcome outcome of the current failure; the outcome of earlier attempts is combined with it
 */
export function contextOf(call: Call, outcome: Outcome, cause?: unknown): ErrorContext {
  const { operation, attempts } = call;
  return { operation, attempts, outcome: worseOf(outcome, call.outcome), cause };
}

const BY_CERTAINTY: readonly Outcome[] = ["not-sent", "rejected", "unknown"];

/** Combines the outcomes of two attempts: returns the less certain one. */
function worseOf(one: Outcome, other: Outcome): Outcome {
  return BY_CERTAINTY.indexOf(one) > BY_CERTAINTY.indexOf(other) ? one : other;
}

/**
 * Creates the error of a call that its deadline or the caller's signal has ended; `undefined` if neither has.
 *
 * @param outcome outcome of the call so far; by default, that of its earlier attempts
 */
export function endingErrorOf(call: Call, outcome: Outcome = call.outcome): FlatpeakError | undefined {
  const { ending } = call.deadline;
  if (ending === undefined) return undefined;
  const where = nameOf(call.operation);
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
