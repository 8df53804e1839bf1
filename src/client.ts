import { manifest as flatpeakManifest } from "../generated/manifest.ts";
import type { paths } from "../generated/schema.ts";
import { createAttempt } from "./send/attempt.ts";
import { captureContext } from "./auth/async-context.ts";
import { createPublicFetch, PUBLIC_FETCH } from "./send/public-fetch.ts";
import { createAuthorize } from "./auth/authorize.ts";
import type { Authorize } from "./auth/authorize.ts";
import { createCaller, textOrType } from "./call.ts";
import type { CallResult } from "./call.ts";
import { nextCallId, redactOf } from "./send/call-context.ts";
import type { Client } from "./types/calls.ts";
import { createEmit } from "./send/events.ts";
import { createSentCredentials } from "./errors/redaction.ts";
import type { SentCredentials } from "./errors/redaction.ts";
import type { Emit } from "./send/events.ts";
import { createLogin, encodeBasic } from "./auth/login.ts";
import type { Manifest } from "./manifest.ts";
import type { SchemeCredentials } from "./types/security.ts";
import { readOptions } from "./options.ts";
import type { ClientOptions, Settings } from "./options.ts";
import type { CallInit } from "./request/init.ts";
import { createMiddlewareList } from "./request/middleware.ts";
import { createOpenapiFetch } from "./request/openapi-fetch.ts";
import { createProvidedTokenSource } from "./auth/token-function.ts";
import { createTokenSource } from "./auth/token-source.ts";
import type { TokenSource } from "./auth/token-source.ts";
import { createSharedToken } from "./auth/token-store.ts";

/**
 * Without `waitUntil`, a login is aborted if no call waits for it during this time. The time is long enough for a series
 * of calls with short deadlines to share one login.
 */
const LOGIN_ABANDON_MS = 1_000;

/**
 * Creates a client. It logs in at the first call that needs a bearer token, keeps the token in memory and refreshes
 * it before it expires. Create one client per process and share it.
 *
 * For another contract, run `npm run generate -- --spec FILE --out DIR`. Then pass the `paths` and the `manifest` of
 * that folder: `createClient<paths>({ manifest })`.
 *
 * @throws UsageError if an option is missing, contradictory or invalid; its message says what to set
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 *
 * const flatpeak = createClient(); // FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY from the environment
 *
 * const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
 * if (error) console.error(error.message);
 * else console.log(data.id);
 * ```
 */
export function createClient<Paths extends object = paths>(...options: ClientArguments<Paths>): Client<Paths>;
export function createClient(options: ClientOptions & Partial<ContractOptions> = {}): object {
  const { manifest = flatpeakManifest, ...given } = options;
  // Flatpeak's credentials in the environment must not be sent to the API of another contract.
  const settings = readOptions(given, manifest, manifest.baseUrl === flatpeakManifest.baseUrl);
  const emit = createEmit(settings.onEvent, settings.baseUrl);
  const credentials = createSentCredentials();
  const middleware = createMiddlewareList();
  const call = createCaller({
    settings,
    openapiFetch: createOpenapiFetch(settings.baseUrl, settings.serializers),
    middleware,
    authorize: createAuthorization(settings, credentials, emit),
    credentials,
    emit,
  });
  const client = {
    ...Object.fromEntries(
      ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"].map((name) => [
        name,
        (path: string, init: CallInit = {}) => call(name, path, init),
      ]),
    ),
    request: (name: string, path: string, init: CallInit = {}): Promise<CallResult> =>
      call(textOrType(name).toUpperCase(), path, init),
    use: middleware.use,
    eject: middleware.eject,
  };
  return Object.defineProperty(client, PUBLIC_FETCH, { value: createPublicFetch(settings) });
}

/** Options of `createClient` for another contract. */
export interface ContractOptions {
  /** The `manifest` from `npm run generate -- --spec FILE --out DIR`. */
  readonly manifest: Manifest;
  /**
   * API keys and basic auth of the contract, by the names of its security schemes. Sent only to the origin of
   * `baseUrl`. For each call, the client picks the first alternative of the contract for which it has the credentials.
   * Default: none.
   */
  readonly credentials?: SchemeCredentials | undefined;
}

/** Arguments of {@link createClient}. One signature, since a compile error lists every overload. */
export type ClientArguments<Paths> = [Paths, paths] extends [paths, Paths]
  ? [options?: ClientOptions]
  : [options: ClientOptions & ContractOptions];

/** Creates the function that sends the requests of a client with the user's `fetch` and the client's credentials. */
function createAuthorization(
  settings: Settings,
  credentials: SentCredentials,
  emit: Emit | undefined,
): Authorize {
  const { authentication, secured, tokenStore, waitUntil } = settings;
  const { refusedCode } = settings.manifest;
  const attempt = createAttempt(settings.findFetch, settings.fetchOptions, emit, settings.drift);
  secured?.secrets.forEach(credentials.keep);
  let tokens: TokenSource | undefined;
  let basic: string | undefined;
  if (authentication.by === "token") tokens = createProvidedTokenSource(authentication.token, waitUntil);
  if (authentication.by === "login") {
    const { login, accountId, apiKey } = authentication;
    basic = encodeBasic(accountId, apiKey);
    credentials.keep(basic);
    const logIn = createLogin(login, settings, { attempt, authorization: basic, credentials, emit });
    const identity = [new URL(settings.baseUrl).origin, accountId, apiKey];
    const shared =
      tokenStore &&
      createSharedToken(tokenStore, identity, (problem) => {
        const error = redactOf({ credentials })(problem);
        emit?.({ id: nextCallId(), operation: login, attempts: 0 }, { type: "token-store", error });
      });
    tokens = createTokenSource(logIn, {
      shared,
      waitUntil,
      runInContext: captureContext(),
      abandonAfter: waitUntil === undefined ? LOGIN_ABANDON_MS : undefined,
    });
  }
  return createAuthorize(attempt, { tokens, basic, refusedCode, secured });
}
