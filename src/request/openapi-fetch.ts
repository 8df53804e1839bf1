import createOpenapiFetchClient, { createQuerySerializer, defaultBodySerializer } from "openapi-fetch";
import type { ClientOptions } from "openapi-fetch";
import type { Operation } from "../errors/classes.ts";
import type { Middleware, Serializers } from "../types/call-options.ts";
import { writeJson } from "./body.ts";
import { withoutRemoved } from "./headers.ts";
import type { HeaderLayer } from "./headers.ts";
import type { CheckedInit } from "./init.ts";
import { checkOrigin, readRequest } from "./middleware.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";

/** Sends a request and keeps the result: openapi-fetch gets no body to read. */
export type Send = (request: OutgoingRequest) => Promise<unknown>;

/** Sends a request, and returns the response in the form that middleware reads. */
export type SendForMiddleware = (request: OutgoingRequest) => Promise<Response>;

/** openapi-fetch's client, without the types of an operation: those are checked where a call is made. */
export interface OpenapiFetch {
  /** Makes the request of a call. */
  readonly request: (operation: Operation, init: CheckedInit, send: Send) => Promise<unknown>;
  /**
   * Makes the request of a call, and runs middleware around it.
   *
   * @param signal ends the call; middleware finds it on its Request
   * @returns the last Response, from the API or from middleware. If middleware returned an error response, its body is
   *   in `error`
   */
  readonly requestThrough: (
    middleware: readonly Middleware[],
    operation: Operation,
    init: CheckedInit,
    signal: AbortSignal,
    send: SendForMiddleware,
  ) => Promise<{ readonly response: Response; readonly error?: unknown }>;
}

interface UntypedClient {
  request(method: string, path: string, init: object): Promise<{ error?: unknown; response: Response }>;
}

/**
 * Replaces `Request`, which takes longer than the rest of a call and cannot be sent twice. The headers of a call stay
 * outside openapi-fetch: they are checked and merged already, and each `Headers` object costs time.
 */
class RequestRecord {
  readonly url: string;
  readonly body: BodyInit | null;

  constructor(url: string, init: { body?: BodyInit | null }) {
    this.url = url;
    this.body = init.body ?? null;
  }
}

/** The response that openapi-fetch gets. The real one is read in its attempt, within the deadline, and parsed once. */
const NOTHING_TO_READ = { ok: true, status: 204, headers: { get: () => null } };
const leaveNothingToRead = (): object => NOTHING_TO_READ;

/** Request parts from openapi-fetch. The body is already serialized, since it decides the content type. */
interface Parts {
  readonly headers: HeaderLayer;
  readonly [part: string]: unknown;
}

const keep = <Value>(value: Value): Value => value;

/** Makes a client of openapi-fetch. No other file imports its code. */
export function createOpenapiFetch(baseUrl: string, serializers: Serializers): OpenapiFetch {
  const { querySerializer = createQuerySerializer() } = serializers;
  const options = { baseUrl, querySerializer };
  const client = createOpenapiFetchClient(options as ClientOptions) as unknown as UntypedClient;
  const { origin } = new URL(baseUrl);
  const partsOf = (init: CheckedInit): Parts => {
    const { params, body: given, querySerializer, pathSerializer } = init;
    const serialize = init.bodySerializer as SerializeBody | undefined;
    const write = (): unknown =>
      serialize
        ? serialize(given, new Headers(withoutRemoved(init.headers)))
        : serializeBody(given, init.headers);
    const body = given === undefined ? given : write();
    const headers = withMediaTypes(init, body);
    return { params, headers, body, bodySerializer: keep, querySerializer, pathSerializer };
  };

  return {
    request({ method, path }, init, send) {
      const { headers, ...parts } = partsOf(init);
      const fetch = ({ url, body }: RequestRecord): Promise<object> => {
        if (init.pathSerializer) checkOrigin(url, origin);
        return send({ url, method, headers: withoutRemoved(headers), body }).then(leaveNothingToRead);
      };
      return client.request(method, path, {
        ...parts,
        fetch,
        Request: (init.wrap ?? keep)(RequestRecord),
      });
    },
    requestThrough(middleware, { method, path }, init, signal, send) {
      const fetch = async (request: Request): Promise<Response> =>
        send(await readRequest(request, method, origin));
      return client.request(method, path, {
        ...init.fetchOptions,
        ...partsOf(init),
        signal,
        // The first shows the others the parameters as the caller passed them, instead of those that were read.
        middleware: [
          { onRequest: ({ params }: { params: object }) => void Object.assign(params, init.given) },
          ...middleware,
        ],
        redirect: "manual",
        // Then openapi-fetch does not read the body of a success.
        parseAs: "stream",
        fetch,
        Request: (init.wrap ?? keep)(Request),
      });
    },
  };
}

/** `fetch` sets the content type of a form, with its boundary, and of a Blob if the contract allows several types. */
function withMediaTypes({ headers, contentType, accept }: CheckedInit, body: unknown): HeaderLayer {
  const given = { accept, ...headers };
  if (body === undefined) return given;
  if (body instanceof FormData) return { ...given, "content-type": null };
  return { "content-type": contentType.includes("*") ? null : contentType, ...given };
}

const FORM = "application/x-www-form-urlencoded";

/** openapi-fetch detects a form by the headers; its types lack that argument. */
function serializeBody(body: unknown, headers: HeaderLayer): BodyInit {
  const isForm = body instanceof FormData || headers["content-type"] === FORM;
  return isForm ? serializeByType(body, headers) : writeJson(body);
}

/** openapi-fetch also passes the headers; its types lack that argument. */
type SerializeBody = (body: unknown, headers: Headers) => unknown;

const serializeByType: (body: unknown, headers: HeaderLayer) => BodyInit = defaultBodySerializer;
