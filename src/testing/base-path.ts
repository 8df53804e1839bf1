import type { Manifest } from "../manifest.ts";

/**
 * Creates a function that removes the path of the client's `baseUrl`, such as `/v1`, from the path of a request. If
 * that is not the path of the contract's server, it removes all segments before the first that starts a path of the
 * contract.
 *
 * @param others further paths that the fake serves
 */
export function createBasePath(
  { baseUrl = "", operations }: Manifest,
  others: readonly string[],
): (path: string) => string {
  const server = new URL(baseUrl, "https://localhost").pathname.replace(/\/$/, "");
  const paths = [...Object.keys(operations).map((key) => key.split(" ")[1] ?? ""), ...others];
  const beginnings = new Set(paths.map((path) => path.split("/")[1] ?? ""));
  const isOpen = [...beginnings].some((segment) => segment.startsWith("{"));

  return (path) => {
    if (server !== "" && path.startsWith(`${server}/`)) return path.slice(server.length);
    const [, ...segments] = path.split("/");
    const start = isOpen ? 0 : segments.findIndex((segment) => segment === "" || beginnings.has(segment));
    return start > 0 && segments[start] !== "" ? `/${segments.slice(start).join("/")}` : path;
  };
}
