import type { paths } from "../../generated/schema.ts";
import type { FlatpeakError, Operation } from "../errors/classes.ts";
import type { CallOptions, Middleware, ParseAs } from "./call-options.ts";
import type { BodyOf, DataOf, Failing, SentContentOf } from "./operations.ts";

/** HTTP methods of a client. */
export type HttpMethod = "get" | "put" | "post" | "patch" | "delete" | "head" | "options" | "trace";

/** Paths of the contract that have the method. */
export type PathsWith<Paths, Method extends HttpMethod> = {
  [Path in keyof Paths]: Paths[Path] extends Record<Method, object> ? Path : never;
}[keyof Paths];

type OperationAt<Paths, Path extends keyof Paths, Method extends HttpMethod> =
  Paths[Path] extends Record<Method, infer Operation> ? Operation : never;

/** Parameters of an operation, without the kinds it lacks and without cookies, which `fetch` cannot send. */
type ParamsPart<Operation> = Operation extends {
  parameters: { path?: infer Path; query?: infer Query; header?: infer Header };
}
  ? NamedParams<PathParams<Path> & QueryParams<Query> & HeaderParams<Header>>
  : unknown;

type NamedParams<Params> = unknown extends Params
  ? unknown
  : object extends Params
    ? { params?: Params | undefined }
    : { params: Params };

type PathParams<Path> = Lacks<Path> extends true ? unknown : { path: Path };

type QueryParams<Query> =
  Lacks<Query> extends true
    ? unknown
    : object extends Query
      ? { query?: Maybe<Query> | undefined }
      : { query: MaybeSome<Query> };

type HeaderParams<Header> =
  Lacks<Header> extends true
    ? unknown
    : object extends Header
      ? { header?: Maybe<Header> | undefined }
      : { header: MaybeSome<Header> };

/**
 * The generated types have `never` for a kind of parameter that the operation lacks, or omit it, which infers
 * `unknown`.
 */
type Lacks<Values> = [Values] extends [undefined] ? true : unknown extends Values ? true : false;

/** Optional values may be `undefined` even under `exactOptionalPropertyTypes`: the client then omits them. */
type Maybe<Values> = { [Name in keyof Values]?: Values[Name] | undefined };

/** Like {@link Maybe}, but required values stay required. */
type MaybeSome<Values> = {
  [Name in keyof Values]: object extends Pick<Values, Name> ? Values[Name] | undefined : Values[Name];
};

type BodyPart<Operation> = Operation extends { requestBody?: undefined }
  ? unknown
  : Operation extends { requestBody: { content: infer Content } }
    ? { body: SentContentOf<Content> }
    : { body?: BodyOf<Operation> | undefined };

/** Parameters and body of an operation. The type parameter is the operation itself, so that it is looked up once. */
export type InitOf<Operation> = ParamsPart<Operation> & BodyPart<Operation>;

/** The second argument of a call: parameters and body of the operation, and {@link CallOptions}. */
export type Init<
  Paths,
  Path extends keyof Paths,
  Method extends HttpMethod,
  As extends ParseAs = ParseAs,
> = InitOf<OperationAt<Paths, Path, Method>> & CallOptions<As>;

/**
 * Arguments after the path of a call: {@link Init}, optional if none of its fields is required. Use it in your own
 * functions that take any path and pass the other arguments on.
 *
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import type { CallArguments, paths, PathsWith } from "flatpeak";
 *
 * const flatpeak = createClient();
 *
 * async function get<Path extends PathsWith<paths, "get">>(path: Path, ...init: CallArguments<paths, Path, "get">) {
 *   console.time(path);
 *   const result = await flatpeak.GET(path, ...init);
 *   console.timeEnd(path);
 *   return result;
 * }
 * ```
 */
export type CallArguments<
  Paths,
  Path extends keyof Paths,
  Method extends HttpMethod,
  As extends ParseAs = "json",
> =
  object extends Init<Paths, Path, Method>
    ? [init?: Init<Paths, Path, Method, As> | undefined]
    : [init: Init<Paths, Path, Method, As>];

/** Result of a call that succeeded. */
export interface Success<Data> {
  // Editors show these two comments for a destructured `data` or `error`, for both halves of the union.
  /** Body of the response in the form of `parseAs`; `undefined` without a body, and in the result of a failed call. */
  readonly data: Data;
  /** Error of the call; `undefined` when the call succeeded. */
  readonly error?: undefined;
  /** The response; its body is in `data`. */
  readonly response: Response;
  /** Operation that was called. */
  readonly operation: Operation;
}

/** Result of a call that failed. */
export interface Failure<Error> {
  /** `undefined` when the call failed. */
  readonly data?: undefined;
  /** Error of the call, always truthy; `status` narrows it. */
  readonly error: Error;
  /** For an `ApiError` or `UnexpectedResponseError`, the response without its body; `undefined` for other errors. */
  readonly response: Response | undefined;
  /** Operation that was called. */
  readonly operation: Operation;
}

