import type { ServerResponse } from "node:http";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { startServer } from "./server.ts";
import type { RawServer } from "./server.ts";

/** The part of the API that confirms events, and a client of it. */
export interface EventApi extends RawServer {
  /** A new client for each test, since confirmations are limited per client. */
  readonly client: Client;
  /** Sets the only events of the API, and creates a new client. */
  readonly setEvents: (...events: readonly { readonly id: string }[]) => void;
  /** Responds instead of the API. */
  readonly onCall: (handler: (id: string, outgoing: ServerResponse) => void) => void;
}

/** Starts the API on a free port. */
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
  const connect = () => createClient({ token: "bearer", baseUrl: server.origin });
  let client = connect();
  return {
    ...server,
    get client() {
      return client;
    },
    setEvents(...given) {
      client = connect();
      events = new Map(given.map((event) => [event.id, event]));
      handler = answer;
    },
    onCall(given) {
      handler = given;
    },
  };
}

/** An event in Flatpeak's form. */
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

/** An event with only the IDs of its objects and no time, as in the newest guide. */
export const tariffEvent = {
  id: "evt_65e42b7827c0526548432ba0",
  object: "event",
  type: "tariff.expired",
  data: { live_mode: true, tariff_id: "trf_1", location_id: "loc_1", account_id: "acc_1" },
} as const;

/** An event store in memory that records its calls. */
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
