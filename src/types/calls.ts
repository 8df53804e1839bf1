import type {
  BodySerializer,
  Middleware,
  PathSerializer,
  QuerySerializer,
  QuerySerializerOptions,
} from "openapi-fetch";
export type { BodySerializer, Middleware, PathSerializer, QuerySerializer, QuerySerializerOptions };
import type { paths } from "../../generated/schema.ts";
import type { FlatpeakError, Operation } from "../errors/classes.ts";
import type { BodyOf, DataOf, Failing, SentContentOf } from "./operations.ts";

/** HTTP methods of a client. */
export type HttpMethod = "get" | "put" | "post" | "patch" | "delete" | "head" | "options" | "trace";

/** Form of `data` for a successful response. */
export type ParseAs = "json" | "text" | "blob" | "arrayBuffer" | "stream";

/** Paths of the contract that have the method. */
export type PathsWith<Paths, Method extends HttpMethod> = {
  [Path in keyof Paths]: Paths[Path] extends Record<Method, object> ? Path : never;
}[keyof Paths];

type OperationAt<Paths, Path extends keyof Paths, Method extends HttpMethod> =
  Paths[Path] extends Record<Method, infer Operation> ? Operation : never;

/** Serializers in openapi-fetch's form. Serializers of a call override those of the client. */
export interface Serializers {
  /**
   * Serializes the query: a function of the query parameters as you pass them, or openapi-fetch's settings for lists
   * and objects. Default: `name=a&name=b` for lists, `name[key]=a` for objects, dates as RFC 3339.
   */
  querySerializer?: QuerySerializer<unknown> | QuerySerializerOptions | undefined;
  /**
   * Serializes the request body. Its argument and result are not checked: only the default refuses values that JSON
   * cannot carry. Default: JSON; a `FormData` is sent unchanged.
   */
  bodySerializer?: BodySerializer<unknown> | undefined;
  /** Inserts path parameters into the path. Default: percent-encoded. */
  pathSerializer?: PathSerializer | undefined;
}

/** Options of every call, whatever the operation. */
export interface CallOptions<As extends ParseAs = ParseAs> extends Serializers {
  /**
   * Headers of this call; they override the client's. `null` removes a header, including those the client adds, such
   * as `content-type`. `authorization` is refused. Default: the client's headers.
   */
  headers?: HeadersOptions | undefined;
  /**
   * Signal that aborts the call; the `error` is then an `AbortedError` with the signal's reason as `cause`. Default:
   * none.
   */
  signal?: AbortSignal | undefined;
  /**
   * Deadline of this call in milliseconds, including login and reading the body; 0 for none. Default: the client's.
   */
  timeout?: number | undefined;
  /**
   * Maximum number of retries of this call; 0 for none. The client retries only where that is safe. Default: the
   * client's.
   */
  retries?: number | undefined;
  /**
   * Maximum size of a successful response body in bytes, after decompression; 0 for no limit. Does not apply to
   * `parseAs: "stream"`. Default: the client's.
   */
  maxBodyBytes?: number | undefined;
  /**
   * More `fetch` options for this call, such as Next's `cache`; they override the client's. Default: the client's.
   */
  fetchOptions?: FetchOptions | undefined;
  /**
   * Form of `data` for a successful response. Default: `json`.
   *
   * With `stream` the call ends when the body begins, so `timeout` no longer applies. `signal` still aborts the
   * stream, which then fails with the `AbortedError`. If the connection breaks, the stream fails with a
   * `ConnectionError`. Read the stream to its end or cancel it: until then it holds the connection.
   */
  parseAs?: As | undefined;
  /** Sends the requests of this call, for example SvelteKit's `event.fetch`. Default: the client's. */
  fetch?: Fetch | undefined;
  /** Middleware of this call, in addition to the client's and after it; see {@link Client.use}. Default: none. */
  middleware?: readonly Middleware[] | undefined;
}

/**
 * A `fetch` called with a URL and an init: the platform's, undici's, node-fetch's or your own. The types require only
 * the members that the client uses, since the types of those libraries differ.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** Init that the client passes to a {@link Fetch}, besides {@link FetchOptions}. */
