import { toLine } from "../text/line.ts";

/**
 * Why a webhook was not accepted.
 * - `no-event`: the body is none, so nothing was asked.
 * - `unknown-event`: the API has no event with this ID.
 * - `altered`: the API has an event with this ID, and it says something else; `differs` says what.
 * - `replayed`: the event has been remembered as done.
 * - `busy`: ten confirmations are under way, or this event is being handled already.
 * - `timeout`: the handler's time ran out.
 * - `unreadable-body`: the request broke off, or somebody else has read its body.
 * - `store-failed`: the store could not be asked; `cause` is what it threw.
 */
export type WebhookErrorReason =
  | "no-event"
  | "unknown-event"
  | "altered"
  | "replayed"
  | "busy"
  | "timeout"
  | "unreadable-body"
  | "store-failed";

/** What of an event the API does not confirm. */
export type EventDifference = "id" | "type" | "object-id";

/** A webhook that was not accepted; `reason` says why. It holds nothing of the body but an ID that looks like one. */
export class WebhookError extends Error {
  static {
    Object.defineProperty(this.prototype, "name", {
      value: "WebhookError",
      configurable: true,
      writable: true,
    });
  }

  readonly kind = "webhook" as const;
  /** Why it was not accepted. */
  readonly reason: WebhookErrorReason;
  /** What the API does not confirm; empty for all reasons but `altered`. */
  readonly differs: readonly EventDifference[];

  constructor(
    reason: WebhookErrorReason,
    message: string,
    details: { readonly differs?: readonly EventDifference[]; readonly cause?: unknown } = {},
  ) {
    super(toLine(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.differs = details.differs ?? [];
  }

  /** What `JSON.stringify` sees: loggers that write JSON would otherwise lose name and message. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}
