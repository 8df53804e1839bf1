import type { Moment } from "./moment.ts";

/**
 * Result of a `token` function. Its form decides which calls use the bearer token:
 *
 * - A string is used for one request. The function is called before every attempt of every call, in the async context
 *   of that call. The client neither shares nor caches the string.
 * - `{ token, expiresIn }` is used for all calls of the client. The client caches it and refreshes it after 80 % of
 *   its lifetime. Concurrent calls share one call of the function. `expiresIn` is in seconds and must be positive.
 *
 * Omit the prefix `Bearer `. A token has at most 16,384 characters.
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
  /** Time at which the API issued it; `undefined` for one from the `token` option. */
  readonly issued: Moment | undefined;
  /** True if it comes from the token store; the API may have revoked it since. */
  readonly stored: boolean;
}

/** A bearer token that calls share until it expires. */
export interface KeptToken extends BearerToken {
  /** Start of its lifetime. */
  readonly since: Moment;
  /** Milliseconds. */
  readonly life: number;
}

/** Servers allow about 16 KiB for all headers of a request together, so a longer text is not a token. */
const MAX_LENGTH = 16 * 1024;

/** Describes why a value is not a valid bearer token, for a message after its name. `undefined` if it is valid. */
export function findTokenFault(value: unknown): string | undefined {
  if (typeof value !== "string") return "is not a string";
  if (value === "") return "is empty";
  if (value.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  if (/^bearer\s/i.test(value)) return 'starts with "Bearer ", which the client adds; leave it out';
  return /^[\x21-\x7e]+$/.test(value) ? undefined : "has a character that is not visible ASCII";
}

/** True if a value is valid in an `Authorization: Bearer` header. */
export function isTokenText(value: unknown): value is string {
  return findTokenFault(value) === undefined;
}

/**
 * Reads a lifetime in milliseconds, finite and safe for arithmetic; `undefined` if it is not a positive number of
 * seconds.
 */
export function readLifetime(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 && seconds < Infinity
    ? Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER)
    : undefined;
}
