import {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
} from "openapi-fetch";
import { reasonOf } from "../errors/cause.ts";
import { UsageError } from "../errors/classes.ts";

/** What a request is serialised from. */
export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly params: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query: Readonly<Record<string, unknown>>;
  };
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A serialised request; it can be sent any number of times. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit | undefined;
}

/** Serialises a request. Throws a UsageError if the body has no JSON. */
export type Serialize = (parts: RequestParts) => OutgoingRequest;

const querySerializer = createQuerySerializer<Record<string, unknown>>();
/** Its own type tells neither of the headers, by which it knows a form, nor of the form that it then gives back. */
const serializeBody: (body: unknown, headers: Readonly<Record<string, string>>) => BodyInit =
  defaultBodySerializer;

/**
 * The only file that knows openapi-fetch, whose serialisers make the URL and the body. Its client is left alone: that reads
 * answers after `fetch` has returned, outside any deadline, and makes a `Request`, which costs more than all else in a
 * call and cannot be sent twice.
 */
export function createSerialize(baseUrl: string): Serialize {
  return ({ method, path, params, headers, body }) => {
    const url = createFinalURL(path, {
      baseUrl,
      params,
      querySerializer,
      pathSerializer: defaultPathSerializer,
    });
    if (body === undefined) return { url, method, headers, body };
    const serialized = toBody(body, headers);
    // `fetch` itself knows the type of a form, whose boundary it makes up.
    const typed =
      serialized instanceof FormData ? headers : { "content-type": "application/json", ...headers };
    return { url, method, headers: typed, body: serialized };
  };
}

function toBody(body: unknown, headers: Readonly<Record<string, string>>): BodyInit {
  try {
    return serializeBody(body, headers);
  } catch (thrown) {
    // A circle, a BigInt, a toJSON that throws.
    throw new UsageError(`the body cannot be sent as JSON: ${reasonOf(thrown)}`);
  }
}
