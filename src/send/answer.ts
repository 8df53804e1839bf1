import type { ParseAs } from "../types/calls.ts";
import { parseJson } from "../text/json.ts";
import { createRedact } from "../errors/redaction.ts";
import type { Redact } from "../errors/redaction.ts";
import { isSuccessStatus } from "../errors/status.ts";

/** An answer whose body has been read. */
export interface Answer {
  readonly response: Response;
  /** The body as text: all of a success, an excerpt of anything else, `""` if it was read in another form. */
  readonly text: string;
  /** The text as JSON; `undefined` if it is none. */
  readonly json: unknown;
  /** The body of a success in the form that `parseAs` asks for; `undefined` for `json`. */
  readonly parsed: unknown;
  /** Cuts out of a text what the request was authorized with. */
  readonly redact: Redact;
}

/** Error pages can be any size; what an error keeps of one is not. */
const MAX_EXCERPT_BYTES = 64 * 1024;
/** Read beyond that, so that no half of a secret stays where an excerpt ends. */
const MARGIN_BYTES = 8 * 1024;

/**
 * Reads the body of an answer. Rejects if the connection breaks off before its end.
 *
 * @param authorization what the request was sent with; no excerpt repeats it
 */
export async function readBody(
  response: Response,
  parseAs: ParseAs,
  authorization: string | undefined,
): Promise<Answer> {
  const redact = createRedact(authorization);
  if (isSuccessStatus(response.status) && parseAs !== "json") {
    return { response, text: "", json: undefined, parsed: await readAs(response, parseAs), redact };
  }
  const text = isSuccessStatus(response.status)
    ? await response.text()
    : excerpt(await readStart(response), redact);
  return { response, text, json: parseJson(text), parsed: undefined, redact };
}

/** What an error keeps of a body: the first 64 KiB at most, and no secret of the client's. */
export function excerpt(text: string, redact: Redact): string {
  const start = redact(text.slice(0, MAX_EXCERPT_BYTES + MARGIN_BYTES));
  // A copy, since a slice would keep the whole text in memory.
  const bytes = new Uint8Array(MAX_EXCERPT_BYTES);
  const { written } = new TextEncoder().encodeInto(start, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
}

/** The answer as an error keeps it: its head may echo the request as well as its body. */
export function withoutSecrets(response: Response, redact: Redact): Response {
  const { status } = response;
  // A Response of another make may lack both.
  const received = Symbol.iterator in response.headers ? [...response.headers] : [];
  const reason: unknown = response.statusText;
  const statusText = typeof reason === "string" ? redact(reason) : undefined;
  const headers = received.map(([name, value]): [string, string] => [name, redact(value)]);
  if (statusText === reason && received.every(([, value], at) => headers[at]?.[1] === value)) return response;
  // There is no making a Response of another status than these.
  return status >= 200 && status <= 599
    ? new Response(null, { status, statusText: statusText ?? "", headers })
    : Response.error();
}

async function readAs(response: Response, parseAs: Exclude<ParseAs, "json">): Promise<unknown> {
  switch (parseAs) {
    case "text":
      return response.text();
    case "blob":
      return response.blob();
    case "arrayBuffer":
      return response.arrayBuffer();
    case "stream":
      return response.body instanceof ReadableStream
        ? response.body
        : new Response(await response.arrayBuffer()).body;
  }
}

/** Reads as much of a body as an excerpt needs, and lets go of the rest. */
async function readStart(response: Response): Promise<string> {
  const { body } = response;
  // The Response of a `fetch` of the user's may have no body, or a stream of another make.
  if (!(body instanceof ReadableStream)) return response.text();
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_EXCERPT_BYTES + MARGIN_BYTES;
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
