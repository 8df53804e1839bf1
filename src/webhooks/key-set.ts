import { startDeadline } from "../send/deadline.ts";
import { isJsonObject } from "../text/json.ts";

/** A JSON Web Key Set: public keys, each with a `kid`. */
export interface JsonWebKeySet {
  /** Public keys as RFC 7517 describes them. */
  readonly keys: readonly object[];
}

/** The public keys that Flatpeak signs with. */
export interface KeySet {
  /**
   * Finds a key by its ID; `undefined` if a key set that was loaded in the last minute lacks it.
   *
   * @throws the error of the last load, if no key set could be loaded in the last minute
   */
  readonly find: (kid: string) => Promise<CryptoKey | undefined>;
}

/** Minimum age before an unknown key ID causes another load: anyone can invent a key ID. */
const MINUTE_MS = 60_000;
/** Pause after a failed load. Shorter than the 30 seconds after which Flatpeak redelivers. */
const FAILURE_PAUSE_MS = 20_000;
/** Older key sets are loaded again, because a key may have been withdrawn. */
const FRESH_MS = 60 * MINUTE_MS;
const LOAD_TIMEOUT_MS = 3_000;
const MOST_KEYS = 100;

/** @param load gets the key set; its signal aborts when the load is over */
export function createKeySet(load: (signal: AbortSignal) => Promise<unknown>): KeySet {
  let keys: ReadonlyMap<string, CryptoKey> = new Map();
  let loadedAt = -Infinity;
  let startedAt = -Infinity;
  let loading: Promise<void> = Promise.resolve();
  let failure: unknown;

  const reload = async (): Promise<void> => {
    startedAt = performance.now();
    const over = new AbortController();
    const deadline = startDeadline(LOAD_TIMEOUT_MS);
    try {
      keys = await deadline.race(load(over.signal).then(importKeys));
      loadedAt = performance.now();
    } catch (thrown) {
      failure = deadline.ending === undefined ? thrown : new Error(`no key set within ${LOAD_TIMEOUT_MS} ms`);
    } finally {
      // Releases the connection if the response has not been read to its end.
      over.abort();
      deadline.close();
    }
  };

  return {
    async find(kid) {
      const known = keys.get(kid);
      if (known !== undefined && performance.now() - loadedAt < FRESH_MS) return known;
      const pause = loadedAt >= startedAt ? MINUTE_MS : FAILURE_PAUSE_MS;
      if (performance.now() - startedAt >= pause) loading = reload();
      // An older load may never end: platforms may cancel pending work when a request ends.
      if (performance.now() - startedAt < LOAD_TIMEOUT_MS) await loading;
      const found = keys.get(kid);
      if (found !== undefined || performance.now() - loadedAt < MINUTE_MS) return found;
      throw failure;
    },
  };
}

async function importKeys(set: unknown): Promise<ReadonlyMap<string, CryptoKey>> {
  const list = isJsonObject(set) ? set["keys"] : undefined;
  if (!Array.isArray(list)) throw new TypeError("the key set has no list of keys");
  const keys = new Map<string, CryptoKey>();
  for (const jwk of list.slice(0, MOST_KEYS)) {
    const { kid, ...parts }: Readonly<Record<string, unknown>> = isJsonObject(jwk) ? jwk : {};
    const key = await importKey(parts);
    if (typeof kid === "string" && key !== undefined && !keys.has(kid)) keys.set(kid, key);
  }
  return keys;
}

/** Imports only RSA keys for PS256, of 2048 to 4096 bits and with the usual exponent. */
async function importKey({
  kty,
  n,
  e,
  alg = "PS256",
  use = "sig",
}: Readonly<Record<string, unknown>>): Promise<CryptoKey | undefined> {
  if (kty !== "RSA" || alg !== "PS256" || use !== "sig" || typeof n !== "string" || e !== "AQAB")
    return undefined;
  try {
    // No other fields of the JWK: they could change the use of the key.
    const jwk = { kty: "RSA", n, e };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-256" }, false, [
      "verify",
    ]);
    const bits: unknown = Reflect.get(key.algorithm, "modulusLength");
    return typeof bits === "number" && bits >= 2048 && bits <= 4096 ? key : undefined;
  } catch {
    return undefined; // not a valid key
  }
}