export interface FetchInit {
  /** In upper case. */
  method: string;
  /** Headers by lower-case name. */
  headers: Record<string, string>;
  /** JSON; another body if the call has a `FormData`, or if a serializer or middleware returns one. */
  body: string | null;
  /** Aborts when the deadline of the call passes or your signal aborts. */
  signal: AbortSignal;
  /** The client follows no redirect. */
  redirect: "manual";
}

/** Members that the client reads from the response of a {@link Fetch}. If there is a `body`, it is read in chunks. */
export interface FetchResponse {
  /** Status code, such as 201. */
  readonly status: number;
  /** Headers of the response. */
  readonly headers: {
    /** Returns a header by name; `null` if the response lacks it. */
    get(name: string): string | null;
  };
  /** Reads the body as text. */
  text(): Promise<string>;
  /** Reads the body as bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A {@link Fetch} as the client calls it: a method, so that the types allow any body. */
export type SendingFetch = { send(url: string, init: RequestInit): Promise<FetchResponse> }["send"];

/**
 * Headers as an object, a list of pairs or a `Headers`. In an object, `undefined` is ignored and `null` removes the
 * header.
 */
export type HeadersOptions =
  | NonNullable<RequestInit["headers"]>
  | Readonly<Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>>;

/** One value of a header. */
export type HeaderValue = string | number | boolean;

/**
 * `fetch` options you may set, except those the client relies on. `dispatcher` is undici's.
 */
export type FetchOptions = Omit<
  RequestInit,
  "method" | "headers" | "body" | "signal" | "redirect" | "window"
> & {
  dispatcher?: unknown;
};

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

/** Optional values may also be `undefined` under `exactOptionalPropertyTypes`: the client does not send them. */
type Maybe<Values> = { [Name in keyof Values]?: Values[Name] | undefined };

/** Like {@link Maybe}, where some values are required. */
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
 * Arguments after the path of a call: {@link Init}, optional if none of its fields is required. For your own
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
  // Editors show these two comments for a destructured `data` or `error`, whichever half of the union it is.
  /** Body of the response in the form of `parseAs`; `undefined` when the call failed or the response has no body. */
  readonly data: Data;
  /** Error of the call; `undefined` when the call succeeded. */
  readonly error?: undefined;
  /** The response; its body has been read. */
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
  /** The response, with its body already read; `undefined` if there was none. */
  readonly response: Response | undefined;
  /** Operation that was called. */
  readonly operation: Operation;
}

/**
 * Result of any call, for functions that take calls of all operations. Its `error` has no `status`: comparing 200
 * literals with 200 others for every call is expensive for the compiler.
 */
export interface CallOutcome {
  /** Body of the response; `undefined` when the call failed. */
  readonly data?: unknown;
  /** `undefined` when the call succeeded. */
  readonly error?: Pick<FlatpeakError, "kind" | "outcome" | "message"> | undefined;
  /** The response; `undefined` if there was none. */
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
  /** Fetches an object or a list. Retried after a failure. */
  readonly GET: CallMethod<Paths, "get">;
  /** Sends a PUT. Retried after a failure, unless the contract's overlay marks the operation as not idempotent. */
  readonly PUT: CallMethod<Paths, "put">;
  /** Sends a POST. If the outcome is unknown, it is retried only for operations marked idempotent. */
  readonly POST: CallMethod<Paths, "post">;
  /**
   * Updates the fields that you send. If the outcome is unknown, it is retried only for operations marked idempotent.
   */
  readonly PATCH: CallMethod<Paths, "patch">;
  /** Sends a DELETE. Retried; a 404 on a retry counts as success. */
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
   * call. It never sees the bearer token. The client refuses a request to another origin, or with an `authorization`
   * header.
   *
   * @throws UsageError for an object without `onRequest`, `onResponse` and `onError`
   */
  readonly use: (...middleware: readonly (Middleware | null | undefined | false)[]) => void;
  /** Removes middleware that was added with `use`. */
  readonly eject: (...middleware: readonly Middleware[]) => void;
}
