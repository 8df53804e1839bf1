import { webhooks } from "../../generated/webhooks.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import type { WebhookEvent } from "../types/events.ts";
import { WebhookError } from "./webhook-error.ts";

/** ID after the prefix. It is part of a URL, so its characters and length are limited. */
const ID_BODY = /^[A-Za-z0-9]{1,255}$/;

/**
 * Parses the body of a webhook. Event types that are not in the contract are accepted. Anyone can send an event: use
 * {@link confirmEvent} or {@link verifyEvent} to make sure that Flatpeak sent it.
 *
 * @param body the text or the bytes of the body, or the value that a framework has parsed
 * @throws WebhookError `no-event`; its message says what is missing
 * @example
 * ```ts
 * import { parseEvent } from "flatpeak/webhooks";
 *
 * const event = parseEvent('{"object":"event","id":"evt_1","type":"device.create","time_created":"…","data":{"id":"dev_1"}}');
 * if (event.type === "device.create") console.log(event.data.id);
 * ```
 */
export function parseEvent(body: unknown): WebhookEvent {
  const value = parseBody(body);
  if (isEvent(value)) return value;
  throw new WebhookError("no-event", `The body is not an event: ${findEventFault(value) ?? ""}`);
}

/**
 * True if a value has the required fields of an event. The fields of `data` are not checked: they are not documented
 * for every type.
 */
export function isEvent(value: unknown): value is WebhookEvent {
  return findEventFault(value) === undefined;
}

function findEventFault(value: unknown): string | undefined {
  if (!isJsonObject(value)) return "it is not a JSON object";
  const { id, object, type, data } = value;
  if (object !== "event") return 'its object is not "event"';
  if (!isEventId(id)) return `its id is not ${webhooks.prefix} and letters or digits`;
  if (typeof type !== "string" || type === "") return "it has no type";
  return isJsonObject(data) ? undefined : "it has no data";
}

function isEventId(id: unknown): boolean {
  const { prefix } = webhooks;
  return typeof id === "string" && id.startsWith(prefix) && ID_BODY.test(id.slice(prefix.length));
}

function parseBody(body: unknown): unknown {
  if (typeof body === "string") return parseJson(body);
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body))
    return parseJson(new TextDecoder().decode(body));
  return body;
}
