import createOpenapiFetchClient, {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
} from "openapi-fetch";
import type { ClientOptions } from "openapi-fetch";
import { reasonOf } from "../errors/cause.ts";
import { UsageError } from "../errors/classes.ts";
import type { Middleware, Serializers } from "../types/calls.ts";
import { checkJson } from "./body.ts";
import { withoutRemoved } from "./headers.ts";
import type { HeaderLayer } from "./headers.ts";
import type { CheckedInit } from "./init.ts";
import { readRequest } from "./middleware.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";

/** Sends a request. It keeps what comes of it: openapi-fetch is given nothing to read. */
export type Send = (request: OutgoingRequest) => Promise<unknown>;

/** Sends a request, and gives the response in the form that middleware reads. */
export type SendForMiddleware = (request: OutgoingRequest) => Promise<Response>;

/** openapi-fetch's client, without the types of an operation: those are checked where a call is made. */
export interface OpenapiFetch {
  /** Makes the request of a call. */
  readonly request: (method: string, path: string, init: CheckedInit, send: Send) => Promise<unknown>;
  /**
   * Makes the request of a call, and runs middleware around it.
   *
   * @param signal ends the call; middleware finds it on its Request
   * @returns the last Response, be it the one that was sent for or one of the middleware's own; if it is an error of the
   *   middleware's own, its body is in `error`
   */
  readonly requestThrough: (
    middleware: readonly Middleware[],
    method: string,
    path: string,
    init: CheckedInit,
    signal: AbortSignal,
    send: SendForMiddleware,
  ) => Promise<{ readonly response: Response; readonly error?: unknown }>;
}

interface UntypedClient {
  request(method: string, path: string, init: object): Promise<{ error?: unknown; response: Response }>;
}

/** Stands in for `Request`, which costs more than the rest of a call and cannot be sent twice. */
class RequestRecord implements OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit | null;

  constructor(url: string, init: { method: string; headers: Headers; body: BodyInit | undefined }) {
    this.url = url;
    this.method = init.method;
    this.headers = Object.fromEntries(init.headers);
    this.body = init.body ?? null;
  }
}

/** What openapi-fetch gets of an answer, which has been read under the deadline, and parsed once. */
const NOTHING_TO_READ = { ok: true, status: 204, headers: { get: () => null } };
const leaveNothingToRead = (): object => NOTHING_TO_READ;

/** Makes a client of openapi-fetch. No other file imports its code. */
export function createOpenapiFetch(baseUrl: string, serializers: Serializers): OpenapiFetch {
  const {
    querySerializer = createQuerySerializer(),
    bodySerializer = serializeBody,
    pathSerializer,
  } = serializers;
  const options = { baseUrl, querySerializer, bodySerializer, pathSerializer } as ClientOptions;
  const client = createOpenapiFetchClient(options) as unknown as UntypedClient;
  const customized = Object.values(serializers).some((serializer) => serializer !== undefined);
  const { origin } = new URL(baseUrl);

  return {
    request(method, path, init, send) {
      // Its client costs a third of a call that has nothing for it to do: the same serializers are enough then.
      if (!customized && !init.querySerializer && !init.bodySerializer && !init.pathSerializer) {
        return send(serialize(baseUrl, method, path, init));
      }
      const fetch = (request: OutgoingRequest): Promise<object> => send(request).then(leaveNothingToRead);
      return client.request(method, path, { ...partsOf(init), fetch, Request: RequestRecord });
    },
    requestThrough(middleware, method, path, init, signal, send) {
      const fetch = async (request: Request): Promise<Response> =>
        send(await readRequest(request, method, origin));
      return client.request(method, path, {
        ...init.fetchOptions,
        ...partsOf(init),
        middleware,
        signal,
        redirect: "manual",
        // Leaves the body of a success unread.
        parseAs: "stream",
        fetch,
        Request,
      });
    },
  };
}

/** What openapi-fetch makes a request from. */
function partsOf({
  params,
  headers,
  body,
  querySerializer,
  bodySerializer,
  pathSerializer,
}: CheckedInit): object {
  return { params, headers, body, querySerializer, bodySerializer, pathSerializer };
}

const serializeQuery = createQuerySerializer<Record<string, unknown>>();

function serialize(
  baseUrl: string,
  method: string,
  path: string,
  { params, headers, body }: CheckedInit,
): OutgoingRequest {
  const url = createFinalURL(path, {
    baseUrl,
    params: params as { path?: Record<string, unknown>; query?: Record<string, unknown> },
    querySerializer: serializeQuery,
    pathSerializer: defaultPathSerializer,
  });
  if (body === undefined) return { url, method, headers: withoutRemoved(headers), body: null };
  const serialized = serializeBody(body, headers);
  // `fetch` itself knows the type of a form, whose boundary it makes up.
  const typed = serialized instanceof FormData ? headers : { "content-type": "application/json", ...headers };
  return { url, method, headers: withoutRemoved(typed), body: serialized };
}

const FORM = "application/x-www-form-urlencoded";

function serializeBody(body: unknown, headers: Headers | HeaderLayer): BodyInit {
  let serialized: BodyInit;
  try {
    serialized = serializeByType(body, headers);
  } catch (thrown) {
    // A circle, a BigInt, a toJSON that throws.
    throw new UsageError(`the body cannot be sent as JSON: ${reasonOf(thrown)}`);
  }
  const type = headers instanceof Headers ? headers.get("content-type") : headers["content-type"];
  if (serialized !== body && type !== FORM) checkJson(body);
  return serialized;
}

/** Its own type leaves out the headers, by which it knows a form. */
const serializeByType: (body: unknown, headers: Headers | HeaderLayer) => BodyInit = defaultBodySerializer;
