import { reduceCause } from "../errors/cause.ts";
import type { WebhookEvent } from "./event-types.ts";
import { WebhookError } from "./webhook-error.ts";

/**
 * Remembers which events are done, so that those that come again are found, in any process that shares it. Any
 * [Keyv](https://keyv.org) fits as it is.
 */
export interface EventStore {
  /** Gives what was set under the key, as long as it is there; else `undefined` or `null`. */
  get(key: string): Promise<unknown>;
  /** Keeps a value for `ttl` milliseconds. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
}

/** A week. Flatpeak delivers again for a day; later than that somebody has to ask for it in the Dashboard. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Remembers an event as done, for a week. Call it once the work is done and not before: an event whose handling failed comes
 * again, and has to be let through.
 *
 * @throws WebhookError `store-failed`
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
export async function rememberEvent(store: EventStore, event: WebhookEvent): Promise<void> {
  await use(() => store.set(keyOf(event), event.type, REMEMBERED_MS));
}

/**
 * Refuses an event that is remembered as done.
 *
 * @throws WebhookError `replayed`, or `store-failed`: a store that cannot tell may not let an event through
 */
export async function refuseReplay(store: EventStore, event: WebhookEvent): Promise<void> {
  const found = await use(() => store.get(keyOf(event)));
  if (found === undefined || found === null) return;
  throw new WebhookError("replayed", `Event ${event.id} has been handled before`);
}

function keyOf({ id }: WebhookEvent): string {
  return `flatpeak:${id}`;
}

async function use(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (thrown) {
    // Its message may quote the address of the store, which often has a password in it, so it stays in the cause.
    throw new WebhookError("store-failed", "The store of events failed", { cause: reduceCause(thrown) });
  }
}
