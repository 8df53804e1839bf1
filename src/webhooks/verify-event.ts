import { checkSignal } from "../errors/check-signal.ts";
import { startDeadline } from "../send/deadline.ts";
import { replayed } from "./confirm-event.ts";
import { isRemembered } from "./event-store.ts";
import type { WebhookEvent } from "../types/events.ts";
import { receiveEvent } from "./receive-event.ts";
import { readVerificationOptions } from "./verification-options.ts";
import type { VerificationOptions } from "./verification-options.ts";
import { WebhookError } from "./webhook-error.ts";

/** Options of {@link verifyEvent}. */
export interface VerifyOptions extends VerificationOptions {
  /** Stops the verification; the promise then rejects with the reason of the signal. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies the webhook in a request and returns its event, for endpoints that put events into a queue.
 * {@link createWebhookHandler} does the same and also responds.
 *
 * @throws WebhookError if the webhook is refused or could not be verified; `reason` says which
 * @throws the error of `GET /events/{id}` if that call failed; narrow it with `isErrorFrom(thrown, "get-event")`
 * @throws UsageError if an option is missing, unknown or invalid
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { verifyEvent } from "flatpeak/webhooks";
 *
 * const client = createClient();
 * async function enqueue(request: Request, queue: { send(message: object): Promise<void> }): Promise<void> {
 *   await queue.send(await verifyEvent(request, { client }));
 * }
 * ```
 */
export async function verifyEvent(request: Request, options: VerifyOptions): Promise<WebhookEvent> {
  const settings = readVerificationOptions("verifyEvent", options, ["signal"]);
  const { store, timeout } = settings;
  const { signal } = options;
  checkSignal(signal);
  const deadline = startDeadline(timeout, signal);
  const verify = async (): Promise<WebhookEvent> => {
    const { sent, confirm } = await receiveEvent(request, settings, deadline.signal);
    if (store !== undefined && (await isRemembered(store, sent.id))) throw replayed(sent);
    return confirm(deadline.signal);
  };
  try {
    return await deadline.race(verify());
  } catch (thrown) {
    const { ending } = deadline;
    if (ending?.by === "signal") throw ending.reason;
    if (ending === undefined) throw thrown;
    throw new WebhookError("timeout", `The webhook was not verified within ${timeout} ms`);
  } finally {
    deadline.close();
  }
}
