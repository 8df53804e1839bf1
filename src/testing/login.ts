import { decodeBase64, encodeBase64 } from "../text/base64.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import type { OperationData } from "../types/operations.ts";
import type { LoginFields } from "../manifest.ts";

/** Issues bearers for one account and one key, and judges them. */
export interface FakeLogin {
  /** Whether an `Authorization` header carries the account ID and the key. */
  readonly acceptsBasic: (authorization: string | null) => boolean;
  /** Whether an `Authorization` header carries a bearer that was admitted here and still holds. */
  readonly acceptsBearer: (authorization: string | null) => boolean;
  /** The response of a login with the next bearer, not yet admitted. */
  readonly issue: () => JsonObject;
  /** Makes the next bearer and admits it. */
  readonly issueToken: () => string;
  /** Has the bearer hold that a login's answer hands out, if it does. */
  readonly admit: (answer: unknown) => void;
  /** Ends every bearer admitted so far. */
  readonly revokeAll: () => void;
  /** The key, and every bearer admitted so far, ended ones included. */
  readonly secrets: () => readonly string[];
}

/** Settings of {@link createFakeLogin}. */
export interface FakeLoginOptions {
  readonly accountId: string;
  readonly apiKey: string;
  /** The fields of its response; `undefined` for a contract without a login. */
  readonly fields: LoginFields | undefined;
  /** Seconds that a bearer holds. */
  readonly tokenLifetime: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Names the next bearer. */
  readonly nextToken: () => string;
}

/** Makes a login without any bearer out. */
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
    admit: (answer) => {
      if (fields === undefined || !isJsonObject(answer)) return;
      const { [fields.bearer]: token, [fields.lifetime]: seconds } = answer;
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
