import { toLine } from "../text/line.ts";
import { brand, hide } from "./brand.ts";
import type { PageCursor } from "./page-cursor.ts";
import type { ErrorStatus, StatusBut } from "./status.ts";

/** Kind of an error, as `error.kind`. */
export type ErrorKind =
  "api" | "authentication" | "connection" | "timeout" | "aborted" | "unexpected-response" | "usage";

/** Operation of a call. The path is a template, without IDs. */
export interface Operation {
  /** operationId of the contract: `create-device`. */
  readonly operationId: string;
  /** In upper case: `POST`. */
  readonly method: string;
  /** The template: `/devices/{id}`. */
  readonly path: string;
}

/** Names an operation in a message: `POST /devices`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/**
 * Whether the API processed the request.
 * - `not-sent`: the request cannot have reached the API; a retry is safe.
 * - `rejected`: the API refused the request (4xx other than 408) and did not process it.
 * - `unknown`: the API may have processed it (408, 5xx, an unusable response, a lost connection or a timeout after
 *   sending).
 */
export type Outcome = "not-sent" | "rejected" | "unknown";

/** Phase in which a deadline passed: login, waiting for the response, reading its body, or between two attempts. */
export type Phase = "login" | "request" | "response" | "backoff";

/** Facts about a call that each of its errors has. */
export interface ErrorContext {
  readonly operation: Operation | undefined;
  readonly outcome: Outcome;
  readonly attempts: number;
  readonly cause?: unknown;
  /** Response that caused the error, if any. */
  readonly response?: Response;
}

/** Context of an error that belongs to no call, or to several: each of these creates its own error from it. */
export const UNSENT = { operation: undefined, outcome: "not-sent", attempts: 0 } as const;

/** Parts of a response that an error keeps. */
export interface ResponseContext extends ErrorContext {
  readonly response: Response;
  readonly rawBody: string;
}

/** Messages and request IDs are cut, since loggers write them. */
const MAX_MESSAGE = 300;
const MAX_REQUEST_ID = 200;

/**
 * Base class of all errors. Check `kind` for the kind of error, or `status` for error responses of the API.
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

  /** Kind of the error; narrows it to a class. */
  abstract readonly kind: ErrorKind;
  /** Status code of the API's response; `undefined` for every kind except `api`. */
  declare readonly status: ErrorStatus | undefined;
  /** Operation of the call; `undefined` for errors outside of a call, such as those that `createClient` throws. */
  readonly operation: Operation | undefined;
  /** Whether the API processed the request. */
  readonly outcome: Outcome;
  /** Number of times the operation was sent; logins do not count. */
  readonly attempts: number;
  /** Request ID from the response headers, at most 200 characters; `undefined` if there is none. */
  declare readonly requestId?: string;
  /**
   * Cursor to continue from: pass it in the `query` of another `paginate`. `undefined` for the beginning of the list.
   * Set only on errors that `paginate` throws. Not enumerable.
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

  /** Keeps name and message in JSON, for loggers that write JSON. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

const isInstance = Function.prototype[Symbol.hasInstance];

/** True if this copy of the package created the error. Other code can create an object with the brand. */
export function isOwnError(thrown: unknown): thrown is FlatpeakError {
  try {
    return isInstance.call(FlatpeakError, thrown);
  } catch {
    // A Proxy may throw.
    return false;
  }
}

/** Arguments of the {@link ApiError} constructor. */
export interface ApiErrorDetails<Status extends ErrorStatus, Body> extends ResponseContext {
  readonly status: Status;
  readonly documented: boolean;
  readonly body: Body;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly retryAfter: number | undefined;
}

/**
 * Error response of the API: status 400 to 599.
 *
 * The `error` of a call is a {@link DocumentedError} for each status that the contract documents for the operation.
 * It is an {@link UndocumentedError} for all others. `switch (error.status)` narrows `body`.
 */
export class ApiError<Status extends ErrorStatus = ErrorStatus, Body = unknown> extends FlatpeakError {
  static {
    brand(this, "ApiError", "api");
  }
  /** Narrows to the defaults of the type parameters; `instanceof` alone would narrow to `any`. */
  declare static [Symbol.hasInstance]: (value: unknown) => value is ApiError;

