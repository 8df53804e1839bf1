import { toLine } from "../text/line.ts";
import { brand, hide } from "./brand.ts";
import type { PageCursor } from "./page-cursor.ts";
import type { ErrorStatus, StatusBut } from "./status.ts";

/** Tells the classes of error apart, as `error.kind`. */
export type ErrorKind =
  "api" | "authentication" | "connection" | "timeout" | "aborted" | "unexpected-response" | "usage";

/** The operation of a call, its path as a template: an error never holds the ids that were in the URL. */
export interface Operation {
  /** As the contract has it: `create-device`. */
  readonly operationId: string;
  /** In upper case: `POST`. */
  readonly method: string;
  /** The template: `/devices/{id}`. */
  readonly path: string;
}

/**
 * What became of the call on the other side.
 * - `not-sent`: nothing can have reached the API; trying again is safe.
 * - `rejected`: the API refused (4xx other than 408); nothing happened.
 * - `unknown`: it may have happened (408, 5xx, an answer that could not be used, a connection or deadline lost after sending).
 */
export type Outcome = "not-sent" | "rejected" | "unknown";

/** Where a deadline ran out: waiting for a login, for the answer, while reading its body, or between two attempts. */
export type Phase = "login" | "request" | "response" | "backoff";

/** What every error of a call knows of that call. */
export interface ErrorContext {
  readonly operation: Operation | undefined;
  readonly outcome: Outcome;
  readonly attempts: number;
  readonly cause?: unknown;
  /** Names the answer that the error is about, if one came. */
  readonly response?: Response;
}

/** What an error keeps of an answer. */
export interface AnswerContext extends ErrorContext {
  readonly response: Response;
  readonly rawBody: string;
}

/** Messages and request IDs go into logs, where a page must not. */
const MAX_MESSAGE = 300;
const MAX_REQUEST_ID = 200;

/**
 * Base of everything that can go wrong. Tell the kinds apart by `kind`, or answers of the API by `status`.
 *
 * @example
 * ```ts
 * import { FlatpeakError } from "flatpeak";
 *
 * function describe(thrown: unknown): string {
 *   return thrown instanceof FlatpeakError ? `${thrown.kind} after ${thrown.attempts} attempts` : "not ours";
 * }
 * ```
 */
export abstract class FlatpeakError extends Error {
  static {
    brand(this, "FlatpeakError");
  }

  /** Tells the classes apart, and says what went wrong where there is no status. */
  abstract readonly kind: ErrorKind;
  /** The status of the API's answer; `undefined` on every kind but `api`. */
  declare readonly status: ErrorStatus | undefined;
  /** The call's operation; `undefined` only on what `createClient` throws. */
  readonly operation: Operation | undefined;
  /** What became of the call on the other side. */
  readonly outcome: Outcome;
  /** How often the operation was sent; logins do not count. */
  readonly attempts: number;
  /** The ID that the server gave the request, at most 200 characters of it; `undefined` without one. */
  declare readonly requestId?: string;
  /**
   * What `paginate` throws: where the list can be taken up again, for the `query`; `undefined` for its beginning. Not
   * enumerable.
   */
  declare readonly cursor?: PageCursor | undefined;

