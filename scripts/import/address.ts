/** Parses an address; `undefined` for the name of a file. */
export function parseAddress(word: string): URL | undefined {
  // A scheme has at least two letters: `C:\contract.yaml` is a file.
  return /^[a-z][a-z0-9+.-]+:/i.test(word) && URL.canParse(word) ? new URL(word) : undefined;
}

/**
 * Returns the reason for not fetching an address; `undefined` if it may be fetched. Plain http is allowed only for
 * mocks on this computer, and fetched documents may not refer to them.
 *
 * @param from the fetched document or address that referred or redirected to it
 */
export function refuseAddress(address: URL, from?: URL): string | undefined {
  if (address.protocol === "https:") return undefined;
  if (address.protocol !== "http:") return `${address.protocol} is not supported; use https, or a file`;
  if (!isLoopback(address)) return "plain http can be changed in transit; use https";
  if (from !== undefined && !isLoopback(from))
    return "is on this computer; only a source on this computer may refer to it";
  return undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
