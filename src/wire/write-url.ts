import { UsageError } from "../errors/classes.ts";
import type { Servers, Wire } from "../manifest.ts";

/**
 * Rewrites a URL of the client: it gets the base of the operation's own server. A query in the path template is joined
 * to the query of the call, and a fragment is removed.
 *
 * @param explain returns the error message, given the origin of the operation's server
 * @throws UsageError if the server is on another origin than the client, whose credentials are for one origin
 */
export function writeUrl(
  { server, suffix }: Wire,
  servers: Servers,
  url: string,
  explain: (origin: string) => string,
): string {
  const { baseUrl } = servers;
  const isMoved = server !== undefined && url.startsWith(baseUrl);
  const moved = isMoved ? findBase(server, servers, explain) + url.slice(baseUrl.length) : url;
  return suffix ? joinQueries(moved) : moved;
}

/** openapi-fetch adds `?` and the query of the call to the path template, even if the template has a query. */
function joinQueries(url: string): string {
  const parts = /([^?#]*)(?:\?([^?#]*))?(?:#[^?]*)?(?:\?(.*))?/s;
  return url.replace(parts, (_, before: string, fixed?: string, given?: string) => {
    const query = [fixed, given].filter(Boolean).join("&");
    return query === "" ? before : `${before}?${query}`;
  });
}

/**
 * Finds the base URL of an operation's own server. A server on the contract's origin moves with the client. If the
 * contract is at `https://api.example.com/v1` and the client at `http://localhost/mock/v1`, the server `/v2` is at
 * `http://localhost/mock/v2`.
 */
function findBase(
  server: string,
  { baseUrl, manifest: { baseUrl: contractUrl = baseUrl } }: Servers,
  explain: (origin: string) => string,
): string {
  const home = new URL(contractUrl);
  const client = new URL(baseUrl);
  const target = new URL(server, `${contractUrl}/`);
  const path = pathOf(target);
  if (target.origin === client.origin && target.origin !== home.origin) return target.origin + path;
  if (target.origin !== home.origin) throw new UsageError(explain(target.origin));
  const homePath = pathOf(home);
  const clientPath = pathOf(client);
  const prefix = clientPath.endsWith(homePath)
    ? clientPath.slice(0, clientPath.length - homePath.length)
    : clientPath;
  return client.origin + prefix + path;
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/\/+$/, "");
}
