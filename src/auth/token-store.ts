import { codesOf, reduceCause } from "../errors/cause.ts";
import { startPatience } from "../send/patience.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import { hasMethods } from "../text/member.ts";
import { ageOf, now } from "./moment.ts";
import { isTokenText } from "./token.ts";
import type { KeptToken } from "./token.ts";

/**
 * Store that shares the bearer token of a client with other processes and later runs. Any [Keyv](https://keyv.org)
 * works. The stored token is valid: anyone who can read the store can use the account until the token expires.
 */
export interface TokenStore {
  /** Returns the value of a key; `undefined` or `null` if there is none. */
  get(key: string): Promise<unknown>;
  /** Stores a value for `ttl` milliseconds. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
}

/** True if a value can be used as a store. It may be a class instance, so its other members are not checked. */
export function isTokenStore(value: unknown): value is TokenStore {
  return hasMethods(value, "get", "set");
}

/**
 * Bearer token that all clients with the same credentials share. The methods never reject and take at most one
 * second.
 */
export interface SharedToken {
  /** Reads the stored token, if it is valid and newer than the known one. */
  read(known: KeptToken | undefined): Promise<KeptToken | undefined>;
  /** Writes a token to the store. */
  write(token: KeptToken): Promise<void>;
}

/** The store replaces a login, so it must not take longer than a login. */
const STORE_PATIENCE_MS = 1_000;

/**
 * @param identity origin, account ID and API key that the token belongs to
 * @param onProblem called with the problem of the store in one word: `timeout`, `invalid`, or the code or name of its
 *   error
 */
export function createSharedToken(
  store: TokenStore,
  identity: readonly string[],
  onProblem: (problem: string) => void,
): SharedToken {
  let key: string | undefined;
  const use = async <Value>(work: (key: string) => Promise<Value>): Promise<Value | undefined> => {
    const patience = startPatience(STORE_PATIENCE_MS);
    const carryOut = async (): Promise<{ value: Value }> => ({
      value: await work((key ??= await makeKey(identity))),
    });
    try {
      const done = await Promise.race([carryOut(), patience.over]);
      if (done === undefined) onProblem("timeout");
      return done?.value;
    } catch (thrown) {
      const cause = reduceCause(thrown);
      onProblem([codesOf(cause)[0], cause?.name].find(isWord) ?? "Error");
      return undefined;
    } finally {
      patience.end();
    }
  };
  return {
    async read(known) {
      const stored = await use((name) => store.get(name));
      if (stored === undefined || stored === null) return undefined;
      const token = readStored(stored);
      if (token === undefined) onProblem("invalid");
      // A token that is not newer may be the one that the API has just refused.
      else if (token.life > ageOf(token.since) && isNewer(token, known)) return token;
      return undefined;
    },
    async write(token) {
      const age = ageOf(token.since);
      const ttl = Math.floor(token.life - age);
      if (ttl > 0)
        await use((name) => store.set(name, writeStored(token, Math.floor(Date.now() - age)), ttl));
    },
  };
}

/**
 * True if the text is one plain word. A store that quotes its input may have put a valid token into a code or name.
 */
function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[A-Z](?:[A-Z0-9_]{1,40}|[A-Za-z]{1,40})$/.test(text);
}

function isNewer(token: KeptToken, known: KeptToken | undefined): boolean {
  return known === undefined || (token.value !== known.value && ageOf(token.since) < ageOf(known.since));
}

/** Serializes a token. Its times are wall clock times: processes share no other clock. */
function writeStored({ value, life }: KeptToken, issuedAt: number): string {
  return JSON.stringify({ value, issuedAt, expiresAt: issuedAt + life });
}

function readStored(stored: unknown): KeptToken | undefined {
  const data = typeof stored === "string" ? parseJson(stored) : undefined;
  if (!isJsonObject(data)) return undefined;
  const { value, issuedAt, expiresAt } = data;
  if (!isTokenText(value) || typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  // Clocks of processes may differ, so limit the time of issue to now and the remaining lifetime to the whole lifetime.
  const since = now(Math.max(Date.now() - issuedAt, 0));
  return {
    value,
    issued: since,
    stored: true,
    since,
    life: Math.min(expiresAt - issuedAt, Number.MAX_SAFE_INTEGER),
  };
}

/** Computes a digest that reveals neither ID nor key. Live and test keys of one account get different digests. */
async function makeKey(identity: readonly string[]): Promise<string> {
  // As JSON, so that different identities never produce the same text.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(identity)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `flatpeak:${hex.join("")}`;
}
