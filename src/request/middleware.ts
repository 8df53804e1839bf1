import { UsageError } from "../errors/classes.ts";
import type { Middleware } from "../types/call-options.ts";
import { isBodiless } from "./outgoing-request.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";

const HOOKS = ["onRequest", "onResponse", "onError"];

/**
 * Checks middleware when it is passed.
 *
 * @throws UsageError for an object without a hook
 */
export function checkMiddleware<Each>(middleware: readonly Each[]): readonly Each[] {
  for (const candidate of middleware) {
    if (typeof candidate === "object" && candidate !== null && HOOKS.some((hook) => hook in candidate))
      continue;
    throw new UsageError(`middleware must be an object with one or more of ${HOOKS.join(", ")}`);
  }
  return middleware;
}

/** Middleware of a client, in the order in which it was registered. */
export interface MiddlewareList {
  readonly use: (...middleware: readonly (Middleware | undefined | null | false)[]) => void;
  readonly eject: (...middleware: readonly Middleware[]) => void;
  /** Returns the middleware of the client, then that of the call. */
  readonly with: (middleware: readonly Middleware[] | undefined) => readonly Middleware[];
}

const NONE: readonly Middleware[] = [];

/** Keeps the middleware of a client. */
export function createMiddlewareList(): MiddlewareList {
  let registered: readonly Middleware[] = NONE;
  return {
    use(...middleware) {
      registered = [...registered, ...checkMiddleware(middleware.filter((candidate) => !!candidate))];
    },
    eject(...middleware) {
      registered = registered.filter((candidate) => !middleware.includes(candidate));
    },
    with: (middleware) => (middleware === undefined ? registered : [...registered, ...middleware]),
  };
}

/** @throws UsageError for a URL on another origin, where credentials must not go */
export function checkOrigin(url: string, origin: string): void {
  const target = new URL(url).origin;
  if (target === origin) return;
  throw new UsageError(
    `middleware or pathSerializer changed the origin from ${origin} to ${target}; keep it`,
  );
}

/**
 * Reads the request after middleware, so that it can be sent any number of times.
 *
 * @throws UsageError for a request to another origin, with an `authorization` or with another method
 */
export async function readRequest(
  request: Request,
  method: string,
  origin: string,
): Promise<OutgoingRequest> {
  checkOrigin(request.url, origin);
  if (request.headers.has("authorization")) {
    throw new UsageError(
      "middleware set an authorization: pass accountId and apiKey, or token, to createClient instead",
    );
  }
  if (request.method !== method) {
    throw new UsageError(
      `middleware changed the method from ${method} to ${request.method}; keep it, since retries depend on it`,
    );
  }
  const body = isBodiless(method) ? null : await request.arrayBuffer();
  return {
    url: request.url,
    method,
    headers: Object.fromEntries(request.headers),
    body: body?.byteLength === 0 ? null : body,
  };
}
