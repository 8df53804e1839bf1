import type { Moment } from "./moment.ts";

/**
 * What a `token` function returns. The form says who may use the bearer token:
 *
 * - A string is for one request. The function is called before every attempt of every call, in the async context of that
 *   call, and the client neither shares nor keeps the string.
 * - `{ token, expiresIn }` is for all calls of the client. The client keeps it, refreshes it from 80 % of its life on, and
 *   calls the function once for concurrent calls. `expiresIn` is in seconds and must be positive.
 *
 * Leave the prefix `Bearer ` out. A token has at most 16,384 characters.
 *
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import type { Token } from "flatpeak";
 *
 * async function fetchToken(): Promise<Token> {
 *   const response = await fetch("https://backend.example/flatpeak-token");
 *   const { bearer_token, expires_in } = await response.json();
 *   return { token: bearer_token, expiresIn: expires_in };
 * }
 *
 * const flatpeak = createClient({ token: fetchToken });
 * ```
 */
export type Token = string | { readonly token: string; readonly expiresIn: number };

/** A bearer token as it is sent. */
export interface BearerToken {
  readonly value: string;
  /** When the API issued it; `undefined` if only the back end that handed it out knows. */
  readonly issued: Moment | undefined;
  /** Whether it comes from the token store, where the API may have revoked it since. */
  readonly stored: boolean;
}

/** A bearer token that calls share until it expires. */
export interface KeptToken extends BearerToken {
  /** The start of its life. */
  readonly since: Moment;
  /** Milliseconds. */
  readonly life: number;
}

/** Servers allow some 16 KiB for all headers of a request together; a longer text is not a token. */
const MAX_LENGTH = 16 * 1024;

/** Why a value cannot stand in an `Authorization: Bearer` header, to follow its name; `undefined` if it can. */
export function findTokenFault(value: unknown): string | undefined {
  if (typeof value !== "string") return "is not a string";
  if (value === "") return "is empty";
  if (value.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  if (/^bearer\s/i.test(value)) return 'starts with "Bearer ", which the client adds; leave it out';
  return /^[\x21-\x7e]+$/.test(value) ? undefined : "has a character that is not visible ASCII";
}

/** Whether a value can stand in an `Authorization: Bearer` header. */
export function isTokenText(value: unknown): value is string {
  return findTokenFault(value) === undefined;
}

/** A lifetime in milliseconds, finite and safe to count with; `undefined` if it is not a positive number of seconds. */
export function readLifetime(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 && seconds < Infinity
    ? Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER)
    : undefined;
}
