import { codesOf, reduceCause } from "../errors/cause.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import { isTokenText } from "./login.ts";
import type { Token } from "./login.ts";

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
  read(known: Token | undefined): Promise<Token | undefined>;
  /** Puts a token into the store. */
  write(token: Token): Promise<void>;
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
      else if (Date.now() < token.expiresAt && isNewer(token, known)) return token;
      return undefined;
    },
    async write(token) {
      const ttl = Math.floor(token.expiresAt - Date.now());
      if (ttl > 0) await use((name) => store.set(name, JSON.stringify(token), ttl));
    },
  };
}

/** Whether a code or a name is one: a store that quotes what it was given has put a live bearer there. */
function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[A-Z](?:[A-Z0-9_]{1,40}|[A-Za-z]{1,40})$/.test(text);
}

function isNewer(token: Token, known: Token | undefined): boolean {
  return known === undefined || (token.value !== known.value && token.issuedAt > known.issuedAt);
}

function readStored(stored: unknown): Token | undefined {
  const data = typeof stored === "string" ? parseJson(stored) : undefined;
  if (!isJsonObject(data)) return undefined;
  const { value, issuedAt, expiresAt } = data;
  if (!isTokenText(value) || typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  // By a clock that is ahead of this one the token would stay young, and a refusal of it be taken for one of the call.
  return { value, issuedAt: Math.min(issuedAt, Date.now()), expiresAt };
}

/** A digest: neither ID nor key can be read off it, and a live and a test key of one account do not share. */
async function makeKey(identity: readonly string[]): Promise<string> {
  // As JSON, so that no two identities run together into the same text.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(identity)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `flatpeak:${hex.join("")}`;
}
