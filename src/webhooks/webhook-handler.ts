import { startDeadline } from "../send/deadline.ts";
import { UsageError } from "../errors/classes.ts";
import { confirmEvent } from "./confirm-event.ts";
import type { EventClient } from "./confirm-event.ts";
import { refuseReplay, rememberEvent } from "./event-store.ts";
import type { EventStore } from "./event-store.ts";
import type { WebhookEvent } from "./event-types.ts";
import { readText } from "./request-body.ts";
import { WebhookError } from "./webhook-error.ts";
import type { WebhookErrorReason } from "./webhook-error.ts";

/** Settings of {@link createWebhookHandler}. */
export interface WebhookHandlerOptions {
  /** Confirms the events. */
  readonly client: EventClient;
  /**
   * Told of each event that the API confirms; 204 is answered once it is done. If it throws or rejects, 503 is answered, and
   * Flatpeak delivers the event again. One that takes longer than `timeout` goes on behind a 503.
   */
  readonly onEvent: (event: WebhookEvent, request: Request) => unknown;
  /**
   * Told why a webhook was not accepted: a {@link WebhookError}, the error of `GET /events/{id}`, or what `onEvent` threw.
   * What it throws itself is ignored.
   */
  readonly onError: (error: unknown, request: Request) => unknown;
  /** Where events that are done are remembered, so that those that come again are not handled twice. Default: none. */
  readonly store?: EventStore | undefined;
  /** Milliseconds until an answer, below the 10,000 that Flatpeak waits. Default: 8000. */
  readonly timeout?: number | undefined;
  /** How long a body may be. Default: 262,144 bytes. */
  readonly maxBodyBytes?: number | undefined;
}

/** Flatpeak gives up on a delivery after that. */
const FLATPEAK_PATIENCE_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 8_000;
const DEFAULT_MAX_BODY_BYTES = 256 * 1024;

/** What is answered. Where it cannot be told whether an event is one, Flatpeak is to deliver it again. */
const STATUSES: Readonly<Record<WebhookErrorReason, number>> = {
  "no-event": 400,
  "unknown-event": 403,
  altered: 403,
  // It is done: what Flatpeak wants to know.
  replayed: 204,
  busy: 503,
  timeout: 503,
  "unreadable-body": 503,
  "store-failed": 503,
};

/**
 * Makes what answers Flatpeak's webhooks, from a `Request` to a `Response`: 204 for an event that is done, 400 for what is no
 * event, 403 for one that the API does not confirm, 503 where that cannot be told or `onEvent` failed. It never rejects, and
 * answers in time.
 *
 * @throws UsageError if an option cannot work
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { createWebhookHandler } from "flatpeak/webhooks";
 *
 * export const POST = createWebhookHandler({
 *   client: createClient(),
 *   onEvent: (event) => {
 *     if (event.type === "device.create") console.log(event.data.reference_id);
 *   },
 *   onError: (error) => console.error(error),
 * });
 * ```
 */
export function createWebhookHandler({
  client,
  onEvent,
  onError,
  store,
  timeout = DEFAULT_TIMEOUT_MS,
  maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
}: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  for (const [name, callback] of Object.entries({ onEvent, onError })) {
    if (typeof callback !== "function") throw new UsageError(`${name} must be a function`);
  }
  if (!(timeout > 0 && timeout < FLATPEAK_PATIENCE_MS)) {
    throw new UsageError(`timeout is ${timeout}; it must be milliseconds below ${FLATPEAK_PATIENCE_MS}`);
  }
  if (!(Number.isInteger(maxBodyBytes) && maxBodyBytes > 0)) {
    throw new UsageError(`maxBodyBytes is ${maxBodyBytes}; it must be a whole number above 0`);
  }
  const beingHandled = new Set<string>();

  const report = async (error: unknown, request: Request): Promise<void> => {
    try {
      await onError(error, request);
    } catch {
      // Whoever is told of errors cannot be told of this one.
    }
  };

  const admit = async (request: Request, signal: AbortSignal): Promise<WebhookEvent> =>
    confirmEvent(client, await readText(request, maxBodyBytes), { signal });

  /** Never rejects, since it may go on behind an answer. */
  const handle = async (event: WebhookEvent, request: Request, onDone: () => void): Promise<number> => {
    const { id } = event;
    try {
      if (beingHandled.has(id)) throw new WebhookError("busy", `Event ${id} is being handled already`);
      beingHandled.add(id);
      try {
        // Asked for one delivery at a time, so that of two at once the second finds what the first has done.
        if (store !== undefined) await refuseReplay(store, event);
        await onEvent(event, request);
        onDone();
        if (store !== undefined) await rememberEvent(store, event);
      } finally {
        beingHandled.delete(id);
      }
      return 204;
    } catch (thrown) {
      const status = statusOf(thrown);
      if (status !== 204) void report(thrown, request);
      return status;
    }
  };

  return async (request) => {
    const deadline = startDeadline(timeout);
    // What is done is done, even if it cannot be remembered: delivered again, it would be done twice.
    const progress: { status: number | undefined } = { status: undefined };
    const onDone = (): void => {
      progress.status = 204;
    };
    let status: number;
    try {
      const event = await deadline.race(admit(request, deadline.signal));
      status = await deadline.race(handle(event, request, onDone));
    } catch (thrown) {
      const error = deadline.ending === undefined ? thrown : tooSlow(timeout);
      void report(error, request);
      status = statusOf(error);
    } finally {
      deadline.close();
    }
    return new Response(null, { status: progress.status ?? status });
  };
}

function tooSlow(timeout: number): WebhookError {
  return new WebhookError("timeout", `The webhook was not handled within ${timeout} ms`);
}

function statusOf(error: unknown): number {
  return error instanceof WebhookError ? STATUSES[error.reason] : 503;
}
