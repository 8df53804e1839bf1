import { isSuccessStatus } from "../errors/status.ts";
import { startWithin } from "../text/byte-limit.ts";
import { parseJson } from "../text/json.ts";
import type { ParseAs } from "../types/call-options.ts";
import { openBody } from "./body-source.ts";
import type { BodySource } from "./body-source.ts";
import type { Call } from "./call-context.ts";
import type { Deadline } from "./deadline.ts";
import { outliveCall } from "./stream.ts";

/** A response whose body has been read. It may contain secrets: an error keeps only redacted copies. */
export interface BufferedResponse {
  readonly response: Response;
  /** The body as text; `""` if it was read in another form. */
  readonly text: string;
  /** True if only the beginning of the body was read. */
  readonly isCut: boolean;
  /** The text as JSON; `undefined` if it is invalid or cut. */
  readonly json: unknown;
  /** The body of a success in the form of `parseAs`; `undefined` for `json`. */
  readonly parsed: string | Blob | ArrayBuffer | ReadableStream<Uint8Array> | undefined;
}

/**
 * Maximum number of pieces of a body. Endless empty pieces, which need no I/O, would keep every timer from firing, that of
 * the deadline too.
 */
const MOST_PIECES = 1_000_000;
/** Error pages can have any size, so an error keeps only this much. */
export const MAX_EXCERPT_BYTES = 64 * 1024;

/**
 * Reads the body of a response. Rejects if the connection breaks off before its end.
 *
 * @param failureOf makes the error of a stream that breaks off
 */
export async function readBody(
  response: Response,
  call: Call,
  failureOf: (thrown: unknown, call: Call) => Error,
): Promise<BufferedResponse> {
  const { parseAs, deadline, maxBodyBytes } = call;
  const isSuccess = isSuccessStatus(response.status);
  const form = isSuccess ? parseAs : "json";
  if (form === "stream") {
    const source = openBody(response.body) ?? openWhole(response);
    const parsed = outliveCall(source, deadline, (thrown) => failureOf(thrown, call));
    return { ...unread(response), parsed };
  }
  const most = isSuccess ? maxBodyBytes : MAX_EXCERPT_BYTES;
  const buffered = await readForm(response, form, most, deadline);
  // Parsing may take long. A success that cannot be repeated is returned even after the deadline.
  if (isSuccess && call.entry.idempotent) deadline.check();
  return buffered;
}

function unread(response: Response): BufferedResponse {
  return { response, text: "", isCut: false, json: undefined, parsed: undefined };
}

async function readForm(
  response: Response,
  form: Exclude<ParseAs, "stream">,
  most: number,
  deadline: Deadline,
): Promise<BufferedResponse> {
  // A runtime without TextDecoder cannot decode pieces of text.
  const canRead = form !== "json" || typeof TextDecoder === "function";
  const source = canRead ? openBody(response.body) : undefined;
  if (source === undefined) return readWhole(response, form, most);
  const buffered = unread(response);
  const { pieces, isCut } = await readUpTo(source, most, deadline);
  if (form !== "json") {
    const type = response.headers.get("content-type") ?? "";
    return { ...buffered, isCut, parsed: await new Response(new Blob(pieces, { type }))[form]() };
  }
  const decoder = new TextDecoder();
  const last = pieces.length - 1;
  // In stream mode, the decoder keeps an incomplete last character for the next piece.
  const text = pieces.map((piece, at) => decoder.decode(piece, { stream: isCut || at < last })).join("");
  return { ...buffered, text, isCut, json: isCut ? undefined : parseJson(text) };
}

/** Reads a body that the runtime only provides as a whole, as React Native does. */
async function readWhole(
  response: Response,
  form: Exclude<ParseAs, "stream">,
  most: number,
): Promise<BufferedResponse> {
  const buffered = unread(response);
  if (Number(response.headers.get("content-length")) > most) return { ...buffered, isCut: true };
  const parsed = await response[form === "json" ? "text" : form]();
  if (typeof parsed !== "string") {
    return { ...buffered, parsed, isCut: ("size" in parsed ? parsed.size : parsed.byteLength) > most };
  }
  const text = startWithin(parsed, most);
  const isCut = text.length < parsed.length;
  if (form === "text") return { ...buffered, parsed: text, isCut };
  return { ...buffered, text, isCut, json: isCut ? undefined : parseJson(text) };
}

interface ReadPieces {
  readonly pieces: Uint8Array<ArrayBuffer>[];
  readonly isCut: boolean;
}

/**
 * Reads at most `most` bytes of a body. If it is longer or has too many pieces, releases the connection at once. So it
 * does if the call has ended: a user's `fetch` may ignore the signal.
 */
async function readUpTo(source: BodySource, most: number, deadline: Deadline): Promise<ReadPieces> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let left = most; !deadline.ending && left >= 0 && pieces.length < MOST_PIECES;) {
    const { value } = await source.next();
    if (value === undefined) return { pieces, isCut: false };
    pieces.push(value.subarray(0, left));
    left -= value.byteLength;
  }
  // Not awaited: a server that never ends the body must not delay the error.
  source.stop().catch(() => undefined);
  return { pieces, isCut: true };
}

/** Opens a body that cannot be read in pieces, as a single piece. */
function openWhole(response: Response): BodySource {
  let isRead = false;
  return {
    async next() {
      if (isRead) return {};
      isRead = true;
      return { value: new Uint8Array(await response.arrayBuffer()) };
    },
    stop: () => Promise.resolve(),
  };
}
