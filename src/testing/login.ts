import { decodeBase64, encodeBase64 } from "../text/base64.ts";
import { isJsonObject } from "../text/json.ts";
import { BEARER, LIFETIME_IN_SECONDS } from "../auth/login-fields.ts";

/** What a login hands out; the contract's AuthToken. */
export interface AuthToken {
  readonly bearer_token: string;
  readonly expires_in: number;
  readonly live_mode: boolean;
}

/** Issues bearers for one account and one key, and judges them. */
export interface Login {
  /** Whether an `Authorization` header carries the account ID and the key. */
  readonly acceptsBasic: (authorization: string | null) => boolean;
  /** Whether an `Authorization` header carries a bearer that was admitted here and still holds. */
  readonly acceptsBearer: (authorization: string | null) => boolean;
  /** Makes the next bearer, not yet admitted. */
  readonly issue: () => AuthToken;
  /** Has the bearer hold that a login's answer hands out, if it does. */
  readonly admit: (answer: unknown) => void;
  /** Ends every bearer admitted so far. */
  readonly revokeAll: () => void;
  /** The key, and every bearer admitted so far, ended ones included. */
  readonly secrets: () => readonly string[];
}

/** Settings of {@link createLogin}. */
export interface LoginOptions {
  readonly accountId: string;
  readonly apiKey: string;
  /** Seconds that a bearer holds. */
  readonly tokenLifetime: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Names the next bearer. */
  readonly nextToken: () => string;
}

/** Makes a login without any bearer out. */
export function createLogin({ accountId, apiKey, tokenLifetime, now, nextToken }: LoginOptions): Login {
  const expiries = new Map<string, number>();
  const pair = `${accountId}:${apiKey}`;
  return {
    acceptsBasic: (authorization) => readBasic(authorization) === pair,
    acceptsBearer: (authorization) => now() < (expiries.get(readScheme("Bearer", authorization) ?? "") ?? 0),
    issue: () => ({ bearer_token: nextToken(), expires_in: tokenLifetime, live_mode: false }),
    admit: (answer) => {
      if (!isJsonObject(answer)) return;
      const { [BEARER]: token, [LIFETIME_IN_SECONDS]: seconds } = answer;
      if (typeof token === "string" && typeof seconds === "number")
        expiries.set(token, now() + seconds * 1000);
    },
    revokeAll: () => {
      for (const token of expiries.keys()) expiries.set(token, 0);
    },
    secrets: () => [apiKey, encodeBase64(pair), ...expiries.keys()],
  };
}

function readBasic(authorization: string | null): string | undefined {
  const encoded = readScheme("Basic", authorization);
  if (encoded === undefined) return undefined;
  try {
    return decodeBase64(encoded);
  } catch {
    return undefined;
  }
}

function readScheme(scheme: "Basic" | "Bearer", authorization: string | null): string | undefined {
  const [name, credentials] = authorization?.split(" ") ?? [];
  return name?.toLowerCase() === scheme.toLowerCase() ? credentials : undefined;
}
