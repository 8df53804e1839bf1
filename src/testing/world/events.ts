import type { Event, EventList, TariffEventData } from "../../../generated/schema.ts";
import type { JsonObject } from "../../text/json.ts";
import { successStatus } from "../answers.ts";
import type { Examples } from "../examples.ts";
import { createIds } from "../ids.ts";
import { cutPage, readPageRequest } from "../paging.ts";
import { Refusal, refuseMissing } from "../refusal.ts";
import type { Handler } from "../resource.ts";
import { formatTimestamp } from "./timestamp.ts";

/** Adds an event. */
export type Publish = (type: Event["type"], data: JsonObject) => void;

/** Events of an account. */
export interface Events {
  /** In the order in which they happened. */
  readonly list: readonly Event[];
  readonly publish: Publish;
  readonly handlers: Readonly<Record<string, Handler>>;
}

const OBJECT_IDS = ["tariff_id", "location_id", "customer_id"] satisfies (keyof TariffEventData)[];

/** Creates an account's list of events, which is empty. */
export function createEvents(now: () => number, examples: Examples): Events {
  const list: Event[] = [];
  const nextId = createIds("evt");
  return {
    list,
    publish: (type, data) => {
      list.push({ id: nextId(), object: "event", time_created: formatTimestamp(now()), type, data });
    },
    handlers: {
      "GET /events": ({ operation, query }) => {
        const request = readPageRequest(query, examples[operation.key]?.integers);
        if ("problem" in request) throw new Refusal(request.problem);
        const [type, objectId] = [query.get("event_type"), query.get("object_id")];
        const page = cutPage(
          [...list].reverse(),
          request,
          (event) =>
            (type === null || event.type === type) && (objectId === null || concerns(event, objectId)),
        );
        if ("missing" in page) throw refuseMissing(operation, `No such event: ${page.missing}`);
        const body = {
          object: "list",
          url: "/events",
          has_more: page.hasMore,
          data: [...page.data],
        } satisfies EventList;
        return { status: successStatus(operation.entry), body };
      },
      "GET /events/{id}": ({ operation }) => {
        const id = operation.params["id"] ?? "";
        const event = list.find((candidate) => candidate.id === id);
        if (event === undefined) throw refuseMissing(operation, `No such event: ${id}`);
        return { status: successStatus(operation.entry), body: event };
      },
    },
  };
}

/** True if an event is about an object: it has the object itself, or its ID. */
function concerns({ data }: Event, objectId: string): boolean {
  const fields: JsonObject = data;
  return "id" in fields ? fields["id"] === objectId : OBJECT_IDS.some((name) => fields[name] === objectId);
}