/**
 * Result of any call, for functions that take calls of all operations. Its `error` has no `status`: comparing all
 * status literals with each other for every call is expensive for the compiler.
 */
export interface CallOutcome {
  /** Body of the response; `undefined` when the call failed. */
  readonly data?: unknown;
  /** `undefined` when the call succeeded. */
  readonly error?: Pick<FlatpeakError, "kind" | "outcome" | "message"> | undefined;
  /** The response of a success, `ApiError` or `UnexpectedResponseError`; otherwise `undefined`. */
  readonly response: Response | undefined;
  /** Operation that was called. */
  readonly operation?: Operation | undefined;
}

/** Data of a successful call, from the type of its result. */
export type DataIn<Outcome extends CallOutcome> = Outcome extends { readonly data: infer Data }
  ? Data
  : never;

interface ParsedAs {
  text: string;
  blob: Blob;
  arrayBuffer: ArrayBuffer;
  stream: ReadableStream<Uint8Array>;
}

/** Data of a call. Any DELETE may return an empty 204, and a HEAD response has no body. */
type CallData<Operation, Method extends HttpMethod, As extends ParseAs> = Method extends "head"
  ? undefined
  : As extends keyof ParsedAs
    ? ParsedAs[As]
    : DataOf<Operation> | (Method extends "delete" ? undefined : never);

/**
 * Result of a call: `data` or `error`, and the `response` if there is one. `error` is truthy if and only if the call
 * failed, and typed by status.
 */
export type Result<
  Paths,
  Path extends keyof Paths,
  Method extends HttpMethod,
  As extends ParseAs = "json",
> = ResultOf<OperationAt<Paths, Path, Method>, Method, As>;

type ResultOf<Operation, Method extends HttpMethod, As extends ParseAs> =
  Success<CallData<Operation, Method, As>> | Failure<Failing<Operation>["error"]>;

/** One method of a {@link Client}. It accepts the paths that have the method, and its promise never rejects. */
export type CallMethod<Paths, Method extends HttpMethod> = <
  Path extends PathsWith<Paths, Method>,
  As extends ParseAs = "json",
>(
  path: Path,
  ...init: CallArguments<Paths, Path, Method, As>
) => Promise<Result<Paths, Path, Method, As>>;

/**
 * Client of a contract, with one method for each HTTP method. The methods do not depend on `this`, so you can
 * destructure them and pass them on.
 */
export interface Client<Paths = paths> {
  /** Fetches an object or a list. Retried after a temporary failure. */
  readonly GET: CallMethod<Paths, "get">;
  /**
   * Sends a PUT. If the outcome is unknown, it is retried, unless the contract's overlay marks the operation as not
   * idempotent.
   */
  readonly PUT: CallMethod<Paths, "put">;
  /** Sends a POST. If the outcome is unknown, it is retried only for operations marked idempotent. */
  readonly POST: CallMethod<Paths, "post">;
  /**
   * Updates the fields that you send. If the outcome is unknown, it is retried only for operations marked idempotent.
   */
  readonly PATCH: CallMethod<Paths, "patch">;
  /** Sends a DELETE. Retried; after an attempt with an unknown outcome, a 404 counts as success. */
  readonly DELETE: CallMethod<Paths, "delete">;
  /** Sends a HEAD request: status and headers, no body. */
  readonly HEAD: CallMethod<Paths, "head">;
  /** Sends an OPTIONS request. */
  readonly OPTIONS: CallMethod<Paths, "options">;
  /** Sends a TRACE request. The `fetch` of most platforms refuses TRACE; pass one that allows it. */
  readonly TRACE: CallMethod<Paths, "trace">;
  /** Makes a call with the method as an argument: `request("get", "/devices")`. */
  readonly request: <
    Method extends HttpMethod,
    Path extends PathsWith<Paths, Method>,
    As extends ParseAs = "json",
  >(
    method: Method,
    path: Path,
    ...init: CallArguments<Paths, Path, Method, As>
  ) => Promise<Result<Paths, Path, Method, As>>;
  /**
   * Adds middleware in openapi-fetch's form. It runs once per call, not per attempt, and within the `timeout` of the
   * call. It never sees the bearer token. The client refuses a request of middleware that has another origin, another
   * method or an `authorization` header.
   *
   * @throws UsageError for an object that has none of `onRequest`, `onResponse` and `onError`
   */
  readonly use: (...middleware: readonly (Middleware | null | undefined | false)[]) => void;
  /** Removes middleware that was added with `use`. */
  readonly eject: (...middleware: readonly Middleware[]) => void;
}
