import { UsageError } from "../errors/classes.ts";
import { startDeadline } from "../send/deadline.ts";
import { isRemembered, rememberEvent } from "./event-store.ts";
import type { WebhookEvent } from "../types/events.ts";
import { receiveEvent } from "./receive-event.ts";
import { createRecentIds } from "./recent-ids.ts";
import { readVerificationOptions } from "./verification-options.ts";
import type { VerificationOptions } from "./verification-options.ts";
import { WebhookError } from "./webhook-error.ts";
import type { WebhookErrorReason } from "./webhook-error.ts";

/** Options of {@link createWebhookHandler}. */
export interface WebhookHandlerOptions extends VerificationOptions {
  /**
   * Called with each verified event. When `onEvent` returns or resolves, the handler responds with 204. If `onEvent`
   * throws or rejects, the handler responds with 503 and Flatpeak redelivers the event.
   *
   * If `onEvent` takes longer than `timeout`, the handler responds with 503 while `onEvent` keeps running. Redeliveries
   * of the event then get 503 until `onEvent` ends. Five minutes after the timeout, `onEvent` counts as hung, and a
   * redelivery calls it again.
   */
  readonly onEvent: (event: WebhookEvent, request: Request) => unknown;
  /**
   * Called for each webhook that was not accepted, with a {@link WebhookError}, the error of `GET /events/{id}`, or
   * the error of `onEvent`. Also called if the store fails after `onEvent` has succeeded: the handler then responds with
   * 204. Errors that `onError` throws are ignored.
   */
  readonly onError: (error: unknown, request: Request) => unknown;
}

/**
 * An `onEvent` that still runs this long after the timeout counts as hung, and a redelivery may run it again.
 * Flatpeak redelivers after 30 seconds, when a slow `onEvent` may still run, and then after an hour.
 */
const HUNG_AFTER_MS = 5 * 60 * 1000;

/** Reasons that refuse an event permanently. After all others, Flatpeak must redeliver it. */
const REFUSALS: Partial<Record<WebhookErrorReason, number>> = {
  "no-event": 400,
  "unknown-event": 403,
  altered: 403,
  unsigned: 403,
  "unknown-scheme": 403,
  "unknown-key": 403,
  "bad-signature": 403,
  "old-signature": 403,
  "other-account": 403,
};

/** An event to handle, and the function that allows its redelivery. */
interface Admission {
  readonly event: WebhookEvent;
  readonly release: () => void;
}

/**
 * Creates a handler for Flatpeak's webhooks, from a `Request` to a `Response`. It responds with
 * - 204 if the event has been handled,
 * - 400 if the body is not an event,
 * - 403 if the signature is wrong, the event is of another account, or neither signature nor API verifies the event,
 * - 503 if verification could not finish, or if `onEvent` failed: Flatpeak redelivers the event.
 *
 * The handler never rejects and always responds within `timeout`.
 *
 * @throws UsageError if an option is missing, unknown or invalid
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
export function createWebhookHandler(
  options: WebhookHandlerOptions,
): (request: Request) => Promise<Response> {
  const settings = readVerificationOptions("createWebhookHandler", options, ["onEvent", "onError"]);
  const { onEvent, onError } = options;
  for (const [name, callback] of Object.entries({ onEvent, onError })) {
    if (typeof callback !== "function") throw new UsageError(`${name} must be a function`);
  }
  const { store, timeout } = settings;
  const beingHandled = createRecentIds(timeout + HUNG_AFTER_MS);

  const report = async (error: unknown, request: Request): Promise<void> => {
    try {
      await onError(error, request);
    } catch {
      // Errors of `onError` are ignored.
    }
  };

  /** All steps before `onEvent`. Returns `undefined` for an event that has been handled before. */
  const admit = async (request: Request, signal: AbortSignal): Promise<Admission | undefined> => {
    const { sent, confirm } = await receiveEvent(request, settings, signal);
    const { id } = sent;
    // Before the store is read, so that two concurrent deliveries cannot both pass.
    if (beingHandled.has(id)) throw new WebhookError("busy", `Event ${id} is being handled already`);
    const release = beingHandled.add(id);
    try {
      if (store === undefined || !(await isRemembered(store, id))) {
        const event = await confirm(signal);
        // After the timeout, nobody uses this admission: the ID must be free for the redelivery.
        signal.throwIfAborted();
        return { event, release };
      }
    } catch (thrown) {
      release();
      throw thrown;
    }
    release();
    return undefined;
  };

  /** Runs `onEvent`. Never rejects, because it may go on after the response. */
  const handle = async (
    { event, release }: Admission,
    request: Request,
    done: () => void,
  ): Promise<number> => {
    // Read before `onEvent`, which may change the event.
    const { id, type } = event;
    try {
      await onEvent(event, request);
    } catch (thrown) {
      release();
      void report(thrown, request);
      return 503;
    }
    done();
    try {
      if (store !== undefined) await rememberEvent(store, { id, type });
    } catch (thrown) {
      void report(thrown, request);
    }
    release();
    return 204;
  };

  return async (request) => {
    const deadline = startDeadline(timeout);
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    const respond = async (): Promise<number> => {
      try {
        const admission = await deadline.race(admit(request, deadline.signal));
        if (admission === undefined) return 204;
        return await deadline.race(handle(admission, request, done));
      } catch (thrown) {
        // `onEvent` has succeeded, even if the store is too slow: a redelivery would run it twice.
        if (isDone) return 204;
        const error = deadline.ending === undefined ? thrown : tooSlow(timeout);
        void report(error, request);
        return statusOf(error);
      } finally {
        deadline.close();
      }
    };
    return new Response(null, { status: await respond() });
  };
}

function tooSlow(timeout: number): WebhookError {
  return new WebhookError("timeout", `The webhook was not handled within ${timeout} ms`);
}

function statusOf(error: unknown): number {
  return (error instanceof WebhookError ? REFUSALS[error.reason] : undefined) ?? 503;
}
