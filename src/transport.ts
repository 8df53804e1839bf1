import createOpenApiFetch from "openapi-fetch";
import type { OutgoingRequest } from "./call-context.ts";

/** What a request is serialised from. */
export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>> | undefined;
    readonly query?: Readonly<Record<string, unknown>> | undefined;
  };
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Serialises a request and hands it to `send`. Rejects with what `send` rejects with, or if the body has no JSON. */
export type Serialize = <Value>(
  parts: RequestParts,
  send: (request: OutgoingRequest) => Promise<Value>,
) => Promise<Value>;

/**
 * Takes the place of `Request`, whose making costs more than all else in a call, and which cannot be sent twice.
 */
class Carrier implements OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: BodyInit | undefined;

  constructor(url: string, init: { method: string; headers: Headers; body?: BodyInit }) {
    this.url = url;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
  }
}

/**
 * The only file that knows openapi-fetch. It serialises path, query, headers and body, and no more: it would read answers
 * after `fetch` has returned, outside any deadline, so all of the sending happens inside the `fetch` that it is given,
 * and it gets an answer with nothing to read.
 */
export function createTransport(baseUrl: string): Serialize {
  // The types of openapi-fetch are for its own callers; ours are in call-types.ts.
  const { request } = createOpenApiFetch({
    baseUrl,
    Request: Carrier as unknown as typeof Request,
  }) as unknown as { request: (method: string, path: string, init: object) => Promise<unknown> };
  const settled = new Response(null, { status: 204 });

  return async (parts, send) => {
    let sending: ReturnType<typeof send> | undefined;
    await request(parts.method, parts.path, {
      params: parts.params,
      headers: parts.headers,
      body: parts.body,
      fetch: (carrier: Carrier) => {
        sending = send(carrier);
        return sending.then(() => settled);
      },
    });
    if (sending === undefined) throw new Error("openapi-fetch did not send the request");
    return sending;
  };
}
