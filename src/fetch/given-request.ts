import { reasonOf } from "../errors/cause.ts";
import { UsageError } from "../errors/classes.ts";
import { checkResponse } from "../send/checked-response.ts";
import type { FetchOptions, SendingFetch } from "../types/call-options.ts";

/**
 * Reads the target of a request, without reading its body. Throws a TypeError for an invalid URL, as `fetch` does.
 */
export function readTarget(
  input: string | URL | Request,
  init: RequestInit | undefined,
): { readonly url: string; readonly method: string } {
  if (input instanceof Request) return new Request(input.url, { method: init?.method ?? input.method });
  return new Request(input, { method: init?.method ?? "GET" });
}

/**
 * Reads the body of a request, so that the client can retry it.
 *
 * @param signal stops a stream
 * @throws UsageError if a stream fails
 */
export async function readGiven(request: BodyOwner, signal: AbortSignal): Promise<ArrayBuffer | null> {
  const { body } = request;
  if (body === null) return null;
  try {
    if (body === undefined) return await request.arrayBuffer();
    return await new Response(body.pipeThrough(new TransformStream(), { signal })).arrayBuffer();
  } catch (thrown) {
    throw new UsageError(`the body of the request cannot be read: ${reasonOf(thrown)}`);
  }
}

/** A Request. In some runtimes it has no `body`. */
type BodyOwner = Pick<Request, "arrayBuffer"> & Partial<Pick<Request, "body">>;

/** Default options of a Request. */
const DEFAULTS = {
  cache: "default",
  credentials: "same-origin",
  integrity: "",
  keepalive: false,
  mode: "cors",
  referrer: "about:client",
  referrerPolicy: "",
} as const;

/** Names that the client sets itself. */
const OWN = new Set(["method", "headers", "body", "signal", "redirect", "duplex", "window"]);

/**
 * Reads the other options of `fetch`: those of an init, such as Next's `next`, and those of a Request that are not the
 * default.
 */
export function readFetchOptions(request: Request, init: RequestInit | undefined): FetchOptions {
  const options: Record<string, unknown> = {};
  for (const [name, standard] of Object.entries(DEFAULTS)) {
    const value: unknown = Reflect.get(request, name);
    if (value !== undefined && value !== standard) options[name] = value;
  }
  for (const [name, value] of Object.entries(init ?? {})) {
    if (!OWN.has(name)) options[name] = value;
  }
  return options;
}

/** Sends a request to another API unchanged, without headers or credentials of the client. */
export async function passOn(
  fetch: SendingFetch | undefined,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  if (fetch === undefined) return globalThis.fetch(input, init);
  if (!(input instanceof Request)) return checkResponse(await fetch(String(input), init ?? {}));
  // A custom `fetch` is called with a URL and an init, never with a Request.
  const request = new Request(input, init);
  const { url, method, headers, redirect, signal } = request;
  const body = await readGiven(request, signal);
  const options = readFetchOptions(request, init);
  const sent = { ...options, method, headers: Object.fromEntries(headers), redirect, signal, body };
  return checkResponse(await fetch(url, sent));
}
