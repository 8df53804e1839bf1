import type { TariffEventData } from "../../generated/schema.ts";
import type { Client } from "../types/calls.ts";
import type { CallOptions } from "../types/call-options.ts";
import { UnexpectedResponseError, UsageError } from "../errors/classes.ts";
import type { Operation } from "../errors/classes.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { show } from "../send/watch.ts";
import type { Watch } from "../send/watch.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import { checkParts } from "./check-parts.ts";
import { createConfirmationLimit } from "./confirmation-limit.ts";
import type { ConfirmationLimit } from "./confirmation-limit.ts";
import { isRemembered } from "./event-store.ts";
import type { EventStore } from "./event-store.ts";
import type { WebhookEvent } from "../types/events.ts";
import { isEvent, parseEvent } from "./parse-event.ts";
import { WebhookError } from "./webhook-error.ts";
import type { EventDifference } from "./webhook-error.ts";

/** Options of {@link confirmEvent}. */
export interface ConfirmOptions extends Pick<CallOptions, "signal"> {
  /** Store of handled events, written by {@link rememberEvent}. It is read before the API is called. Default: none. */
  store?: EventStore | undefined;
  /** Called with the verified event; pass the result of `watchDrift` of `flatpeak/drift`. Default: none. */
  drift?: Watch | undefined;
  /** Deadline of the call to the API in milliseconds; 0 for none. Default: 10000. */
  timeout?: number | undefined;
}

/** Any client that has `GET`. */
export type EventClient = Pick<Client, "GET">;

const CONFIRM_TIMEOUT_MS = 10_000;
const CONFIRM_OPTIONS: ReadonlySet<string> = new Set<keyof ConfirmOptions>([
  "signal",
  "store",
  "drift",
  "timeout",
]);

/**
 * Fetches the event from the API by the ID in the webhook, compares it with the webhook's event, and returns it.
 *
 * Per client, at most 10 confirmations start in a second, 10 run at the same time, and one runs per event ID. A
 * confirmation waits up to 5 seconds for its turn. The call is not retried. An ID that the API does not know is refused
 * for 20 seconds without another call.
 *
 * @param body the text or the bytes of the body, or the parsed value; see {@link parseEvent}
 * @throws WebhookError `no-event`, `unknown-event`, `altered`, `replayed`, `busy` or `store-failed`; see
 *   {@link WebhookErrorReason}
 * @throws the error of `GET /events/{id}` if the call failed; narrow it with `isErrorFrom(thrown, "get-event")`
 * @throws UsageError if an option is unknown or invalid
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { confirmEvent, WebhookError } from "flatpeak/webhooks";
 *
 * const flatpeak = createClient();
 * async function receive(body: string): Promise<void> {
 *   try {
 *     const event = await confirmEvent(flatpeak, body);
 *     if (event.type === "device.create") console.log(event.data.reference_id);
 *   } catch (thrown) {
 *     if (thrown instanceof WebhookError && thrown.reason === "altered") console.warn(thrown.differs);
 *     else throw thrown;
 *   }
 * }
 * ```
 */
export async function confirmEvent(
  client: EventClient,
  body: unknown,
  options: ConfirmOptions = {},
): Promise<WebhookEvent> {
  const given: unknown = options;
  if (!isJsonObject(given)) throw new UsageError("options must be an object, such as { store }");
  refuseUnknown("confirmEvent", options, CONFIRM_OPTIONS);
  const { store, drift, ...callOptions } = options;
  checkParts({ client, store, drift });
  const sent = parseEvent(body);
  if (store !== undefined && (await isRemembered(store, sent.id))) throw replayed(sent);
  const event = await confirmWithApi(client, sent, callOptions);
  showEvent(drift, event);
  return event;
}

/** Passes a verified event to `drift`. Anyone can send unverified ones. */
export function showEvent(drift: Watch | undefined, event: WebhookEvent): void {
  if (drift === undefined) return;
  show(drift, { operationId: "webhook", status: undefined, headers: undefined, body: event });
}

/** Creates the error for an event that the store remembers. */
export function replayed({ id }: WebhookEvent): WebhookError {
  return new WebhookError("replayed", `Event ${id} has been handled before`);
}

/** Fetches a received event from the API, within the limit of the client. */
export async function confirmWithApi(
  client: EventClient,
  sent: WebhookEvent,
  { signal, timeout = CONFIRM_TIMEOUT_MS }: Omit<ConfirmOptions, "store" | "drift">,
): Promise<WebhookEvent> {
  return limitOf(client).run(sent.id, signal, async () => {
    const init = { signal, timeout, retries: 0, params: { path: { id: sent.id } } };
    const { data, error, response, operation } = await client.GET("/events/{id}", init);
    if (error === undefined) return compare(sent, data, response, operation);
    if (error.status !== 404) throw error;
    throw new WebhookError("unknown-event", `The API has no event ${sent.id}`, { cause: error });
  });
}

const limits = new WeakMap<EventClient, ConfirmationLimit>();

function limitOf(client: EventClient): ConfirmationLimit {
  const limit = limits.get(client) ?? createConfirmationLimit();
  limits.set(client, limit);
  return limit;
}

function compare(
  sent: WebhookEvent,
  confirmed: unknown,
  response: Response,
  operation: Operation,
): WebhookEvent {
  if (!isEvent(confirmed)) {
    throw new UnexpectedResponseError(
      `Unexpected response: JSON that is not an event (${operation.method} ${operation.path})`,
      {
        operation,
        outcome: "unknown",
        attempts: 1,
        response,
        rawBody: "",
      },
    );
  }
  const differs: EventDifference[] = [];
  if (sent.id !== confirmed.id) differs.push("id");
  if (sent.type !== confirmed.type) differs.push("type");
  if (isOfAnother(sent.data, confirmed.data)) differs.push("object-id");
  if (differs.length === 0) return confirmed;
  throw new WebhookError("altered", `The API has event ${sent.id} with another ${differs.join(" and ")}`, {
    differs,
  });
}

/** Names of the IDs in event data that does not contain the object itself. */
const REFERENCES = ["tariff_id", "location_id", "customer_id"] satisfies (keyof TariffEventData)[];

/** True if two events concern different objects. */
function isOfAnother(sent: JsonObject, confirmed: JsonObject): boolean {
  const [id, expected] = [sent["id"], confirmed["id"]];
  if (id !== undefined || expected !== undefined) return id !== expected;
  return REFERENCES.some((name) => {
    const [reference, known] = [sent[name], confirmed[name]];
    return reference !== undefined && known !== undefined && reference !== known;
  });
}
