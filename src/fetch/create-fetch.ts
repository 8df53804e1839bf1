import { manifest as flatpeakManifest } from "../../generated/manifest.ts";
import { createClient } from "../client.ts";
import type { ContractOptions } from "../client.ts";
import { UsageError } from "../errors/classes.ts";
import type { FlatpeakError } from "../errors/classes.ts";
import { finalErrors } from "../errors/final-errors.ts";
import type { Manifest, OperationEntry } from "../manifest.ts";
import type { ClientOptions } from "../options.ts";
import type { Client, HttpMethod } from "../types/calls.ts";
import type { Serializers } from "../types/call-options.ts";
import { keepError } from "./error-of.ts";
import { passOn, readFetchOptions, readTarget, readGiven } from "./given-request.ts";
import { createOperationFinder } from "./operation-finder.ts";
import type { FoundOperation } from "./operation-finder.ts";

/**
 * Options of `createFetch`: those of `createClient` without serializers, since callers pass URL and body already
 * serialized.
 */
export interface CreateFetchOptions extends Omit<ClientOptions, keyof Serializers> {
  /** The `manifest` of another contract, from `npm run generate -- --spec FILE --out DIR`. Default: Flatpeak's. */
  manifest?: Manifest | undefined;
  /** API keys and basic auth of that contract, by the names of its security schemes. Default: none. */
  credentials?: ContractOptions["credentials"];
}

/** Type of the standard `fetch`. */
export type WebFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Creates a `fetch` with the login, token refresh, retries and timeout of a client. Pass it to openapi-fetch, ky,
 * ofetch and other libraries that take a `fetch`.
 *
 * The `fetch` recognizes the operation of a request by method and URL. A request to another origin, or to a path or
 * method that the contract lacks, is passed on unchanged and without credentials.
 *
 * The request body is kept in memory for retries. The response body is read before the promise resolves, up to
 * `maxBodyBytes`; error bodies are cut at 64 KiB. Redirects are not followed.
 *
 * @returns a `fetch` that resolves with every response of the API, whatever its status; {@link errorOf} returns its
 *   error. If there is no response, it rejects with the reason of an aborted signal, else with a `ConnectionError`,
 *   `TimeoutError`, `AuthenticationError` or `UsageError`. A body larger than `maxBodyBytes` is an
 *   `UnexpectedResponseError`.
 * @throws UsageError if an option is missing, contradictory or invalid
 * @example
 * ```ts
 * import type { paths } from "flatpeak";
 * import { createFetch } from "flatpeak/fetch";
 * import createClient from "openapi-fetch";
 *
 * const client = createClient<paths>({ baseUrl: "https://api.flatpeak.com", fetch: createFetch() });
 * const { data } = await client.GET("/devices/{id}", { params: { path: { id: "dev_1234567890" } } });
 * console.log(data?.reference_id);
 * ```
 */
export function createFetch(options: CreateFetchOptions = {}): WebFetch {
  const { manifest = flatpeakManifest, ...given } = options;
  const serializer = ["querySerializer", "bodySerializer", "pathSerializer"].find((name) => name in given);
  if (serializer !== undefined) {
    throw new UsageError(`createFetch has no ${serializer}; set it in the library that makes URL and body`);
  }
  const client = createClient<AnyPaths>({ ...given, manifest });
  // Without a base URL, `createClient` has thrown.
  const findOperation = createOperationFinder(manifest, given.baseUrl ?? manifest.baseUrl ?? "");
  const webFetch: WebFetch = async (input, init) => {
    if (given.fetch === undefined && globalThis.fetch === webFetch) {
      throw new UsageError(
        "globalThis.fetch is the fetch that createFetch returned, so it would call itself; pass the original to createFetch({ fetch })",
      );
    }
    const { method, url } = readTarget(input, init);
    const operation = findOperation(method, url);
    if (operation === undefined) return passOn(given.fetch, input, init);
    const request = new Request(input, init);
    const { response, error } = await send(client, operation, request, init);
    if (response !== undefined) {
      // A constructed Response has no URL. That of a response never has a fragment.
      return Object.defineProperty(response, "url", { value: request.url.replace(/#.*/, "") });
    }
    request.signal.throwIfAborted();
    throw error;
  };
  return webFetch;
}

/** Operations of any contract: the operation of a request is known only at run time. */
type AnyPaths = Record<string, Record<HttpMethod, AnyOperation>>;

interface AnyOperation {
  parameters: { path?: Readonly<Record<string, string>> };
  responses: { 200: { content: { "application/json": unknown } } };
}

/** Result of a request: a response, or the reason why there is none. */
type FetchEnding =
  | { readonly response: Response; readonly error?: undefined }
  | { readonly response?: undefined; readonly error: FlatpeakError };

/** Makes a call with the client. Its middleware inserts the request and returns the response. */
async function send(
  client: Client<AnyPaths>,
  { method, path, values, entry }: FoundOperation,
  request: Request,
  init: RequestInit | undefined,
): Promise<FetchEnding> {
  const responses: Response[] = [];
  const { error } = await client.request(method, path, {
    params: { path: values },
    headers: request.headers,
    signal: request.signal,
    fetchOptions: readFetchOptions(request, init),
    parseAs: isJudged(entry) ? "json" : "arrayBuffer",
    middleware: [
      {
        // Keeps the headers of the client and the deadline of the call.
        onRequest: async ({ request: { headers, signal } }) =>
          new Request(request.url, {
            method: method.toUpperCase(),
            headers,
            body: await readGiven(request, signal),
          }),
        onResponse: ({ response }) => {
          // A copy, since openapi-fetch reads the body of an error.
          responses.push(response.clone());
        },
      },
    ],
  });
  const [response] = responses;
  if (error === undefined) {
    // A retried DELETE succeeds with a 404: an earlier attempt may have deleted the object.
    return { response: response?.ok === true ? response : new Response(null, { status: 204 }) };
  }
  // A body larger than allowed has been cut and must not look complete.
  if (response === undefined || finalErrors.has(error)) return { error };
  keepError(response, error);
  return { response };
}

/** True if the contract has a JSON shape for success. Otherwise the response keeps its original bytes. */
function isJudged({ success }: OperationEntry): boolean {
  const shapes = Object.values(success);
  return shapes.length > 0 && !shapes.includes("any");
}
