import { UsageError } from "../errors/classes.ts";
import type { OperationEntry } from "../manifest.ts";
import type { CallOptions, FetchOptions, Serializers } from "../types/calls.ts";
import { mergeHeaders, readHeaderParameters } from "./headers.ts";
import type { HeaderLayer } from "./headers.ts";
import { checkCount, checkFunction, checkTimeout } from "./limits.ts";
import { checkMiddleware } from "./middleware.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { readPathParameters } from "./path.ts";
import type { PathParameters } from "./path.ts";
import { readQuery } from "./query.ts";

/** What a call takes, once the operation's own types are behind it. */
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
export interface CheckedInit extends Omit<CallOptions, "headers" | "parseAs"> {
  readonly params: {
    readonly path: PathParameters | undefined;
    /** Texts by encoded name; as the caller gave it for a `querySerializer` that is a function. */
    readonly query: unknown;
  };
  readonly headers: HeaderLayer;
  readonly body: unknown;
  readonly parseAs: NonNullable<CallOptions["parseAs"]>;
}

/** What a client adds to the `init` of its calls. */
export interface ClientDefaults {
  readonly headers: HeaderLayer;
  /** Of operations that declare the version header: it and `headers`. */
  readonly versionedHeaders: HeaderLayer;
  readonly serializers: Serializers;
}

/**
 * Reads what a call was given, each option once: a getter may throw, or say something else when it is read again.
 *
 * @throws UsageError for everything about a call that can be refused before any I/O; it says what is wrong and what to do
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
  const {
    body,
    headers,
    signal,
    timeout,
    retries,
    maxBodyBytes,
    parseAs = "json",
    fetchOptions,
    fetch,
    middleware,
  } = given;
  const { querySerializer, bodySerializer, pathSerializer } = given;
  if (given.params !== undefined && !isObject(given.params))
    throw new UsageError("params must be an object of path, query and header");
  const params = { ...given.params };
  refuseUnknown("params", params, PARAMETER_KINDS);
  if (params.cookie !== undefined)
    throw new UsageError("params.cookie cannot be sent: fetch sets no cookies");
  checkTimeout(timeout);
  checkCount("retries", retries);
  checkCount("maxBodyBytes", maxBodyBytes);
  checkFunction("fetch", fetch);
  checkFunction("bodySerializer", bodySerializer);
  checkFunction("pathSerializer", pathSerializer);
  checkForm(parseAs);
  checkSignal(signal);
  if (body !== undefined && (method === "GET" || method === "HEAD"))
    throw new UsageError(`a ${method} carries no body`);
  // A function of the user's gets what the user passed.
  const raw = typeof (querySerializer ?? client.serializers.querySerializer) === "function";
  return {
    params: {
      path: readPathParameters(path, params.path),
      query: raw ? params.query : readQuery(params.query),
    },
    headers: mergeHeaders(
      entry.versioned ? client.versionedHeaders : client.headers,
      headers,
      readHeaderParameters(params.header),
    ),
    body,
    signal,
    timeout,
    retries,
    maxBodyBytes,
    // A HEAD has no body to be read in any form.
    parseAs: method === "HEAD" ? "json" : parseAs,
    fetchOptions: fetchOptions && { ...fetchOptions },
    fetch,
    middleware: middleware && checkMiddleware([...middleware]),
    querySerializer,
    bodySerializer,
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

/** Options of `fetch`, such as `cache` or Next's `next`, that have a place of their own. */
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

/** Advice for whoever passes an option of `fetch` beside the client's own. */
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

/** By shape: a polyfill brings a class of its own. */
function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const listens = ["addEventListener", "removeEventListener"].every(
    (method) => typeof Reflect.get(signal, method) === "function",
  );
  if (typeof Reflect.get(signal, "aborted") !== "boolean" || !listens)
    throw new UsageError("signal must be an AbortSignal, such as the signal of an AbortController");
}
