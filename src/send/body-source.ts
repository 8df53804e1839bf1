import { hasMethods } from "../text/member.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A body, piece by piece. */
export interface BodySource {
  readonly next: () => Promise<{ readonly value?: Bytes | undefined }>;
  /** Releases the connection. */
  readonly stop: (reason?: unknown) => Promise<unknown>;
}

/**
 * Opens a body. The body of a custom `fetch`, such as node-fetch's, may be only an async iterable.
 *
 * @returns `undefined` if it cannot be read in pieces
 */
export function openBody(body: unknown): BodySource | undefined {
  if (has(body, "getReader")) {
    const reader = body.getReader();
    return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
  }
  if (!has(body, Symbol.asyncIterator)) return undefined;
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), stop: async () => iterator.return?.() };
}

type Body = Pick<ReadableStream<Bytes>, "getReader"> & AsyncIterable<Bytes, undefined>;

function has<Member extends keyof Body>(body: unknown, member: Member): body is Pick<Body, Member> {
  return hasMethods(body, member);
}
