import { eventData } from "../../generated/examples.ts";
import type { Event } from "../../generated/schema.ts";
import { webhooks } from "../../generated/webhooks.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import type { Manifest } from "../manifest.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import type { EventOf, EventType } from "../types/events.ts";
import type { OperationQuery } from "../types/operations.ts";
import { badRequest, notFound, successStatus } from "./plain-response.ts";
import { createIds } from "./ids.ts";
import type { ObjectSettings, StoredObject } from "./new-object.ts";
import { cutPage, readPageRequest } from "./paging.ts";
import type { Handler } from "./resource.ts";
import { KEY_ID, signPayload } from "./signing-key.ts";
import { formatTimestamp } from "./world/timestamp.ts";

/** Options of {@link FakeFlatpeak.event} and {@link FakeFlatpeak.deliverEvents}. */
export interface DeliveryOptions {
  /**
   * Signs the request with the fake's key, as Flatpeak does. Default: false; `flatpeak/webhooks` then confirms the
   * event by `GET /events/{id}`.
   */
  readonly signed?: boolean | undefined;
  /** URL of the request, for programs with a router. Default: `https://localhost/webhooks`. */
  readonly url?: string | undefined;
}

/** Fields of an event's data to change in the contract's example. `undefined` omits a field. */
export type DeliveredData<Type extends EventType> = {
  readonly [Name in keyof EventOf<Type>["data"]]?: EventOf<Type>["data"][Name] | undefined;
};

/** Creates and stores events. */
export interface Deliveries {
  /** Stores a new event with the given data. */
  readonly keep: (type: string, data: JsonObject) => KeptEvent;
  /** Stores an event with the contract's example data and these changes, and creates its request. */
  readonly event: (type: string, data?: JsonObject, options?: DeliveryOptions) => Promise<Request>;
  readonly deliver: (event: KeptEvent, options?: DeliveryOptions) => Promise<Request>;
  /** Handlers of the operations that read events, by method and path template. */
  readonly handlers: Readonly<Record<string, Handler>>;
}

export interface KeptEvent extends StoredObject {
  readonly type: string;
  readonly data: JsonObject;
}

const DELIVERY_NAMES: ReadonlySet<string> = new Set<keyof DeliveryOptions>(["signed", "url"]);
const EXAMPLES: Readonly<Record<string, JsonObject>> = eventData;
/** Names of the IDs in event data that does not contain the object itself. */
const REFERENCES = ["tariff_id", "location_id", "customer_id"];

/** Creates an empty store of events. */
export function createDeliveries(
  { accountId, now, examples }: ObjectSettings,
  { apiVersion, versionHeader }: Manifest,
): Deliveries {
  const events = new Map<string, KeptEvent>();
  const nextId = createIds(webhooks.prefix.replace(/_$/, ""));

  const keep = (type: string, data: JsonObject): KeptEvent => {
    const head = {
      id: nextId(),
      object: "event",
      type,
      time_created: formatTimestamp(now()),
    } satisfies Omit<Event, "data">;
    // A copy, so that later changes to the caller's object do not alter the event.
    const copy = parseJson(JSON.stringify(data));
    const event = { ...head, data: isJsonObject(copy) ? copy : {} };
    events.set(event.id, event);
    return event;
  };

  const deliver = async (event: KeptEvent, options: DeliveryOptions = {}): Promise<Request> => {
    refuseUnknown("the delivery", options, DELIVERY_NAMES);
    const { signed = false, url = "https://localhost/webhooks" } = options;
    const { signature, scheme, key, timestamp } = webhooks.headers;
    const body = JSON.stringify(event);
    const time = String(Math.floor(now() / 1000));
    const headers = signed
      ? {
          [signature]: `v1=${await signPayload(`${time}.${body}`)}`,
          [scheme]: "v1",
          [key]: KEY_ID,
          [timestamp]: time,
        }
      : { [signature]: "none" };
    return new Request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(versionHeader === undefined ? {} : { [versionHeader]: apiVersion }),
        ...headers,
      },
      body,
    });
  };

  const list: Handler = ({ operation, query }) => {
    const request = readPageRequest(query, examples[operation.key]?.integers);
    if ("problem" in request) return badRequest(request.problem);
    const { event_type: type, object_id: object }: ListQuery = Object.fromEntries(query);
    const page = cutPage(
      [...events.values()].reverse(),
      request,
      (event) =>
        (type === undefined || event.type === type) && (object === undefined || isAbout(event, object)),
    );
    if ("missing" in page) return notFound(`No such event: ${page.missing}`);
    return {
      status: successStatus(operation.entry),
      body: { object: "list", url: "/events", has_more: page.hasMore, data: page.data },
    };
  };

  const get: Handler = ({ operation }) => {
    const id = operation.params["id"] ?? "";
    const event = events.get(id);
    return event === undefined
      ? notFound(`No such event: ${id}`)
      : { status: successStatus(operation.entry), body: event };
  };

  return {
    keep,
    deliver,
    event: (type, data = {}, options) => {
      const example = EXAMPLES[type] ?? {};
      const own = { live_mode: false, account_id: accountId };
      const known = Object.entries(own).filter(([name]) => name in example);
      return deliver(keep(type, { ...example, ...Object.fromEntries(known), ...data }), options);
    },
    handlers: { "GET /events": list, "GET /events/{id}": get },
  };
}

type ListQuery = Pick<OperationQuery<"list-events">, "event_type" | "object_id">;

/** True if the data of an event contains the object or refers to it. */
function isAbout({ data }: KeptEvent, objectId: string): boolean {
  return "id" in data ? data["id"] === objectId : REFERENCES.some((name) => data[name] === objectId);
}
