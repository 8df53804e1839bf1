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
  /** Whether an `Authorization` header carries a bearer that was issued here and still holds. */
  readonly acceptsBearer: (authorization: string | null) => boolean;
  /** Issues the next bearer. */
  readonly issue: () => AuthToken;
  /** Ends every bearer issued so far. */
  readonly revokeAll: () => void;
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
  return {
    acceptsBasic: (authorization) => readBasic(authorization) === `${accountId}:${apiKey}`,
    acceptsBearer: (authorization) => now() < (expiries.get(readScheme("Bearer", authorization) ?? "") ?? 0),
    issue: () => {
      const token = nextToken();
      expiries.set(token, now() + tokenLifetime * 1000);
      return { bearer_token: token, expires_in: tokenLifetime, live_mode: false };
    },
    revokeAll: () => {
      expiries.clear();
    },
  };
}

function readBasic(authorization: string | null): string | undefined {
  const encoded = readScheme("Basic", authorization);
  if (encoded === undefined) return undefined;
  try {
    // `atob` yields one character a byte; the credentials are UTF-8.
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

function readScheme(scheme: "Basic" | "Bearer", authorization: string | null): string | undefined {
  const [name, credentials] = authorization?.split(" ") ?? [];
  return name?.toLowerCase() === scheme.toLowerCase() ? credentials : undefined;
}
