import type { IncomingMessage, ServerResponse } from "node:http";

/** Lets pages of any origin read the answer. */
export function allowOrigins(outgoing: ServerResponse): void {
  outgoing.setHeader("access-control-allow-origin", "*");
  outgoing.setHeader("access-control-expose-headers", "*");
}

/** Whether a browser asks, before it sends a request, whether it may. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/** Says that it may, with whatever method and headers: for `authorization` a `*` would not do. */
export function answerPreflight(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { "access-control-request-method": method = "", "access-control-request-headers": headers } =
    incoming.headers;
  outgoing.writeHead(204, {
    "access-control-allow-methods": method,
    ...(headers !== undefined && { "access-control-allow-headers": headers }),
    "access-control-max-age": "600",
  });
  outgoing.end();
}
