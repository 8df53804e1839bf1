import type { Attempt } from "../send/attempt.ts";
import { encodeBase64 } from "../text/base64.ts";
import { contextOf, startCall } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";
import { startDeadline } from "../send/deadline.ts";
import { AuthenticationError, FlatpeakError } from "../errors/classes.ts";
import type { Operation } from "../errors/classes.ts";
import type { SentCredentials } from "../errors/redaction.ts";
import type { Emit } from "../send/events.ts";
import { isJsonObject } from "../text/json.ts";
import type { LoginFields, Manifest, OperationEntry } from "../manifest.ts";
import { readData } from "../send/result.ts";
import { withoutRemoved } from "../request/headers.ts";
import type { ClientDefaults } from "../request/init.ts";
import { now } from "./moment.ts";
import type { Moment } from "./moment.ts";
import { findTokenFault, isTokenText, readLifetime } from "./token.ts";
import type { KeptToken } from "./token.ts";
import type { Obtain } from "./token-source.ts";

/** The operation that exchanges credentials for a bearer token. */
export interface LoginOperation extends Operation {
  readonly entry: OperationEntry;
  readonly fields: LoginFields;
}

/** Finds the operation that the contract's overlay marks as the login; `undefined` if there is none. */
export function findLogin(manifest: Manifest): LoginOperation | undefined {
  for (const [key, entry] of Object.entries(manifest.operations)) {
    if (entry.login === undefined) continue;
    const space = key.indexOf(" ");
    const { operationId, login: fields } = entry;
    return { operationId, method: key.slice(0, space), path: key.slice(space + 1), entry, fields };
  }
  return undefined;
}

/** Writes the `authorization` of basic auth. */
export function encodeBasic(accountId: string, apiKey: string): string {
  return `Basic ${encodeBase64(`${accountId}:${apiKey}`)}`;
}

/** Deadline of a login for a client without a timeout: a login that many calls wait for must end. */
const LOGIN_TIMEOUT_MS = 30_000;

/** Settings of a client that its logins use. */
export interface LoginSettings extends Omit<ClientDefaults, "serializers"> {
  /** Deadline of one login in milliseconds; 0 for 30 seconds. Waiting calls keep their own deadlines. */
  readonly timeout: number;
}

/** Parts of a client that its logins pass through. */
export interface LoginParts {
  readonly attempt: Attempt;
  /** Header of basic auth, see {@link encodeBasic}. */
  readonly authorization: string;
  readonly credentials: SentCredentials;
  readonly emit: Emit | undefined;
}

/** Sends one login, in the background or for calls that wait. Throws a FlatpeakError of the login operation. */
export function createLogin(
  { entry, fields, ...operation }: LoginOperation,
  settings: LoginSettings,
  { attempt, authorization, credentials, emit }: LoginParts,
): Obtain {
  const { method, path } = operation;
  const usualUrl = settings.baseUrl + path;
  const url = settings.manifest.encode?.(entry, settings).writeUrl?.(usualUrl) ?? usualUrl;
  const headers = withoutRemoved(entry.versioned ? settings.versionedHeaders : settings.headers);
  const request = { url, method, headers, body: null };
  return async (background, signal) => {
    const deadline = startDeadline(settings.timeout || LOGIN_TIMEOUT_MS, signal);
    const call = startCall(operation, entry, deadline, credentials);
    // Measured before the request is sent, so that an expired token never counts as valid.
    const since = now();
    const report = (status: number | undefined, error?: string): void => {
      const type = background ? "refresh" : "login";
      emit?.(call, { type, duration: performance.now() - since.steady, status, error });
    };
    try {
      const buffered = await attempt(call, request, authorization);
      const token = readToken(readData(buffered, call), fields, since, call);
      report(buffered.response.status);
      credentials.add(`Bearer ${token.value}`);
      return token;
    } catch (thrown) {
      if (thrown instanceof FlatpeakError) report(thrown.status, thrown.kind);
      throw thrown;
    } finally {
      deadline.close();
    }
  };
}

function readToken(data: unknown, fields: LoginFields, since: Moment, call: Call): KeptToken {
  const body = isJsonObject(data) ? data : {};
  const value = body[fields.bearer];
  const life = readLifetime(body[fields.lifetime]);
  if (!isTokenText(value)) throw invalid(fields.bearer, findTokenFault(value) ?? "", call);
  if (life === undefined) throw invalid(fields.lifetime, "is not a positive number of seconds", call);
  return { value, issued: since, stored: false, since, life };
}

function invalid(field: string, fault: string, call: Call): AuthenticationError {
  return new AuthenticationError(
    `The login returned no token: "${field}" in its response ${fault}`,
    contextOf(call, "not-sent"),
  );
}
