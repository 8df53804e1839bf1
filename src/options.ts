import { mergeHeaders } from "./request/headers.ts";
import type { HeaderLayer } from "./request/headers.ts";
import { adviseFetchOption } from "./request/init.ts";
import { checkCount, checkFunction, checkTimeout } from "./request/limits.ts";
import { refuseUnknown } from "./errors/unknown-names.ts";
import type { Fetch, FetchOptions, HeadersOptions, SendingFetch, Serializers } from "./types/call-options.ts";
import { createMissingError, isBrowser, readCredentials } from "./auth/credentials.ts";
import type { CredentialOptions } from "./auth/credentials.ts";
import { UsageError } from "./errors/classes.ts";
import type { FlatpeakEvent } from "./send/events.ts";
import { findLogin } from "./auth/login.ts";
import type { LoginOperation } from "./auth/login.ts";
import type { TokenOption } from "./auth/token-function.ts";
import type { Manifest } from "./manifest.ts";
import type { SchemeCredentials, Secured } from "./types/security.ts";
import type { Watch } from "./send/watch.ts";
import { VERSION } from "./version.ts";
import { isTokenStore } from "./auth/token-store.ts";
import type { TokenStore } from "./auth/token-store.ts";

/** Options of `createClient`. All are optional if the environment has the account ID and the API key. */
export interface ClientOptions extends CredentialOptions, Serializers {
  /**
   * URL of the API: `https:`, or `http:` to this machine. Credentials are sent only to its origin. Default: the
   * contract's server, `https://api.flatpeak.com`.
   */
  baseUrl?: string | undefined;
  /**
   * API version, sent as `Flatpeak-Version` to operations that declare that header. `null` sends none; the account's
   * default version then applies. Default: the version of the contract from which the types are generated.
   */
  apiVersion?: string | null | undefined;
  /** Sends the requests; called with a URL and an init. Default: `globalThis.fetch`, looked up at each request. */
  fetch?: Fetch | undefined;
  /** Deadline of a call in milliseconds, including login and reading the body; 0 for none. Default: 30000. */
  timeout?: number | undefined;
  /**
   * Maximum number of retries; 0 for none. Default: 2.
   *
   * - Every operation is retried if the request cannot have reached the API, or after a 429. Refused credentials are not
   *   retried.
   * - Idempotent operations are also retried after a lost response, an invalid 2xx, 408, 500, 502, 503 and 504.
   *
   * The client waits as long as `Retry-After` says. Without that header, it waits a random time of up to 300 ms; this
   * limit doubles with each retry, up to 5 s. All retries happen within `timeout`.
   */
  retries?: number | undefined;
  /**
   * Maximum size of a successful response body in bytes, after decompression; 0 for no limit. A larger body is an
   * `UnexpectedResponseError` and is not retried. Streams (`parseAs: "stream"`) have no limit. Default: 33554432 (32 MiB).
   */
  maxBodyBytes?: number | undefined;
  /** Called for every request, response, retry and login. Exceptions and rejections are ignored. Default: none. */
  onEvent?: ((event: FlatpeakEvent) => unknown) | undefined;
  /**
   * Called with every response, including those of logins and of retried attempts. Pass the result of
   * `watchDrift` of `flatpeak/drift` to compare the responses with the contract. Exceptions are ignored. Default: none.
   */
  drift?: Watch | undefined;
  /**
   * Headers of every request, for example for a proxy. `null` removes a header that the client adds, such as `user-agent`.
   * `authorization` is refused. Default: `user-agent: flatpeak/VERSION`, except in browsers.
   */
  headers?: HeadersOptions | undefined;
  /** More `fetch` options for every request, such as `keepalive` or undici's `dispatcher`. Default: none. */
  fetchOptions?: FetchOptions | undefined;
  /**
   * Allows plain `http:` to any host, for a mock on a private network. Credentials are then sent unencrypted.
   * Default: false.
   */
  allowHttp?: boolean | undefined;
  /**
   * Called with a promise for every login, for platforms that cancel pending work when a request ends. On Cloudflare
   * Workers, pass `(promise) => ctx.waitUntil(promise)`. Exceptions and rejections are ignored. Default: none; the
   * client then aborts a login if no call waits for it during one second, since a pending login keeps the process alive.
   */
  waitUntil?: ((promise: Promise<unknown>) => unknown) | undefined;
  /**
   * Shares the bearer token with other processes and later runs; any Keyv works. The store contains valid tokens, so
   * protect it like a password. If the store is slow or fails, the client logs in without it. Requires `accountId` and
   * `apiKey`. Default: none.
   */
  tokenStore?: TokenStore | undefined;
}

