import type { ServerResponse } from "node:http";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { startServer } from "./server.ts";
import type { RawServer } from "./server.ts";

/** The API as far as it confirms events, and a client of it. */
export interface EventApi extends RawServer {
  readonly client: Client;
  /** Has the API know these events and no others, and answer at once. */
  readonly setEvents: (...events: readonly { readonly id: string }[]) => void;
  /** Answers in the API's place. */
  readonly onCall: (handler: (id: string, outgoing: ServerResponse) => void) => void;
}

/** Starts the API on a port of its own. */
export async function startEventApi(): Promise<EventApi> {
  let events = new Map<string, unknown>();
  const answer = (id: string, outgoing: ServerResponse): void => {
    const event = events.get(id);
    outgoing.writeHead(event === undefined ? 404 : 200, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(event ?? { object: "error", message: "No such event" }));
  };
  let handler = answer;
  const server = await startServer(({ url }, _incoming, outgoing) => {
    handler(url.replace("/events/", ""), outgoing);
  });
  return {
    ...server,
    client: createClient({ token: "bearer", baseUrl: server.origin, retries: 0 }),
    setEvents(...given) {
      events = new Map(given.map((event) => [event.id, event]));
      handler = answer;
    },
    onCall(given) {
      handler = given;
    },
  };
}

/** An event as Flatpeak sends it. */
export const deviceEvent = {
  id: "evt_65e42b7827c0526548432b9f",
  object: "event",
  time_created: "2022-01-24T14:15:22Z",
  type: "device.create",
  data: {
    id: "dev_63a6087272941ef077a8fd3e",
    object: "device",
    live_mode: true,
    reference_id: "DEV1234567890",
    time_created: "2022-01-24T14:15:22Z",
    account_id: "acc_661677911f2197045e6cf1b1",
  },
} as const;

/** An event that names its objects by ID alone, and has no time, as in the newest guide. */
export const tariffEvent = {
  id: "evt_65e42b7827c0526548432ba0",
  object: "event",
  type: "tariff.expired",
  data: { live_mode: true, tariff_id: "trf_1", location_id: "loc_1", account_id: "acc_1" },
} as const;

/** A store of events in memory, with what was asked of it. */
export function createMemoryStore() {
  const values = new Map<string, string>();
  const ttls: number[] = [];
  return {
    values,
    ttls,
    get: (key: string): Promise<unknown> => Promise.resolve(values.get(key)),
    set: (key: string, value: string, ttl: number): Promise<unknown> => {
      values.set(key, value);
      ttls.push(ttl);
      return Promise.resolve();
    },
  };
}
