import type {
  BodySerializer,
  Middleware,
  PathSerializer,
  QuerySerializer,
  QuerySerializerOptions,
} from "openapi-fetch";
export type { BodySerializer, Middleware, PathSerializer, QuerySerializer, QuerySerializerOptions };

/** Form of `data` for a successful response. */
export type ParseAs = "json" | "text" | "blob" | "arrayBuffer" | "stream";

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
  /** Inserts path parameters, which the client has checked, into the path. Default: percent-encoded. */
  pathSerializer?: PathSerializer | undefined;
}

/** Options of every call. */
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
   * With `stream` the call ends when the body begins, so `timeout` no longer applies. `signal` still aborts the stream,
   * which then fails with the `AbortedError`. If the connection breaks, the stream fails with a `ConnectionError`. Read
   * the stream to its end or cancel it: until then, the connection stays open.
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
  /** JSON, unless the call has a `FormData`, or a serializer or middleware returns another body. */
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

/** A {@link Fetch} that accepts any body. A method, since TypeScript checks its parameters less strictly. */
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
