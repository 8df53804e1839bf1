import type { Manifest } from "../manifest.ts";

/**
 * Creates a function that removes the path of the client's `baseUrl`, such as `/v1`, from the path of a request: that of the
 * contract's server, or all segments before the first one with which a path of the contract begins.
 *
 * @param others paths that the contract lacks
 */
export function createBasePath(
  { baseUrl = "", operations }: Manifest,
  others: readonly string[] = [],
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