/** Authentication of a client. */
export type Authentication =
  | {
      readonly by: "login";
      readonly login: LoginOperation;
      readonly accountId: string;
      readonly apiKey: string;
    }
  | { readonly by: "token"; readonly token: TokenOption }
  | { readonly by: "nothing" };

/** The options of a client, checked and with their defaults. */
export interface Settings {
  readonly manifest: Manifest;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly authentication: Authentication;
  /** Sends API keys and basic auth; `undefined` if the contract has none. */
  readonly secured: Secured | undefined;
  readonly findFetch: () => SendingFetch;
  readonly timeout: number;
  readonly retries: number;
  readonly maxBodyBytes: number;
  readonly onEvent: ((event: FlatpeakEvent) => unknown) | undefined;
  readonly drift: Watch | undefined;
  readonly headers: HeaderLayer;
  /** Headers of operations that declare the version header: that header and `headers`. */
  readonly versionedHeaders: HeaderLayer;
  readonly fetchOptions: FetchOptions | undefined;
  readonly serializers: Serializers;
  readonly waitUntil: ((promise: Promise<unknown>) => unknown) | undefined;
  readonly tokenStore: TokenStore | undefined;
}

/**
 * Checks the options of a client.
 *
 * @param environment true if credentials may come from the environment
 * @throws UsageError that names the option and the fix
 */
export function readOptions(
  options: ClientOptions & { readonly credentials?: SchemeCredentials | undefined },
  manifest: Manifest,
  environment: boolean,
): Settings {
  const { credentials, ...given } = options;
  const names = "fail" in given ? new Set([...CLIENT_OPTIONS, ...MEMBERS_OF_FAKE_0_1_0]) : CLIENT_OPTIONS;
  refuseUnknown("createClient", manifest.secure ? given : options, names, adviseFetchOption);
  const { fetch, onEvent, drift, fetchOptions, waitUntil, tokenStore } = given;
  const { querySerializer, bodySerializer, pathSerializer } = given;
  const { timeout = 30_000, retries = 2, maxBodyBytes = 32 * 1024 * 1024 } = given;
  const functions = { fetch, waitUntil, onEvent, drift, bodySerializer, pathSerializer };
  for (const [name, callback] of Object.entries(functions)) checkFunction(name, callback);
  if (tokenStore !== undefined && !isTokenStore(tokenStore)) {
    throw new UsageError("tokenStore must have the methods get and set; pass a Keyv, for example");
  }
  const secured = manifest.secure?.(manifest.schemes ?? {}, credentials ?? {}, given.allowBrowser === true);
  const authentication = readAuthentication(given, manifest, secured, environment);
  checkTimeout(timeout);
  checkCount("retries", retries);
  checkCount("maxBodyBytes", maxBodyBytes);
  // A browser either ignores this header or sends a preflight request for it.
  const ownHeaders = isBrowser() ? {} : { "user-agent": `flatpeak/${VERSION}` };
  const headers = mergeHeaders(ownHeaders, given.headers);
  return {
    manifest,
    baseUrl: readBaseUrl(given.baseUrl ?? manifest.baseUrl, given.allowHttp === true),
    authentication,
    secured,
    findFetch: () => fetch ?? findGlobalFetch(),
    timeout,
    retries,
    maxBodyBytes,
    onEvent,
    drift,
    headers,
    versionedHeaders: { ...readVersionHeader(given.apiVersion, manifest), ...headers },
    fetchOptions: fetchOptions && { ...fetchOptions },
    serializers: { querySerializer, bodySerializer, pathSerializer },
    waitUntil,
    tokenStore,
  };
}

