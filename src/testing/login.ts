import { decodeBase64, encodeBase64 } from "../text/base64.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import type { OperationData } from "../types/operations.ts";
import type { LoginFields } from "../manifest.ts";

/** Issues and checks bearer tokens of one account and key. */
export interface FakeLogin {
  /** Returns true if an `Authorization` header has the account ID and the key. */
  readonly acceptsBasic: (authorization: string | null) => boolean;
  /** Returns true if an `Authorization` header has an admitted bearer token that is still valid. */
  readonly acceptsBearer: (authorization: string | null) => boolean;
  /** Returns a login response with the next bearer token, not yet admitted. */
  readonly issue: () => JsonObject;
  /** Creates the next bearer token and admits it. */
  readonly issueToken: () => string;
  /** Admits the bearer token in a login response, if there is one. */
  readonly admit: (body: unknown) => void;
  /** Revokes every token admitted so far. */
  readonly revokeAll: () => void;
  /** Returns the key and every token admitted so far, including invalid ones. */
  readonly secrets: () => readonly string[];
}

/** Settings of {@link createFakeLogin}. */
export interface FakeLoginOptions {
  readonly accountId: string;
  readonly apiKey: string;
  /** The fields of its response; `undefined` for a contract without a login. */
  readonly fields: LoginFields | undefined;
  /** Lifetime of a bearer token in seconds. */
  readonly tokenLifetime: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Returns the next bearer token. */
  readonly nextToken: () => string;
}

/** Creates a login that has issued no token. */
export function createFakeLogin({
  accountId,
  apiKey,
  fields,
  tokenLifetime,
  now,
  nextToken,
}: FakeLoginOptions): FakeLogin {
  const expiries = new Map<string, number>();
  const admit = (token: string, seconds: number): string => {
    expiries.set(token, now() + seconds * 1000);
    return token;
  };
  const pair = `${accountId}:${apiKey}`;
  return {
    acceptsBasic: (authorization) => readBasic(authorization) === pair,
    acceptsBearer: (authorization) => now() < (expiries.get(readScheme("Bearer", authorization) ?? "") ?? 0),
    issue: () =>
      fields === undefined
        ? {}
        : { ...TEST_MODE, [fields.bearer]: nextToken(), [fields.lifetime]: tokenLifetime },
    issueToken: () => admit(nextToken(), tokenLifetime),
    admit: (body) => {
      if (fields === undefined || !isJsonObject(body)) return;
      const { [fields.bearer]: token, [fields.lifetime]: seconds } = body;
      if (typeof token === "string" && typeof seconds === "number") admit(token, seconds);
    },
    revokeAll: () => {
      for (const token of expiries.keys()) expiries.set(token, 0);
    },
    secrets: () => [apiKey, encodeBase64(pair), ...expiries.keys()],
  };
}

const TEST_MODE = { live_mode: false } satisfies Partial<OperationData<"bearer-token">>;

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
