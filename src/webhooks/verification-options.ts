import { UsageError } from "../errors/classes.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { describeValue } from "../text/describe-value.ts";
import { isJsonObject } from "../text/json.ts";
import { findKeySet } from "./api-keys.ts";
import type { KeySource } from "./api-keys.ts";
import { checkParts } from "./check-parts.ts";
import type { EventClient } from "./confirm-event.ts";
import type { EventStore } from "./event-store.ts";
import type { KeySet } from "./key-set.ts";
import type { Watch } from "../send/watch.ts";

/**
 * Method of verification for webhooks.
 * - `signature-then-api`: a valid and recent signature is enough. A signature that does not match is refused. The API
 *   confirms all other webhooks.
 * - `signature`: a valid and recent signature is required. The client does not call `GET /events/{id}`. All other
 *   webhooks are refused, including redeliveries with their old signature.
 * - `api`: signatures are ignored. The API confirms every webhook.
 */
export type Verification = "signature-then-api" | "signature" | "api";

/** Options for verifying webhooks. */
export interface VerificationOptions {
  /**
   * Client that loads the keys and confirms events. Share one client: each has its own cache of keys and its own limit
   * of confirmations.
   */
  readonly client: EventClient;
  /** Method of verification for webhooks. Default: `signature-then-api`. */
  readonly verify?: Verification | undefined;
  /**
   * Keys of the signatures: a JSON Web Key Set, or a function that loads one. The function is called at most once a
   * minute, or every 20 seconds after a failure. Default: the API's `jwks.json`, loaded with the client's `fetch` and
   * `baseUrl`.
   */
  readonly keys?: KeySource | undefined;
  /**
   * Maximum difference in milliseconds between the time of a signature and the clock. A signature outside it counts as
   * missing; with `verify: "signature"`, the event is refused as `old-signature`.
   * Default: 300000 (5 minutes).
   */
  readonly tolerance?: number | undefined;
  /**
   * Your account ID. Signed events of another `data.account_id` are then refused. Signed events without one are
   * confirmed by the API; with `verify: "signature"`, they are refused. A signature proves that Flatpeak sent an event,
   * but not that the event is for your account. Default: any account.
   */
  readonly accountId?: string | undefined;
  /** Store of handled events. Default: none. */
  readonly store?: EventStore | undefined;
  /**
   * Timeout of the whole verification and handling in milliseconds; above 0 and below the 10000 that Flatpeak waits.
   * Default: 8000.
   */
  readonly timeout?: number | undefined;
  /**
   * Called with every verified event. Pass the result of `watchDrift` of `flatpeak/drift` to compare the events with
   * the contract. Exceptions are ignored. Default: none.
   */
  readonly drift?: Watch | undefined;
  /** Maximum length of a body in bytes. Default: 262144 (256 KiB). */
  readonly maxBodyBytes?: number | undefined;
}

/** Options with their defaults. */
export interface VerificationSettings {
  readonly client: EventClient;
  readonly verify: Verification;
  readonly keySet: KeySet | undefined;
  readonly tolerance: number;
  readonly accountId: string | undefined;
  readonly store: EventStore | undefined;
  readonly drift: Watch | undefined;
  readonly timeout: number;
  readonly maxBodyBytes: number;
}

/** Flatpeak counts a delivery as failed after that. */
const FLATPEAK_PATIENCE_MS = 10_000;
const VERIFICATIONS: readonly unknown[] = ["signature-then-api", "signature", "api"];

const VERIFICATION_NAMES: readonly (keyof VerificationOptions)[] = [
  "client",
  "verify",
  "keys",
  "tolerance",
  "accountId",
  "store",
  "drift",
  "timeout",
  "maxBodyBytes",
];

/**
 * @param where the function that takes the options
 * @param others names of the options that only this function has
 * @throws UsageError if an option is missing, unknown or invalid
 */
export function readVerificationOptions(
  where: string,
  options: VerificationOptions,
  others: readonly string[],
): VerificationSettings {
  if (!isJsonObject(options)) throw new UsageError("options are missing: pass at least { client }");
  refuseUnknown(where, options, new Set([...VERIFICATION_NAMES, ...others]));
  const { client, keys, accountId, store, drift } = options;
  const { verify = "signature-then-api", tolerance = 300_000 } = options;
  const { timeout = 8_000, maxBodyBytes = 256 * 1024 } = options;
  checkParts({ client, store, drift });
  if (!VERIFICATIONS.includes(verify)) {
    throw new UsageError(`verify must be one of ${VERIFICATIONS.join(", ")}`);
  }
  if (keys !== undefined && typeof keys !== "function" && !isJsonObject(keys)) {
    throw new UsageError("keys must be a JSON Web Key Set, or a function that loads one");
  }
  if (!(Number.isFinite(tolerance) && tolerance > 0)) {
    throw new UsageError(`tolerance is ${describeValue(tolerance)}; it must be milliseconds above 0`);
  }
  if (accountId !== undefined && (typeof accountId !== "string" || accountId === "")) {
    throw new UsageError("accountId must be the ID of your account");
  }
  if (!(Number.isFinite(timeout) && timeout > 0 && timeout < FLATPEAK_PATIENCE_MS)) {
    throw new UsageError(
      `timeout is ${describeValue(timeout)}; it must be milliseconds above 0 and below ${FLATPEAK_PATIENCE_MS}`,
    );
  }
  if (!(Number.isInteger(maxBodyBytes) && maxBodyBytes > 0)) {
    throw new UsageError(`maxBodyBytes is ${describeValue(maxBodyBytes)}; it must be a whole number above 0`);
  }
  const keySet = verify === "api" ? undefined : findKeySet(client, keys);
  if (verify === "signature" && keySet === undefined) {
    throw new UsageError("this client cannot load the keys of signatures: pass keys");
  }
  return { client, verify, keySet, tolerance, accountId, store, drift, timeout, maxBodyBytes };
}
