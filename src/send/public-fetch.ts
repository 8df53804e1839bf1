import { withoutRemoved } from "../request/headers.ts";
import type { HeaderLayer } from "../request/headers.ts";
import type { FetchOptions, SendingFetch } from "../types/call-options.ts";
import { checkResponse } from "./checked-response.ts";

/** Fetches a public file of the API, without the client's credentials. The path starts with a slash. */
export type PublicFetch = (path: string, signal: AbortSignal) => Promise<Response>;

/** The property of a client that holds its {@link PublicFetch}; the same for every copy of the package. */
export const PUBLIC_FETCH: unique symbol = Symbol.for("flatpeak.public-fetch");

/** The settings of a client that a public fetch needs. */
export interface PublicFetchSettings {
  readonly baseUrl: string;
  readonly findFetch: () => SendingFetch;
  readonly headers: HeaderLayer;
  readonly fetchOptions: FetchOptions | undefined;
}

/** Uses the client's `fetch`, `baseUrl`, `headers` and `fetchOptions`, and follows no redirect. */
export function createPublicFetch({
  baseUrl,
  findFetch,
  headers,
  fetchOptions,
}: PublicFetchSettings): PublicFetch {
  return async (path, signal) => {
    const init: RequestInit = {
      ...fetchOptions,
      method: "GET",
      headers: withoutRemoved(headers),
      redirect: "manual",
      signal,
    };
    return checkResponse(await findFetch()(baseUrl + path, init));
  };
}
