import type { IncomingMessage, ServerResponse } from "node:http";

/** Allows pages of any origin to read the response. */
export function allowOrigins(outgoing: ServerResponse): void {
  outgoing.setHeader("access-control-allow-origin", "*");
  outgoing.setHeader("access-control-expose-headers", "*");
}

/** True for a preflight request of a browser. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/** Allows any method and headers. They are listed, because `*` does not include `authorization`. */
export function respondToPreflight(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { "access-control-request-method": method = "", "access-control-request-headers": headers } =
    incoming.headers;
  outgoing.writeHead(204, {
    "access-control-allow-methods": method,
    ...(headers !== undefined && { "access-control-allow-headers": headers }),
    "access-control-max-age": "600",
  });
  outgoing.end();
}
