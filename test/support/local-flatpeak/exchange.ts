import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { JudgedRequest } from "./judge.ts";

/** Reads an HTTP request to its end, as it was sent. */
export async function readRequest(incoming: IncomingMessage): Promise<JudgedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const [path = "", query = ""] = (incoming.url ?? "").split(/\?(.*)/s);
  return {
    method: incoming.method ?? "",
    path,
    query,
    headers: Object.fromEntries(
      Object.entries(incoming.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
    ),
    body: body === "" ? undefined : body,
  };
}

/** Makes of it what `fetch` takes. The body of a GET or HEAD stays behind: a `Request` cannot hold one. */
export function toRequest(sent: JudgedRequest, origin: string, signal: AbortSignal): Request {
  const { method, path, query, headers, body } = sent;
  return new Request(`${origin}${path}${query === "" ? "" : `?${query}`}`, {
    method,
    headers,
    signal,
    ...(body !== undefined && method !== "GET" && method !== "HEAD" && { body }),
  });
}

/**
 * Sends a `Response` over HTTP, as it comes: a body that stalls or breaks off does so on the wire. A network error
 * (`Response.error()`) closes the connection without an answer.
 */
export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  if (response.type === "error") {
    outgoing.destroy();
    return;
  }
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  // It rejects when either side breaks off; by then both are closed, and there is nobody left to tell.
  await pipeline(response.body, outgoing).catch(() => undefined);
}
