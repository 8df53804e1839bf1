import { UsageError } from "../errors/classes.ts";
import type { Encoded, Manifest, OperationEntry } from "../manifest.ts";
import type { CallOptions, FetchOptions, Serializers } from "../types/call-options.ts";
import { mergeHeaders, readHeaderParameters } from "./headers.ts";
import type { HeaderLayer } from "./headers.ts";
import { checkCount, checkFunction, checkTimeout } from "./limits.ts";
import { checkSignal } from "../errors/check-signal.ts";
import { checkMiddleware } from "./middleware.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { isBodiless } from "./outgoing-request.ts";
import { readPathParameters } from "./path.ts";
import { readQuery } from "./query.ts";

/** `init` of a call, without the types of the operation. */
export interface CallInit extends CallOptions {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
    readonly cookie?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
}

/** The `init` of a call, read once and checked. */
export interface CheckedInit extends Omit<CallOptions, "headers" | "parseAs" | "bodySerializer"> {
  readonly params: {
    /** Unchanged from the caller if the path has an unusual form. */
    readonly path: Readonly<Record<string, unknown>> | undefined;
    /** Texts by encoded name. For a `querySerializer` function, unchanged from the caller. */
    readonly query: unknown;
  };
  /** The parameters, unchanged from the caller. */
  readonly given: CallInit["params"];
  readonly headers: HeaderLayer;
  readonly body?: unknown;
  /** Media type of the body, unless `headers` name another. */
  readonly contentType: string;
  readonly bodySerializer: CallOptions["bodySerializer"] | Encoded["bodySerializer"];
  readonly wrap: Encoded["wrap"];
  /** Media types that the response may have, unless `headers` name others. */
  readonly accept: string;
  readonly parseAs: NonNullable<CallOptions["parseAs"]>;
}

/** Defaults of a client for the `init` of its calls. */
export interface ClientDefaults {
  readonly baseUrl: string;
  readonly manifest: Manifest;
  readonly headers: HeaderLayer;
  /** Headers of operations that declare the version header: that header and `headers`. */
  readonly versionedHeaders: HeaderLayer;
  readonly serializers: Serializers;
}

/**
 * Reads the options of a call, each exactly once: a getter may throw, or return another value the next time.
 *
 * @throws UsageError for every problem that can be found before any I/O; it says what is wrong and what to do
 */
export function readInit(
  method: string,
  path: string,
  entry: OperationEntry,
  init: CallInit,
  client: ClientDefaults,
): CheckedInit {
  if (!isObject(init)) throw new UsageError("init must be an object such as { params, body }");
  const given = { ...init };
  refuseUnknown("init", given, INIT_NAMES, adviseInit);
  const { body, headers, parseAs = "json", fetchOptions, middleware } = given;
  if (given.params !== undefined && !isObject(given.params))
    throw new UsageError("params must be an object of path, query and header");
  const params = { ...given.params };
  refuseUnknown("params", params, PARAMETER_KINDS);
  if (params.cookie !== undefined)
    throw new UsageError("params.cookie cannot be sent: fetch sets no cookies");
  checkTimeout(given.timeout);
  checkCount("retries", given.retries);
  checkCount("maxBodyBytes", given.maxBodyBytes);
  checkFunction("fetch", given.fetch);
  checkForm(parseAs);
  checkSignal(given.signal);
  if (body !== undefined && isBodiless(method))
    throw new UsageError(`a ${method} cannot have a body; leave body out`);
  const { manifest, serializers } = client;
  const encoded = entry.wire && manifest.encode?.(entry, client);
  const {
    querySerializer = serializers.querySerializer ?? encoded?.querySerializer,
    bodySerializer = serializers.bodySerializer ?? encoded?.bodySerializer,
    pathSerializer = serializers.pathSerializer ?? encoded?.pathSerializer,
  } = given;
  checkFunction("bodySerializer", bodySerializer);
  checkFunction("pathSerializer", pathSerializer);
  // A custom serializer gets the values that the user passed.
  const raw = typeof querySerializer === "function";
  // Named one by one: spreading `given` here would slow each call down by a third.
  return {
    params: {
      path: encoded?.pathSerializer ? (params.path ?? {}) : readPathParameters(path, params.path),
      query: raw ? params.query : readQuery(params.query),
    },
    headers: mergeHeaders(
      entry.versioned ? client.versionedHeaders : client.headers,
      headers,
      readHeaderParameters(params.header, encoded?.writeHeader),
    ),
    body,
    contentType: entry.contentType ?? "application/json",
    accept: entry.accept ?? "application/json",
    signal: given.signal,
    given: params,
    timeout: given.timeout,
    retries: given.retries,
    maxBodyBytes: given.maxBodyBytes,
    fetch: given.fetch,
    // The response of a HEAD has no body.
    parseAs: method === "HEAD" ? "json" : parseAs,
    fetchOptions: fetchOptions && { ...fetchOptions },
    middleware: middleware && checkMiddleware([...middleware]),
    querySerializer,
    bodySerializer,
    wrap: encoded?.wrap,
    pathSerializer,
  };
}

const PARAMETER_KINDS: ReadonlySet<string> = new Set(["path", "query", "header", "cookie"]);
const INIT_NAMES: ReadonlySet<string> = new Set<keyof CallInit>([
  "params",
  "body",
  "headers",
  "signal",
  "timeout",
  "retries",
  "maxBodyBytes",
  "parseAs",
  "fetchOptions",
  "fetch",
  "middleware",
  "querySerializer",
  "bodySerializer",
  "pathSerializer",
]);

function adviseInit(name: string): string | undefined {
  if (name === "baseUrl")
    return "credentials are for one origin, so make another client with createClient({ baseUrl })";
  if (PARAMETER_KINDS.has(name)) return `pass params: { ${name}: … }`;
  return adviseFetchOption(name);
}

/** Options of `fetch`, such as `cache` or Next's `next`, that belong in `fetchOptions`. */
const FETCH_OPTIONS: readonly (keyof FetchOptions | "next" | "cf")[] = [
  "cache",
  "credentials",
  "integrity",
  "keepalive",
  "mode",
  "priority",
  "referrer",
  "referrerPolicy",
  "dispatcher",
  "next",
  "cf",
];

/** Advice for an option of `fetch` that is passed outside `fetchOptions`. */
export function adviseFetchOption(name: string): string | undefined {
  return FETCH_OPTIONS.some((option) => option === name) ? `pass fetchOptions: { ${name}: … }` : undefined;
}

const FORMS: readonly string[] = ["json", "text", "blob", "arrayBuffer", "stream"];

function checkForm(parseAs: string): void {
  if (!FORMS.includes(parseAs)) throw new UsageError(`parseAs must be one of ${FORMS.join(", ")}`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
