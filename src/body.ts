import type { ParseAs } from "./call-types.ts";
import { parseJson } from "./json.ts";
import { isSuccessStatus } from "./status.ts";

/** An answer whose body has been read. */
export interface Answer {
  readonly response: Response;
  /** The body as text: all of a success, at most 64 KiB of anything else, `""` if it was read in another form. */
  readonly text: string;
  /** The text as JSON; `undefined` if it is none. */
  readonly json: unknown;
  /** The body of a success in the form that `parseAs` asks for; `undefined` for `json`. */
  readonly parsed: unknown;
}

/** Error pages can be any size; what an error keeps of one is not. */
export const MAX_ERROR_BYTES = 64 * 1024;

/** Reads the body of an answer. Rejects if the connection breaks off before its end. */
export async function readBody(response: Response, parseAs: ParseAs): Promise<Answer> {
  if (!isSuccessStatus(response.status)) {
    const text = await readStart(response, MAX_ERROR_BYTES);
    return { response, text, json: parseJson(text), parsed: undefined };
  }
  if (parseAs === "json") {
    const text = await response.text();
    return { response, text, json: parseJson(text), parsed: undefined };
  }
  return { response, text: "", json: undefined, parsed: await readAs(response, parseAs) };
}

function readAs(response: Response, parseAs: Exclude<ParseAs, "json">): unknown {
  switch (parseAs) {
    case "text":
      return response.text();
    case "blob":
      return response.blob();
    case "arrayBuffer":
      return response.arrayBuffer();
    case "stream":
      return response.body ?? emptyStream();
  }
}

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.close();
    },
  });
}

/** Reads the first bytes as text, and lets go of the rest. */
async function readStart(response: Response, limit: number): Promise<string> {
  const { body } = response;
  // The Response of a `fetch` of the user's may have no body, or a stream of another make.
  if (!(body instanceof ReadableStream)) return (await response.text()).slice(0, limit);
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let left = limit;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.byteLength;
    if (left <= 0) {
      // Not awaited: a peer that never ends must not hold the error back.
      reader.cancel().catch(() => undefined);
      return text;
    }
  }
}