const CLIENT_OPTIONS: ReadonlySet<string> = new Set<keyof ClientOptions>([
  "accountId",
  "apiKey",
  "token",
  "allowBrowser",
  "baseUrl",
  "apiVersion",
  "fetch",
  "timeout",
  "retries",
  "maxBodyBytes",
  "onEvent",
  "drift",
  "headers",
  "fetchOptions",
  "allowHttp",
  "waitUntil",
  "tokenStore",
  "querySerializer",
  "bodySerializer",
  "pathSerializer",
]);
/** A fake is passed as options. In 0.1.0 its other members are enumerable, too. */
const MEMBERS_OF_FAKE_0_1_0 = ["requests", "logins", "on", "fail", "issueToken", "revokeTokens", "reset"];

function findGlobalFetch(): SendingFetch {
  // Older runtimes lack `fetch`, contrary to its type.
  const found: SendingFetch | undefined = globalThis.fetch;
  if (typeof found !== "function")
    throw new UsageError("this runtime has no global fetch; pass a fetch to createClient");
  return found;
}

function readVersionHeader(
  version: string | null | undefined,
  { apiVersion, versionHeader }: Manifest,
): Readonly<Record<string, string>> {
  if (typeof version === "string" && !/^[\x21-\x7e]+$/.test(version))
    throw new UsageError(`apiVersion must be a release such as "${apiVersion}", or null to send none`);
  if (versionHeader === undefined || version === null) return {};
  return { [versionHeader.toLowerCase()]: version ?? apiVersion };
}

function readAuthentication(
  options: CredentialOptions,
  manifest: Manifest,
  secured: Secured | undefined,
  environment: boolean,
): Authentication {
  const credentials = readCredentials(options, environment);
  if (credentials === undefined) {
    const canCall = Object.values(manifest.operations).some(
      ({ security }) => security === "none" || secured?.canSend(security),
    );
    if (!canCall) throw createMissingError(environment);
    return { by: "nothing" };
  }
  if ("token" in credentials) return { by: "token", token: credentials.token };
  const login = findLogin(manifest);
  if (login === undefined) {
    throw new UsageError(
      "accountId and apiKey cannot be used with this contract, which marks no operation as its login; pass token, or " +
        "mark the login with x-login in an overlay",
    );
  }
  const { keyPrefix } = login.fields;
  if (keyPrefix !== undefined && credentials.accountId.startsWith(keyPrefix)) {
    throw new UsageError(`the account ID starts with ${keyPrefix}, as API keys do; swap the two`);
  }
  return { by: "login", login, ...credentials };
}

function readBaseUrl(baseUrl: string | undefined, allowHttp: boolean): string {
  if (baseUrl === undefined) {
    throw new UsageError("baseUrl is missing: the contract names no server; pass the URL of the API");
  }
  const url = parseUrl(baseUrl);
  if (url.username + url.password + url.search + url.hash !== "") {
    throw new UsageError(
      "baseUrl has a user name, password, query or fragment; remove it, and pass accountId and apiKey, or token",
    );
  }
  const { protocol, hostname } = url;
  if (protocol === "http:" && !allowHttp && !isLoopback(hostname)) {
    throw new UsageError(
      `baseUrl is plain http: to ${hostname}, which would send credentials unencrypted; use https:, or set allowHttp ` +
        "for a mock on a private network",
    );
  }
  if (!/^https?:$/.test(protocol)) throw new UsageError(`baseUrl has the scheme ${protocol}; use https:`);
  // URL has encoded any braces, which openapi-fetch would take for path parameters.
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function parseUrl(baseUrl: string): URL {
  try {
    return new URL(baseUrl);
  } catch {
    throw new UsageError('baseUrl is not an absolute URL; pass one such as "https://api.flatpeak.com"');
  }
}

function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(hostname);
}
