import type { IncomingMessage, ServerResponse } from "node:http";

/** An HTTP request with its whole body. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Reads an HTTP request. Rejects if the caller closes the connection. */
export async function receiveRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const { method = "", url = "" } = incoming;
  return {
    method,
    url,
    headers: Object.fromEntries(
      Object.entries(incoming.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
    ),
    body: new Uint8Array(Buffer.concat(chunks)),
  };
}

/** Creates a `Request`. The body of a GET or HEAD is dropped: a `Request` cannot have one. */
export function toRequest(received: ReceivedRequest, origin: string, signal: AbortSignal): Request {
  const { method, url, headers, body } = received;
  const init = { method, headers, signal };
  return new Request(origin + url, method === "GET" || method === "HEAD" ? init : { ...init, body });
}

/** Streams a `Response` over HTTP, so that a body that stalls or breaks does the same for the caller. */
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
    // One side closed the connection; no error can be sent.
    outgoing.destroy();
  }
}

/** Resolves once the chunk has left this process, so that a later connection reset cannot discard it. */
function write(outgoing: ServerResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    outgoing.write(chunk, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