  readonly kind = "api" as const;
  declare readonly status: Status;
  declare readonly operation: Operation;
  /** True if the contract documents this status for this operation. */
  readonly documented: boolean;
  /**
   * Body of the response. For a documented status with an object body it is always an object: `{}` if a gateway sent
   * something else. Otherwise it is the parsed JSON, the text (truncated) or `undefined`.
   */
  readonly body: Body;
  /** Machine-readable reason, `body.code`. */
  readonly code: string | undefined;
  /** Category of the error, `body.type`. */
  readonly type: string | undefined;
  /**
   * Same as `type`, for loggers such as pino that write the name of the JavaScript class as `type`. Absent if the body
   * has none.
   */
  declare readonly apiType?: string;
  /** Headers of the response. Not enumerable: loggers would write them as `{}`. */
  declare readonly headers: Headers;
  /** Milliseconds to wait before the next attempt, from `Retry-After`; `undefined` if the response has none. */
  declare readonly retryAfter?: number;
  /** Body as text, without secrets, at most 64 KiB. Not enumerable, so that logs stay short. */
  declare readonly rawBody: string;
  /** Copy of status, reason and headers, without secrets and without a body. Not enumerable. */
  declare readonly response: Response;

  constructor(message: string, details: ApiErrorDetails<Status, Body>) {
    super(message, details);
    this.status = details.status;
    this.documented = details.documented;
    this.body = details.body;
    this.code = details.code;
    this.type = details.type;
    if (details.type !== undefined) this.apiType = details.type;
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter;
    hide(this, "headers", details.response.headers);
    hide(this, "rawBody", details.rawBody);
    hide(this, "response", details.response);
  }
}

/** An {@link ApiError} whose status the contract documents for the operation; `body` is typed from the contract. */
export interface DocumentedError<Status extends ErrorStatus, Body> extends ApiError<Status, Body> {
  readonly documented: true;
  /** Editors complete the documented codes; the API may return other strings, too. */
  readonly code: CodeOf<Body> | undefined;
}

/** An {@link ApiError} with a status that the contract does not document for the operation. */
export interface UndocumentedError<Documented extends ErrorStatus> extends ApiError<
  StatusBut<ErrorStatus, Documented>
> {
  readonly documented: false;
}

/** The login, or a function in `token` or `credentials`, returned no valid credential; `cause` is its error, if any. */
export class AuthenticationError extends FlatpeakError {
  static {
    brand(this, "AuthenticationError", "authentication");
  }

  readonly kind = "authentication" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/**
 * There was no response, or the connection broke while it was read. `cause` is the error of `fetch`, reduced to name,
 * message, code and cause.
 */
export class ConnectionError extends FlatpeakError {
  static {
    brand(this, "ConnectionError", "connection");
  }

  readonly kind = "connection" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/** The deadline of the call (`timeout`) or of its login passed; `phase` says in which phase. */
export class TimeoutError extends FlatpeakError {
  static {
    brand(this, "TimeoutError", "timeout");
  }

  readonly kind = "timeout" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
  /** Phase in which the deadline passed. */
  readonly phase: Phase;

  constructor(message: string, context: ErrorContext & { readonly phase: Phase }) {
    super(message, context);
    this.phase = context.phase;
  }
}

/** Your `signal` aborted the call. `cause` is its reason. */
export class AbortedError extends FlatpeakError {
  static {
    brand(this, "AbortedError", "aborted");
  }

  readonly kind = "aborted" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
}

/**
 * The response is neither the data that the contract documents nor an error; for example, a redirect, or a 2xx whose
 * body is HTML, broken JSON, too large or missing. `response.status` has the status code.
 */
export class UnexpectedResponseError extends FlatpeakError {
  static {
    brand(this, "UnexpectedResponseError", "unexpected-response");
  }

  readonly kind = "unexpected-response" as const;
  declare readonly status: undefined;
  declare readonly operation: Operation;
  /** Body as text, at most 64 KiB; `""` if it was not kept. Not enumerable. */
  declare readonly rawBody: string;
  /** Copy of status, reason and headers, without secrets and without a body. Not enumerable. */
  declare readonly response: Response;

  constructor(message: string, context: ResponseContext) {
    super(message, context);
    hide(this, "rawBody", context.rawBody);
    hide(this, "response", context.response);
  }
}

/**
 * Invalid usage. `createClient` throws it for an option. A call returns it in `error` for a parameter, header or body,
 * before it sends anything. A call also returns it if middleware fails, or if the runtime lacks a global or refuses the
 * request; `outcome` then says whether the API processed the request.
 */
export class UsageError extends FlatpeakError {
  static {
    brand(this, "UsageError", "usage");
  }

  readonly kind = "usage" as const;
  declare readonly status: undefined;

  constructor(message: string, context: ErrorContext = UNSENT) {
    super(message, context);
  }
}

/** Errors without a status. Every call can fail with one of them. */
export type StatuslessError =
  AuthenticationError | ConnectionError | TimeoutError | AbortedError | UnexpectedResponseError | UsageError;

type CodeOf<Body> = Body extends { readonly code?: infer Code } ? Extract<Code, string> : string;

function requestIdOf(response: Response): string | undefined {
  const id = response.headers.get("x-request-id") ?? response.headers.get("request-id");
  return id?.slice(0, MAX_REQUEST_ID);
}
