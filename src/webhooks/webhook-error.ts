import { brand } from "../errors/brand.ts";
import { toLine } from "../text/line.ts";

/**
 * Reason why a webhook was not accepted.
 * - `no-event`: the body is not an event, or longer than `maxBodyBytes`. The event was not looked up in the API.
 * - `unknown-event`: the API has no event with this ID, or returned 404 for it less than 20 seconds ago.
 * - `altered`: the API has an event with this ID and different content; see `differs`.
 * - `bad-signature`: the signature does not match the webhook and the key that it names.
 * - `other-account`: the signed event does not name the account of `accountId`.
 * - `unsigned`, `unknown-scheme`, `unknown-key`: the signature is missing, of an unknown scheme, or names an
 *   unknown key. Only with `verify: "signature"`; otherwise the API confirms the event.
 * - `old-signature`: the timestamp is too far from the current time. Only with `verify: "signature"`.
 * - `keys-unavailable`: the keys could not be loaded; see `cause`. Only with `verify: "signature"`.
 * - `replayed`: the event has been handled before.
 * - `busy`: too many confirmations, or this event is being confirmed or handled already.
 * - `timeout`: the option `timeout` ran out.
 * - `unreadable-body`: the request broke off, or its body has been read already.
 * - `store-failed`: the store failed or did not respond within 10 seconds; see `cause`.
 */
export type WebhookErrorReason =
  | "no-event"
  | "unknown-event"
  | "altered"
  | "unsigned"
  | "unknown-scheme"
  | "unknown-key"
  | "bad-signature"
  | "old-signature"
  | "other-account"
  | "keys-unavailable"
  | "replayed"
  | "busy"
  | "timeout"
  | "unreadable-body"
  | "store-failed";

/** Part of an event that differs from the event in the API. */
export type EventDifference = "id" | "type" | "object-id";

/**
 * A webhook that was not accepted; `reason` says why. It contains nothing of the body except a well-formed event ID.
 * `instanceof` works across copies of the package, such as its ESM and its CommonJS build.
 */
export class WebhookError extends Error {
  static {
    brand(this, "WebhookError", "webhook", Symbol.for("flatpeak.webhook-error"));
  }

  readonly kind = "webhook" as const;
  /** Reason why it was not accepted. */
  readonly reason: WebhookErrorReason;
  /** Parts that differ from the API; empty for all reasons except `altered`. */
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

  /** Keeps name and message in JSON, for loggers that write JSON. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}
