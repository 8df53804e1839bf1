import { reduceCause } from "../errors/cause.ts";
import { WebhookError } from "./webhook-error.ts";

/**
 * Reads the body of a request, as far as it may go. What is left of one that is too long is not read: to cancel it would close
 * the connection that the answer has to go back on.
 *
 * @throws WebhookError `no-event` for too long a body, `unreadable-body` for one that cannot be read
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLong(maxBytes);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = request.body?.getReader();
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return text;
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) break;
      text += decoder.decode(chunk.value, { stream: true });
    }
  } catch (thrown) {
    const cause = reduceCause(thrown);
    throw new WebhookError("unreadable-body", `The body cannot be read: ${cause?.message ?? ""}`, { cause });
  }
  throw tooLong(maxBytes);
}

function tooLong(maxBytes: number): WebhookError {
  return new WebhookError("no-event", `The body is no event: it is longer than ${maxBytes} bytes`);
}
