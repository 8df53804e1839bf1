import { reasonOf, reduceCause } from "../errors/cause.ts";
import { startPatience } from "../send/patience.ts";
import { WebhookError } from "./webhook-error.ts";

/**
 * Reads the body of a request as bytes. Stops reading if the body is too long or the signal aborts. The body is not
 * cancelled: that would close the connection that the response needs.
 *
 * @throws WebhookError `no-event` if the body is too long, `unreadable-body` if it cannot be read
 */
export async function readRequestBody(
  request: Request,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  try {
    bytes = await readBytes(request, maxBytes, signal);
  } catch (thrown) {
    const cause = reduceCause(thrown);
    throw new WebhookError("unreadable-body", `The body cannot be read: ${reasonOf(cause)}`, { cause });
  }
  if (bytes !== undefined) return bytes;
  throw new WebhookError("no-event", `The body is not an event: it is longer than ${maxBytes} bytes`);
}

/** Reads a body as bytes, up to a limit; `undefined` if it is longer. */
export async function readBytes(
  { headers, body }: Pick<Request | Response, "headers" | "body">,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(headers.get("content-length")) > maxBytes) return undefined;
  let bytes = new Uint8Array(4096);
  let length = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  for (let reads = 1; ; reads += 1) {
    // Pieces that need no I/O, such as endless empty ones, would keep the timer of the deadline from firing.
    if (reads % 1024 === 0) await startPatience(0).over;
    signal.throwIfAborted();
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return bytes.subarray(0, length);
    if (!ArrayBuffer.isView(chunk.value)) throw new TypeError("the stream does not carry bytes");
    const end = length + chunk.value.byteLength;
    if (end > maxBytes) return undefined;
    // One buffer rather than a list of chunks: a sender of single bytes would make that list far larger than the body.
    if (end > bytes.length) bytes = enlarge(bytes, end);
    bytes.set(chunk.value, length);
    length = end;
  }
}

function enlarge(bytes: Uint8Array, atLeast: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(atLeast, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
