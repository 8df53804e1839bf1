import type { CallOptions, Client } from "../types/calls.ts";
import { UnexpectedResponseError } from "../errors/classes.ts";
import type { JsonObject } from "../text/json.ts";
import { refuseReplay } from "./event-store.ts";
import type { EventStore } from "./event-store.ts";
import type { WebhookEvent } from "./event-types.ts";
import { isEvent, parseEvent } from "./parse-event.ts";
import { WebhookError } from "./webhook-error.ts";
import type { EventDifference } from "./webhook-error.ts";

/** Options of {@link confirmEvent}: those of a call, and where events are remembered. */
export interface ConfirmOptions extends Pick<CallOptions, "signal" | "timeout" | "retries"> {
  /** Asked whether the event is done already; {@link rememberEvent} tells it. Default: none. */
  store?: EventStore | undefined;
}

/** Any client that can GET. */
export type EventClient = Pick<Client, "GET">;

/** Whoever knows the address of a webhook can have us ask the API. */
const MOST_AT_ONCE = 10;

/**
 * Fetches the event that a webhook tells of from the API, and gives what the API says: of what was sent, only the ID is used.
 * At most ten confirmations of a client are under way at once; a further one is refused as `busy` rather than queued.
 *
 * @param body as {@link parseEvent} takes it
 * @throws WebhookError if the body is no event (`no-event`), if the API has no such event (`unknown-event`) or says something
 *   else of it (`altered`), if it is done already (`replayed`), or if that cannot be told (`busy`, `store-failed`)
 * @throws the error of `GET /events/{id}` if the API could not be asked; narrow it with `isErrorFrom(thrown, "get-event")`
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
  { store, ...options }: ConfirmOptions = {},
): Promise<WebhookEvent> {
  const sent = parseEvent(body);
  if (store !== undefined) await refuseReplay(store, sent);
  return underWay(client, async () => {
    const result = await client.GET("/events/{id}", { ...options, params: { path: { id: sent.id } } });
    if (result.error?.status === 404) {
      throw new WebhookError("unknown-event", `The API has no event ${sent.id}`, { cause: result.error });
    }
    if (result.error !== undefined) throw result.error;
    return compare(sent, result.data, result.response);
  });
}

const confirmations = new WeakMap<EventClient, number>();

async function underWay<Value>(client: EventClient, work: () => Promise<Value>): Promise<Value> {
  const count = confirmations.get(client) ?? 0;
  if (count >= MOST_AT_ONCE) {
    throw new WebhookError("busy", `${MOST_AT_ONCE} confirmations are under way; Flatpeak delivers again`);
  }
  confirmations.set(client, count + 1);
  try {
    return await work();
  } finally {
    confirmations.set(client, (confirmations.get(client) ?? 1) - 1);
  }
}

function compare(sent: WebhookEvent, confirmed: unknown, response: Response): WebhookEvent {
  if (!isEvent(confirmed)) {
    throw new UnexpectedResponseError("Unexpected answer: JSON that is no event (GET /events/{id})", {
      operation: { operationId: "get-event", method: "GET", path: "/events/{id}" },
      outcome: "unknown",
      attempts: 1,
      response,
      rawBody: "",
    });
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

/** Where the object itself is not in the data, its ID is under one of these names. */
const REFERENCES = ["tariff_id", "location_id", "customer_id"];

/** Whether two events are about different objects. */
function isOfAnother(sent: JsonObject, confirmed: JsonObject): boolean {
  const [id, expected] = [sent["id"], confirmed["id"]];
  if (id !== undefined || expected !== undefined) return id !== expected;
  return REFERENCES.some((name) => {
    const [reference, known] = [sent[name], confirmed[name]];
    return reference !== undefined && known !== undefined && reference !== known;
  });
}