  constructor(message: string, context: ErrorContext) {
    super(
      toLine(message).slice(0, MAX_MESSAGE),
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.operation = context.operation;
    this.outcome = context.outcome;
    this.attempts = context.attempts;
    const requestId = context.response && requestIdOf(context.response);
    if (requestId !== undefined) this.requestId = requestId;
  }

  /** What `JSON.stringify` sees: loggers that write JSON would otherwise lose name and message. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

const isInstance = Function.prototype[Symbol.hasInstance];

/** Whether this copy of the package made the error: an object that only carries the brand did not come from a call. */
export function isOwnError(thrown: unknown): thrown is FlatpeakError {
  return isInstance.call(FlatpeakError, thrown);
}

/** What an {@link ApiError} is made of. */
export interface ApiErrorDetails<Status extends ErrorStatus, Body> extends AnswerContext {
  readonly status: Status;
  readonly documented: boolean;
  readonly body: Body;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly retryAfter: number | undefined;
}

/**
 * The API answered the call with 400 to 599.
 *
 * In the `error` of a call it is a {@link DocumentedError} for each status that the contract documents for the operation,
 * and an {@link UndocumentedError} for all others, so that `switch (error.status)` narrows `body`.
 */
export class ApiError<Status extends ErrorStatus = ErrorStatus, Body = unknown> extends FlatpeakError {
  static {
    brand(this, "ApiError", "api");
  }
  /** Narrows to the defaults of the type parameters, where `instanceof` by itself would narrow to `any`. */
  declare static [Symbol.hasInstance]: (value: unknown) => value is ApiError;

  readonly kind = "api" as const;
  declare readonly status: Status;
  declare readonly operation: Operation;
  /** Whether the contract documents this status for this operation. */
  readonly documented: boolean;
  /**
   * The answer's body. For a documented status with an object body it is an object at run time, `{}` where a gateway sent
   * something else; otherwise the JSON, the text (capped) or `undefined`, as it came.
   */
  readonly body: Body;
  /** Machine-readable reason, `body.code`. */
  readonly code: string | undefined;
  /** Class of the error, `body.type`. */
  readonly type: string | undefined;
  /** The answer's headers. */
  readonly headers: Headers;
  /** Milliseconds that the answer asks to wait before the next attempt (`Retry-After`), if it does. */
  declare readonly retryAfter?: number;
  /** The body as text, without secrets, at most 64 KiB of it. Not enumerable, so that logs stay short. */
  declare readonly rawBody: string;
  /** A copy of status, reason and headers, without secrets and without a body. Not enumerable. */
  declare readonly response: Response;

  constructor(message: string, details: ApiErrorDetails<Status, Body>) {
    super(message, details);
    this.status = details.status;
    this.documented = details.documented;
    this.body = details.body;
    this.code = details.code;
    this.type = details.type;
    this.headers = details.response.headers;
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter;
    hide(this, "rawBody", details.rawBody);
    hide(this, "response", details.response);
  }
}

/** An {@link ApiError} whose status the contract documents for the operation; `body` is typed from the contract. */
export interface DocumentedError<Status extends ErrorStatus, Body> extends ApiError<Status, Body> {
  readonly documented: true;
  /** The documented codes complete in an editor; any other string may come. */
  readonly code: CodeOf<Body> | undefined;
}

/** An {@link ApiError} of any status but the documented ones. */
export interface UndocumentedError<Documented extends ErrorStatus> extends ApiError<
  StatusBut<ErrorStatus, Documented>
> {
  readonly documented: false;
}

/** The login, or the `token` function, gave no valid token. `cause` is what came instead. */
export class AuthenticationError extends FlatpeakError {
  static {
    brand(this, "AuthenticationError", "authentication");
  }

  readonly kind = "authentication" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/** No answer came, or one that broke off. `cause` is what `fetch` threw, reduced to name, message and code. */
export class ConnectionError extends FlatpeakError {
  static {
    brand(this, "ConnectionError", "connection");
  }

  readonly kind = "connection" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/** The deadline (`timeout`) ran out. `phase` says where. */
export class TimeoutError extends FlatpeakError {
  static {
    brand(this, "TimeoutError", "timeout");
  }

  readonly kind = "timeout" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
  /** What the call was waiting for. */
  readonly phase: Phase;

  constructor(message: string, context: ErrorContext & { readonly phase: Phase }) {
    super(message, context);
    this.phase = context.phase;
  }
}

/** The caller's `signal` ended the call. Its reason is `cause`. */
export class AbortedError extends FlatpeakError {
  static {
    brand(this, "AbortedError", "aborted");
  }

  readonly kind = "aborted" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/**
 * An answer that is neither the data that the contract promises nor an error: a redirect, or a 2xx with HTML, broken JSON
 * or nothing in it. `response.status` is the status that came.
 */
export class UnexpectedResponseError extends FlatpeakError {
  static {
    brand(this, "UnexpectedResponseError", "unexpected-response");
  }

  readonly kind = "unexpected-response" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
  /** The body as text, at most 64 KiB of it. Not enumerable. */
  declare readonly rawBody: string;
  /** A copy of status, reason and headers, without secrets and without a body. Not enumerable. */
  declare readonly response: Response;

  constructor(message: string, context: AnswerContext) {
    super(message, context);
    // V8 writes a stack when it is first read. Until then it keeps the functions of the call, and with them all of the text.
    hide(this, "stack", this.stack);
    hide(this, "rawBody", context.rawBody);
    hide(this, "response", context.response);
  }
}

/** Refused before any I/O: thrown by `createClient` for a bad option, in `error` for a bad parameter, header or body. */
export class UsageError extends FlatpeakError {
  static {
    brand(this, "UsageError", "usage");
  }

  readonly kind = "usage" as const;
  declare readonly status: undefined;

  constructor(message: string, context?: ErrorContext) {
    super(message, context ?? { operation: undefined, outcome: "not-sent", attempts: 0 });
  }
}

/** The kinds of error that have no status: every call may end in one. */
export type StatuslessError =
  AuthenticationError | ConnectionError | TimeoutError | AbortedError | UnexpectedResponseError | UsageError;

type CodeOf<Body> = Body extends { readonly code?: infer Code } ? Extract<Code, string> : string;

function requestIdOf(response: Response): string | undefined {
  const id = response.headers.get("x-request-id") ?? response.headers.get("request-id");
  return id?.slice(0, MAX_REQUEST_ID);
}
