import type { Settings } from "../options.ts";

/** Fetches a public file of the API, without the client's credentials. The path starts with a slash. */
export type PublicFetch = (path: string, signal: AbortSignal) => Promise<Response>;

/** The property of a client that holds its {@link PublicFetch}; the same for every copy of the package. */
export const PUBLIC_FETCH: unique symbol = Symbol.for("flatpeak.public-fetch");

/** Uses the client's `fetch`, `baseUrl`, `headers` and `fetchOptions`, and follows no redirect. */
export function createPublicFetch({ baseUrl, findFetch, headers, fetchOptions }: Settings): PublicFetch {
  return async (path, signal) =>
    findFetch()(baseUrl + path, { ...fetchOptions, method: "GET", headers, redirect: "manual", signal });
}
