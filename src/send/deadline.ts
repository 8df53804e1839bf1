import type { Phase } from "../errors/classes.ts";
import { memberOf } from "../text/member.ts";

/** Reason why a call was ended: its timeout passed, or the caller's signal aborted. */
export type Ending =
  | { readonly by: "timeout"; readonly phase: Phase; readonly timeout: number }
  | { readonly by: "signal"; readonly reason: unknown };

/** The one deadline of a call: its timeout and the caller's signal, over all of its phases. */
export interface Deadline {
  /** Aborts when the call is ended; for `fetch`, which then closes the socket. */
  readonly signal: AbortSignal;
  /** Reason why the call was ended; `undefined` while it continues. */
  readonly ending: Ending | undefined;
  /** Milliseconds until time runs out; infinite without a timeout. */
  remaining(): number;
  /** Sets the phase of the call, for the timeout error. */
  enter(phase: Phase): void;
  /** Waits for one promise at a time. Rejects when the call is ended, since the promise may ignore the signal. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  /** Throws if the timeout has passed, even if the event loop was too busy for the timer to fire. */
  check(): void;
  /** Keeps the signal, but not the timeout, active after {@link close}, until the returned function is called. */
  outlive(): () => void;
  /** Clears the timer and the listener. Call exactly once. */
  close(): void;
}

/** Rejection of {@link Deadline.race}; {@link Deadline.ending} has the reason. */
const ENDED = new Error("the call was ended");

/**
 * Starts the deadline of a call.
 *
 * @param timeout milliseconds; 0 for none
 * @param signal the caller's, if any
 */
export function startDeadline(timeout: number, signal?: AbortSignal): Deadline {
  const controller = new AbortController();
  const endsAt = timeout > 0 ? performance.now() + timeout : Infinity;
  let phase: Phase = "request";
  let outlived = false;
  let giveUp: ((reason: Error) => void) | undefined;

  const end = (by: Ending): void => {
    if (deadline.ending !== undefined) return;
    deadline.ending = by;
    controller.abort();
    giveUp?.(ENDED);
  };

  const deadline: Writable<Deadline> = {
    signal: controller.signal,
    ending: undefined,
    remaining: () => endsAt - performance.now(),
    enter(next) {
      phase = next;
    },
    race(promise) {
      return new Promise((resolve, reject) => {
        if (deadline.ending !== undefined) {
          // Nothing awaits the promise now: its failure must not become an unhandled rejection.
          promise.catch(() => undefined);
          reject(ENDED);
          return;
        }
        giveUp = reject;
        promise.then(resolve, reject);
      });
    },
    check() {
      if (deadline.remaining() <= 0) end({ by: "timeout", phase, timeout });
      if (deadline.ending !== undefined) throw ENDED;
    },
    outlive() {
      outlived = true;
      return () => forget?.();
    },
    close() {
      clearTimeout(timer);
      if (!outlived) forget?.();
    },
  };

  const forget =
    signal &&
    onAbort(signal, () => {
      end({ by: "signal", reason: memberOf(signal, "reason") });
    });
  const timer =
    timeout > 0
      ? setTimeout(() => {
          end({ by: "timeout", phase, timeout });
        }, timeout)
      : undefined;
  return deadline;
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

interface Subscription {
  readonly callbacks: Set<() => void>;
  readonly notify: () => void;
}

const subscriptions = new WeakMap<AbortSignal, Subscription>();

/**
 * Calls the callback when the signal aborts, or at once if it already has. All calls that share a signal use one
 * listener: Node warns at eleven. Returns a function that removes the callback.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const subscription = subscriptions.get(signal) ?? subscribe();
  const { callbacks, notify } = subscription;
  callbacks.add(callback);
  subscriptions.set(signal, subscription);
  // The same function each time, so that it is added only once.
  signal.addEventListener("abort", notify);
  return () => {
    callbacks.delete(callback);
    try {
      if (callbacks.size === 0) signal.removeEventListener("abort", notify);
    } catch {
      // A polyfill's method may throw, but a call never rejects.
    }
  };
}

function subscribe(): Subscription {
  const callbacks = new Set<() => void>();
  return {
    callbacks,
    // Each call removes its callback when it ends; the last one also removes the listener.
    notify: () => {
      for (const callback of callbacks) callback();
    },
  };
}
