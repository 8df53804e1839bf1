import { UsageError } from "../errors/classes.ts";
import { isJsonObject } from "../text/json.ts";
import type { EventClient } from "./confirm-event.ts";
import type { EventStore } from "./event-store.ts";
import type { WebhookEvent } from "./event-types.ts";

/** Options of {@link createWebhookHandler}. */
export interface WebhookHandlerOptions {
  /** Client that confirms events. Share one: the limits of confirmations are counted per client. */
  readonly client: EventClient;
  /**
   * Called with each confirmed event. The handler responds with 204 when it returns or resolves. If it throws or rejects,
   * whatever it throws, the handler responds with 503 and Flatpeak redelivers the event.
   *
   * If it takes longer than `timeout`, it keeps running after a 503. A redelivery of the event gets 503 until it ends, but
   * no longer than 5 minutes after the timeout: then it counts as hung and may be called again.
   */
  readonly onEvent: (event: WebhookEvent, request: Request) => unknown;
  /**
   * Called for each webhook that was not accepted, with a {@link WebhookError}, the error of `GET /events/{id}`, or what
   * `onEvent` threw. Errors of its own are ignored.
   */
  readonly onError: (error: unknown, request: Request) => unknown;
  /** Store of handled events, so that a redelivered event is not handled twice. Default: none. */
  readonly store?: EventStore | undefined;
  /** Milliseconds until the handler responds; less than the 10,000 that Flatpeak waits. Default: 8000. */
  readonly timeout?: number | undefined;
  /** Maximum length of a body in bytes. Default: 262,144. */
  readonly maxBodyBytes?: number | undefined;
}

/** Options with their defaults. */
export interface HandlerSettings extends WebhookHandlerOptions {
  readonly timeout: number;
  readonly maxBodyBytes: number;
}

/** Flatpeak counts a delivery as failed after that. */
const FLATPEAK_PATIENCE_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 8_000;
const DEFAULT_MAX_BODY_BYTES = 256 * 1024;

/** @throws UsageError if an option is missing or invalid */
export function readHandlerOptions(options: WebhookHandlerOptions): HandlerSettings {
  if (!isJsonObject(options)) throw new UsageError("createWebhookHandler needs client, onEvent and onError");
  const { client, onEvent, onError, store } = options;
  if (!hasMethods(client, "GET")) throw new UsageError("client must be a client: pass createClient()");
  for (const [name, callback] of Object.entries({ onEvent, onError })) {
    if (typeof callback !== "function") throw new UsageError(`${name} must be a function`);
  }
  if (store !== undefined && !hasMethods(store, "get", "set")) {
    throw new UsageError("store must have a get and a set, such as a Keyv");
  }
  const { timeout = DEFAULT_TIMEOUT_MS, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options;
  if (!(Number.isFinite(timeout) && timeout > 0 && timeout < FLATPEAK_PATIENCE_MS)) {
    throw new UsageError(`timeout is ${timeout}; it must be milliseconds below ${FLATPEAK_PATIENCE_MS}`);
  }
  if (!(Number.isInteger(maxBodyBytes) && maxBodyBytes > 0)) {
    throw new UsageError(`maxBodyBytes is ${maxBodyBytes}; it must be a whole number above 0`);
  }
  return { client, onEvent, onError, store, timeout, maxBodyBytes };
}

function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}
