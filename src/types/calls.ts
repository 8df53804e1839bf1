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

/** The methods a client has. */
export type HttpMethod = "get" | "put" | "post" | "patch" | "delete" | "head" | "options" | "trace";

/** How to read the body of a success. */
export type ParseAs = "json" | "text" | "blob" | "arrayBuffer" | "stream";

/** The paths that have a method. */
export type PathsWith<Paths, Method extends HttpMethod> = {
  [Path in keyof Paths]: Paths[Path] extends Record<Method, object> ? Path : never;
}[keyof Paths];

type OperationAt<Paths, Path extends keyof Paths, Method extends HttpMethod> =
  Paths[Path] extends Record<Method, infer Operation> ? Operation : never;

/** Serializers in openapi-fetch's form. A call's own win over those of the client. */
export interface Serializers {
  /**
   * Makes the query string: a function of the query parameters as you pass them, or openapi-fetch's settings for lists and
   * objects. Default: `name=a&name=b` for lists, `name[key]=a` for objects, dates as RFC 3339.
   */
  querySerializer?: QuerySerializer<unknown> | QuerySerializerOptions | undefined;
  /**
   * Makes the body that is sent, of the client or of a call. What it gets and returns is not checked: only the default refuses values
   * that JSON cannot carry. Default: JSON; a `FormData` is sent as it is.
   */
  bodySerializer?: BodySerializer<unknown> | undefined;
  /** Puts path parameters into the path. Default: percent-encoded. */
  pathSerializer?: PathSerializer | undefined;
}

/** What every call takes, whatever the operation. */
export interface CallOptions<As extends ParseAs = ParseAs> extends Serializers {
  /**
   * Headers of this call; they win over those of the client. `null` removes a header of the client, and one that the client
   * adds, such as `content-type`. `authorization` is refused. Default: the client's headers.
   */
  headers?: HeadersOptions | undefined;
  /**
   * Ends the call when it aborts; the `error` is then an `AbortedError` with the signal's reason as `cause`.
   * Default: none.
   */
  signal?: AbortSignal | undefined;
  /** Deadline of this call in milliseconds, login and reading the body included; 0 for none. Default: the client's. */
  timeout?: number | undefined;
  /**
   * How often this call is tried again at most after a failure, where trying again is safe; 0 for never. Default: the
   * client's.
   */
  retries?: number | undefined;
  /**
   * Maximum size of a successful response body in bytes, after decompression; 0 for no limit. Does not apply to
   * `parseAs: "stream"`. Default: the client's.
   */
  maxBodyBytes?: number | undefined;
  /**
   * Further options of `fetch` for this call, such as Next's `cache`; they win over those of the client. Default: the
   * client's.
   */
  fetchOptions?: FetchOptions | undefined;
  /**
   * How to read the body of a success. Default: `json`. With `stream` the call, and with it its `timeout`, ends when the
   * body begins; `signal` goes on to end the stream, which then fails with the `AbortedError`, or with a `ConnectionError`
   * if the connection breaks. Read it to its end or cancel it: until then it holds the connection.
   */
  parseAs?: As | undefined;
  /** Sends the requests of this call, for example SvelteKit's `event.fetch`. Default: the client's. */
  fetch?: Fetch | undefined;
  /** Middleware of this call, after that of the client; see {@link Client.use}. Default: the client's. */
  middleware?: readonly Middleware[] | undefined;
}

/**
 * A `fetch` that is given a URL and an init: the platform's, undici's, node-fetch's or your own. Its types ask for no more
 * than the client uses, since the types of those differ.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What the client passes to a {@link Fetch}, besides {@link FetchOptions}. */
export interface FetchInit {
  /** In upper case. */
  method: string;
  /** By name in lower case. */
  headers: Record<string, string>;
  /** JSON. Where a call has a `FormData`, or a serializer or middleware makes another body, it is that body. */
  body: string | null;
  /** Aborts when the call is over, by its deadline or by your signal. */
  signal: AbortSignal;
  /** The client follows no redirect. */
  redirect: "manual";
}

/** What the client reads of the response of a {@link Fetch}. It reads `body` piece by piece where there is one. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A {@link Fetch} as the client calls it: a method, so that the types allow any body. */
export type SendingFetch = { send(url: string, init: RequestInit): Promise<FetchResponse> }["send"];

/** Headers as an object, a list of pairs or a `Headers`. In an object, `undefined` is left out and `null` removes. */
export type HeadersOptions =
  | NonNullable<RequestInit["headers"]>
  | Readonly<Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>>;

/** One value of a header. */
export type HeaderValue = string | number | boolean;

/**
 * Options of `fetch` that are the user's: all but those by which this package keeps its promises. `dispatcher` is undici's.
 */
export type FetchOptions = Omit<
  RequestInit,
  "method" | "headers" | "body" | "signal" | "redirect" | "window"
> & {
  dispatcher?: unknown;
};

/** Parameters of an operation, without the kinds it lacks, and without cookies, which `fetch` cannot send. */
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

/** The contract gives a kind of parameter that the operation lacks as `never`, or not at all, which infers `unknown`. */
type Lacks<Values> = [Values] extends [undefined] ? true : unknown extends Values ? true : false;

/** Optional values may also be `undefined` under `exactOptionalPropertyTypes`: the client does not send them. */
type Maybe<Values> = { [Name in keyof Values]?: Values[Name] | undefined };

/** As {@link Maybe}, where some values are required: each has to be looked at. */
type MaybeSome<Values> = {
  [Name in keyof Values]: object extends Pick<Values, Name> ? Values[Name] | undefined : Values[Name];
};

