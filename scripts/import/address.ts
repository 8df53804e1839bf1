/** The address that a word names; `undefined` if it names a file. */
export function parseAddress(word: string): URL | undefined {
  // Two letters at least: `C:\contract.yaml` is a file.
  return /^[a-z][a-z0-9+.-]+:/i.test(word) && URL.canParse(word) ? new URL(word) : undefined;
}

/**
 * Why an address is not fetched; `undefined` if it may be. Plain http is left to mocks on this computer, and nothing that
 * came from elsewhere may point at those.
 *
 * @param from what referred or redirected to it, if something fetched did
 */
export function refuseAddress(address: URL, from?: URL): string | undefined {
  if (address.protocol === "https:") return undefined;
  if (address.protocol !== "http:") return `${address.protocol} is not supported; use https, or a file`;
  if (!isLoopback(address)) return "plain http can be changed on its way; use https";
  if (from !== undefined && !isLoopback(from)) return "points at this computer from elsewhere";
  return undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
