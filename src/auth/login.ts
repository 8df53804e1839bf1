import type { Attempt } from "../send/attempt.ts";
import { encodeBase64 } from "../text/base64.ts";
import { startCall } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";
import { startDeadline } from "../send/deadline.ts";
import { AuthenticationError, FlatpeakError } from "../errors/classes.ts";
import type { ErrorContext } from "../errors/classes.ts";
import type { SentCredentials } from "../errors/redaction.ts";
import type { Emit } from "../send/events.ts";
import { isJsonObject } from "../text/json.ts";
import { BEARER, LIFETIME_IN_SECONDS } from "./login-fields.ts";
import type { Manifest, OperationEntry } from "../manifest.ts";
import { readData } from "../send/result.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";

/** A bearer and its times, in milliseconds since the epoch. */
export interface Token {
  readonly value: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The operation that trades credentials for a bearer. */
export interface LoginOperation {
  readonly method: string;
  readonly path: string;
  readonly entry: OperationEntry;
}

/**
 * The login is the one operation that the contract secures by basic auth; `undefined` if there is not exactly one, or one
 * that takes path parameters, of which nothing is known.
 */
export function findLogin(manifest: Manifest): LoginOperation | undefined {
  const found = Object.entries(manifest.operations).filter(([, entry]) => entry.security === "basic");
  const [key, entry] = found[0] ?? [];
  if (found.length !== 1 || key === undefined || entry === undefined || key.includes("{")) return undefined;
  const space = key.indexOf(" ");
  return { method: key.slice(0, space), path: key.slice(space + 1), entry };
}

/** The `authorization` of basic auth. */
export function encodeBasic(accountId: string, apiKey: string): string {
  return `Basic ${encodeBase64(`${accountId}:${apiKey}`)}`;
}

/** What a login is sent with. */
export interface LoginParts {
  readonly request: OutgoingRequest;
  readonly attempt: Attempt;
  /** Of basic auth, see {@link encodeBasic}. */
  readonly authorization: string;
  readonly credentials: SentCredentials;
  /** Deadline of one login in milliseconds; the callers that wait for it have deadlines of their own. */
  readonly timeout: number;
  readonly emit: Emit | undefined;
}

/**
 * @returns sends one login, in the background or for calls that wait; throws a FlatpeakError of the login operation
 */
export function createLogin(
  login: LoginOperation,
  { request, attempt, authorization, credentials, timeout, emit }: LoginParts,
): (background: boolean) => Promise<Token> {
  const { method, path, entry } = login;
  const operation = { operationId: entry.operationId, method, path };
  return async (background) => {
    const deadline = startDeadline(timeout);
    const call = startCall(operation, entry, deadline, credentials);
    // Counted from before it was sent: rather a little too early than with a bearer that has just expired.
    const issuedAt = Date.now();
    const startedAt = performance.now();
    const tell = (status: number | undefined, error?: string): void => {
      const type = background ? "refresh" : "login";
      emit?.(call, { type, duration: performance.now() - startedAt, status, error });
    };
    try {
      const answer = await attempt(call, request, authorization);
      const token = readToken(readData(answer, call), issuedAt, call);
      tell(answer.response.status);
      credentials.add(`Bearer ${token.value}`);
      return token;
    } catch (thrown) {
      if (thrown instanceof FlatpeakError) tell(thrown.status, thrown.kind);
      throw thrown;
    } finally {
      deadline.close();
    }
  };
}

function readToken(data: unknown, issuedAt: number, call: Call): Token {
  const answer = isJsonObject(data) ? data : {};
  const value = answer[BEARER];
  const seconds = answer[LIFETIME_IN_SECONDS];
  if (!isTokenText(value)) throw invalid(BEARER, "a bearer", call);
  if (typeof seconds !== "number" || !(seconds > 0 && seconds < Infinity)) {
    throw invalid(LIFETIME_IN_SECONDS, "a positive number of seconds", call);
  }
  return { value, issuedAt, expiresAt: issuedAt + seconds * 1000 };
}

/** Whether a value can stand in an `Authorization: Bearer` header. */
export function isTokenText(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

function invalid(field: string, wanted: string, call: Call): AuthenticationError {
  return new AuthenticationError(
    `The login gave no token: "${field}" of its answer is not ${wanted}`,
    contextOf(call),
  );
}

function contextOf({ operation, attempts }: Call): ErrorContext {
  return { operation, attempts, outcome: "not-sent" };
}
