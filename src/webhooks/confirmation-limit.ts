import { startDeadline } from "../send/deadline.ts";
import { createRecentIds } from "./recent-ids.ts";
import { WebhookError } from "./webhook-error.ts";

/** Anyone who knows the address of a webhook can cause confirmations. */
const MOST_A_SECOND = 10;
const MOST_AT_ONCE = 10;
/** A confirmation may wait for its turn, so that a burst of genuine events does not depend on redeliveries. */
const MOST_WAIT_MS = 5_000;
/**
 * Shorter than the 30 seconds after which Flatpeak redelivers, so that the redelivery can confirm an event that the
 * API shows late.
 */
const UNKNOWN_MS = 20_000;
/** An older confirmation counts as ended: platforms may cancel pending work when a request ends. */
const UNDER_WAY_MS = 30_000;

/** Limits how often the API is called to confirm events. */
export interface ConfirmationLimit {
  /**
   * Runs a confirmation in its turn, unless too many are running or the API did not know the ID in the last 20 seconds.
   *
   * @param signal ends the wait; the confirmation then runs at once and must check the signal
   * @throws WebhookError `busy` or `unknown-event` without running it, or the error of the confirmation
   */
  readonly run: <Value>(
    id: string,
    signal: AbortSignal | undefined,
    confirm: () => Promise<Value>,
  ) => Promise<Value>;
}

/** Creates the limit of one client. */
export function createConfirmationLimit(): ConfirmationLimit {
  const unknown = createRecentIds(UNKNOWN_MS);
  const waiting = createRecentIds(MOST_WAIT_MS);
  const running = createRecentIds(UNDER_WAY_MS);
  const nextWait = createPace();

  return {
    async run(id, signal, confirm) {
      if (unknown.has(id))
        throw new WebhookError(
          "unknown-event",
          `The API had no event ${id} less than ${UNKNOWN_MS / 1000} seconds ago`,
        );
      if (waiting.has(id) || running.has(id)) {
        throw new WebhookError("busy", `Event ${id} is being confirmed already`);
      }
      const wait = nextWait();
      if (wait === undefined) throw tooMany(id);
      if (wait > 0) {
        const stopWaiting = waiting.add(id);
        await pause(wait, signal);
        stopWaiting();
      }
      if (running.size() >= MOST_AT_ONCE) throw tooMany(id);
      const end = running.add(id);
      try {
        return await confirm();
      } catch (thrown) {
        if (thrown instanceof WebhookError && thrown.reason === "unknown-event") unknown.add(id);
        throw thrown;
      } finally {
        end();
      }
    },
  };
}

/**
 * Spreads confirmations over time. The function returns the milliseconds until the next turn; `undefined` if that is
 * too long.
 */
function createPace(): () => number | undefined {
  /** Start times of the latest confirmations, oldest first. */
  const starts: number[] = [];
  return () => {
    const now = performance.now();
    const [first = -Infinity] = starts.length < MOST_A_SECOND ? [] : starts;
    const start = Math.max(now, first + 1_000);
    if (start - now > MOST_WAIT_MS) return undefined;
    starts.push(start);
    if (starts.length > MOST_A_SECOND) starts.shift();
    return start - now;
  };
}

async function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
  const deadline = startDeadline(delay, signal);
  await deadline.race(new Promise<never>(() => undefined)).catch(() => undefined);
  deadline.close();
}

function tooMany(id: string): WebhookError {
  return new WebhookError("busy", `Too many confirmations; event ${id} must be redelivered`);
}
