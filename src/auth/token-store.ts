import { codesOf, reduceCause } from "../errors/cause.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import { ageOf, momentBefore } from "./moment.ts";
import { isTokenText } from "./token.ts";
import type { KeptToken } from "./token.ts";

/**
 * Keeps the bearer of a client where other processes, and the next start of this one, find it. Any
 * [Keyv](https://keyv.org) fits as it is. What is stored is a live bearer: whoever can read the store can use the account
 * until the bearer expires.
 */
export interface TokenStore {
  /** Gives what was set under the key, as long as it is there; else `undefined` or `null`. */
  get(key: string): Promise<unknown>;
  /** Keeps a value for `ttl` milliseconds. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
}

/** Whether a value can be used as a store; it may be of a class, so nothing is said of its other members. */
export function isTokenStore(value: unknown): value is TokenStore {
  if (typeof value !== "object" || value === null) return false;
  return ["get", "set"].every((method) => typeof Reflect.get(value, method) === "function");
}

/** The bearer that all clients with the same credentials share. Neither method rejects, nor takes longer than a second. */
export interface SharedToken {
  /** The token in the store, if it is valid and newer than the one that is known. */
  read(known: KeptToken | undefined): Promise<KeptToken | undefined>;
  /** Puts a token into the store. */
  write(token: KeptToken): Promise<void>;
}

/** A store is there to save a login, so it may not take longer than one. */
const STORE_PATIENCE_MS = 1_000;

/**
 * @param identity whose bearer it is: origin, account ID and API key
 * @param onProblem told in a word what went wrong with the store: `timeout`, `invalid`, or the code or name of what it threw
 */
export function createSharedToken(
  store: TokenStore,
  identity: readonly string[],
  onProblem: (problem: string) => void,
): SharedToken {
  let key: string | undefined;
  const use = async <Value>(work: (key: string) => Promise<Value>): Promise<Value | undefined> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        onProblem("timeout");
        resolve(undefined);
      }, STORE_PATIENCE_MS);
    });
    const carryOut = async (): Promise<Value> => work((key ??= await makeKey(identity)));
    try {
      return await Promise.race([carryOut(), patience]);
    } catch (thrown) {
      onProblem([codesOf(thrown)[0], reduceCause(thrown)?.name].find(isWord) ?? "Error");
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async read(known) {
      const stored = await use((name) => store.get(name));
      if (stored === undefined || stored === null) return undefined;
      const token = readStored(stored);
      if (token === undefined) onProblem("invalid");
      // One that is not newer may be the very one that the API has just refused.
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

/** Whether a code or a name is one: a store that quotes what it was given may have put a live bearer there. */
function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[A-Z](?:[A-Z0-9_]{1,40}|[A-Za-z]{1,40})$/.test(text);
}

function isNewer(token: KeptToken, known: KeptToken | undefined): boolean {
  return known === undefined || (token.value !== known.value && ageOf(token.since) < ageOf(known.since));
}

/** Processes share no clock but that of the wall. */
function writeStored({ value, life }: KeptToken, issuedAt: number): string {
  return JSON.stringify({ value, issuedAt, expiresAt: issuedAt + life });
}

function readStored(stored: unknown): KeptToken | undefined {
  const data = typeof stored === "string" ? parseJson(stored) : undefined;
  if (!isJsonObject(data)) return undefined;
  const { value, issuedAt, expiresAt } = data;
  if (!isTokenText(value) || typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  // If the clocks differ, the token is neither issued in the future nor lives longer from now on than its whole life.
  const since = momentBefore(Math.max(Date.now() - issuedAt, 0));
  return {
    value,
    issued: since,
    stored: true,
    since,
    life: Math.min(expiresAt - issuedAt, Number.MAX_SAFE_INTEGER),
  };
}

/** A digest: neither ID nor key can be read off it, and a live and a test key of one account do not share. */
async function makeKey(identity: readonly string[]): Promise<string> {
  // As JSON, so that no two identities run together into the same text.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(identity)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `flatpeak:${hex.join("")}`;
}
