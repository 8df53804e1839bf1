import { reduceCause } from "../errors/cause.ts";
import { startDeadline } from "../send/deadline.ts";
import type { WebhookEvent } from "../types/events.ts";
import { checkStore } from "./check-parts.ts";
import { WebhookError } from "./webhook-error.ts";

/**
 * Store of handled events, for all processes that share it. Any [Keyv](https://keyv.org) works.
 */
export interface EventStore {
  /** Returns the value of a key; `undefined` or `null` if there is none. `""`, `0` and `false` are values, too. */
  get(key: string): Promise<unknown>;
  /** Keeps a value for `ttl` milliseconds. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
}

/** A week. Flatpeak redelivers for a day; after that, only on request in the Dashboard. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;
/** A store that hangs must not delay an event forever. */
const STORE_TIMEOUT_MS = 10_000;

/**
 * Remembers an event as handled, for a week. Call it only after your work has succeeded: otherwise, the redelivery of a
 * failed event would be refused.
 *
 * @throws WebhookError `store-failed` if the store fails or takes longer than 10 seconds
 * @throws UsageError if the store lacks `get` or `set`
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { confirmEvent, rememberEvent } from "flatpeak/webhooks";
 * import type { EventStore } from "flatpeak/webhooks";
 *
 * const flatpeak = createClient();
 *
 * async function receive(body: string, store: EventStore): Promise<void> {
 *   const event = await confirmEvent(flatpeak, body, { store });
 *   console.log(event.type); // the work
 *   await rememberEvent(store, event);
 * }
 * ```
 */
export async function rememberEvent(
  store: EventStore,
  { id, type }: Pick<WebhookEvent, "id" | "type">,
): Promise<void> {
  checkStore(store);
  await use(() => store.set(keyOf(id), type, REMEMBERED_MS));
}

/**
 * Returns true if an event has been handled.
 *
 * @throws WebhookError `store-failed` if the store fails: the event must not be accepted then
 */
export async function isRemembered(store: EventStore, id: string): Promise<boolean> {
  const found = await use(() => store.get(keyOf(id)));
  return found !== undefined && found !== null;
}

function keyOf(id: string): string {
  return `flatpeak:${id}`;
}

async function use(access: () => Promise<unknown>): Promise<unknown> {
  const deadline = startDeadline(STORE_TIMEOUT_MS);
  try {
    return await deadline.race(Promise.resolve(access()));
  } catch (thrown) {
    if (deadline.ending !== undefined) {
      throw new WebhookError("store-failed", `The event store did not respond within ${STORE_TIMEOUT_MS} ms`);
    }
    // The store's message may quote its URL, which often contains a password, so it stays in the cause.
    throw new WebhookError("store-failed", "The event store failed", { cause: reduceCause(thrown) });
  } finally {
    deadline.close();
  }
}