type BodyPart<Operation> = Operation extends { requestBody?: undefined }
  ? unknown
  : Operation extends { requestBody: { content: infer Content } }
    ? { body: SentContentOf<Content> }
    : { body?: BodyOf<Operation> | undefined };

/** What a call takes of an operation alone. It takes the operation itself, which is then looked up once. */
export type InitOf<Operation> = ParamsPart<Operation> & BodyPart<Operation>;

/** The second argument of a call: parameters and body of the operation, and {@link CallOptions}. */
export type Init<
  Paths,
  Path extends keyof Paths,
  Method extends HttpMethod,
  As extends ParseAs = ParseAs,
> = InitOf<OperationAt<Paths, Path, Method>> & CallOptions<As>;

/**
 * What follows the path in a call: {@link Init}, which may be left out exactly when nothing in it is required. For a function of
 * your own that takes any path and passes the rest on.
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
  // Of a destructured `data` or `error` editors show these two, whichever half of the union it is.
  /** Body of the response, read as `parseAs` says; `undefined` when the call failed or the response has no body. */
  readonly data: Data;
  /** Why the call failed; `undefined` when the call succeeded. */
  readonly error?: undefined;
  /** The response; its body is read. */
  readonly response: Response;
  /** The operation that was called, as errors have it. */
  readonly operation: Operation;
}

/** Result of a call that failed. */
export interface Failure<Error> {
  /** `undefined` when the call failed. */
  readonly data?: undefined;
  /** Always truthy when the call failed, and narrowed by its `status`. */
  readonly error: Error;
  /** The response, its body read; `undefined` if there was none. */
  readonly response: Response | undefined;
  /** The operation that was called. */
  readonly operation: Operation;
}

/**
 * Result of any call, for functions that take calls of all operations. Its `error` leaves out `status`: comparing 200 literals
 * with 200 others for every call is expensive for the compiler.
 */
export interface CallOutcome {
  /** Body of the response; `undefined` when the call failed. */
  readonly data?: unknown;
  /** `undefined` when the call succeeded. */
  readonly error?: Pick<FlatpeakError, "kind" | "outcome" | "message"> | undefined;
  /** The response; `undefined` if there was none. */
  readonly response: Response | undefined;
  /** The operation that was called. */
  readonly operation?: Operation | undefined;
}

/** Data of a call that succeeded, from the type of its result. */
export type DataIn<Outcome extends CallOutcome> = Outcome extends { readonly data: infer Data }
  ? Data
  : never;

interface ParsedAs {
  text: string;
  blob: Blob;
  arrayBuffer: ArrayBuffer;
  stream: ReadableStream<Uint8Array>;
}

/** The data of a call. A DELETE may always answer an empty 204, a HEAD has no body at all. */
type CallData<Operation, Method extends HttpMethod, As extends ParseAs> = Method extends "head"
  ? undefined
  : As extends keyof ParsedAs
    ? ParsedAs[As]
    : DataOf<Operation> | (Method extends "delete" ? undefined : never);

/**
 * What a call resolves to: `data` or `error`, exactly one of which is defined, and the `response` if one came.
 * `error` is truthy whenever the call failed, and typed by status.
 */
export type Result<
  Paths,
  Path extends keyof Paths,
  Method extends HttpMethod,
  As extends ParseAs = "json",
> = ResultOf<OperationAt<Paths, Path, Method>, Method, As>;

type ResultOf<Operation, Method extends HttpMethod, As extends ParseAs> =
  Success<CallData<Operation, Method, As>> | Failure<Failing<Operation>["error"]>;

/** One method of a {@link Client}: takes the paths that have it, never rejects. */
export type CallMethod<Paths, Method extends HttpMethod> = <
  Path extends PathsWith<Paths, Method>,
  As extends ParseAs = "json",
>(
  path: Path,
  ...init: CallArguments<Paths, Path, Method, As>
) => Promise<Result<Paths, Path, Method, As>>;

/**
 * A client over a contract: one method each for the HTTP methods. The methods are free functions, so they can be passed
 * on and destructured.
 */
export interface Client<Paths = paths> {
  /** Fetches an object or a list; sent again after a failure. */
  readonly GET: CallMethod<Paths, "get">;
  /** Submits; sent again after a failure unless the contract's overlay says otherwise. */
  readonly PUT: CallMethod<Paths, "put">;
  /** Creates or computes; sent again after a failure of unknown outcome only where that is marked as harmless. */
  readonly POST: CallMethod<Paths, "post">;
  /** Changes the fields that are sent; not sent again after a failure of unknown outcome. */
  readonly PATCH: CallMethod<Paths, "patch">;
  /** Removes; sent again after a failure, and one that finds nothing then has succeeded. */
  readonly DELETE: CallMethod<Paths, "delete">;
  /** Asks for status and headers alone. */
  readonly HEAD: CallMethod<Paths, "head">;
  /** Sends an OPTIONS request. */
  readonly OPTIONS: CallMethod<Paths, "options">;
  /** Sends a TRACE request. The `fetch` of most platforms refuses it; pass one that does not. */
  readonly TRACE: CallMethod<Paths, "trace">;
  /** Makes a call whose method is a value: `request("get", "/devices")`. */
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
   * Adds middleware in openapi-fetch's form. It runs once for a call, not for each attempt, and under the `timeout` of the
   * call. It never sees the bearer token. A request to another origin, or an `authorization` header, is refused.
   *
   * @throws UsageError for an object without `onRequest`, `onResponse` and `onError`
   */
  readonly use: (...middleware: readonly (Middleware | null | undefined | false)[]) => void;
  /** Removes middleware that was added with `use`. */
  readonly eject: (...middleware: readonly Middleware[]) => void;
}
