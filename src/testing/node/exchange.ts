import type { IncomingMessage, ServerResponse } from "node:http";

/** An HTTP request, read to its end, as it was sent. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** Reads an HTTP request. Rejects if the caller breaks off. */
export async function receiveRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const body = new Uint8Array(Buffer.concat(chunks));
  const [path = "", query = ""] = (incoming.url ?? "").split(/\?(.*)/s);
  return {
    method: incoming.method ?? "",
    path,
    query,
    headers: Object.fromEntries(
      Object.entries(incoming.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
    ),
    body: body.length === 0 ? undefined : body,
  };
}

/** Makes of it what `fetch` takes. The body of a GET or HEAD stays behind: a `Request` cannot hold one. */
export function toRequest(received: ReceivedRequest, origin: string, signal: AbortSignal): Request {
  const { method, path, query, headers, body } = received;
  return new Request(`${origin}${path}${query === "" ? "" : `?${query}`}`, {
    method,
    headers,
    signal,
    ...(body !== undefined && method !== "GET" && method !== "HEAD" && { body }),
  });
}

/** Sends a `Response` over HTTP as it comes: a body that stalls or breaks off does so on the wire. */
export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  try {
    for await (const chunk of response.body) await write(outgoing, chunk);
    outgoing.end();
  } catch {
    // Either side has broken off: what was written is on its way, and there is nobody left to tell.
    outgoing.destroy();
  }
}

/** Ends once the chunk is out of this process, so that a connection that breaks next takes nothing back. */
function write(outgoing: ServerResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    outgoing.write(chunk, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
