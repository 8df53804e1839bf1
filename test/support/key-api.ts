import { createClient } from "flatpeak";
import type { Client } from "flatpeak";

/** The part of the API that webhooks need: events and keys. */
export interface KeyApi {
  readonly client: Client;
  /** Paths of the requests. */
  readonly requests: { readonly path: string; readonly init: RequestInit }[];
  readonly count: (path: string) => number;
  /** The events that the API has, by ID. */
  readonly events: Map<string, unknown>;
  /** Responds to a request of `jwks.json`. */
  respond: (init: RequestInit) => Response | Promise<Response>;
}

/** Creates the API with these keys. */
export function createKeyApi(...keys: readonly object[]): KeyApi {
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const path = new URL(url).pathname;
    api.requests.push({ path, init });
    if (path.endsWith("/jwks.json")) return api.respond(init);
    const event = api.events.get(path.replace("/events/", ""));
    return Response.json(event ?? {}, { status: event === undefined ? 404 : 200 });
  };
  const api: KeyApi = {
    client: createClient({ token: "bearer", fetch }),
    requests: [],
    count: (path) => api.requests.filter((request) => request.path === path).length,
    events: new Map(),
    respond: () => Response.json({ keys }),
  };
  return api;
}
