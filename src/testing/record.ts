import { parseJson } from "../json.ts";
import type { Operation } from "./routes.ts";

/** One request as it came in. */
export interface RecordedRequest {
  /** The contract's operationId; undefined for a path or method that the contract lacks. */
  readonly operationId: string | undefined;
  readonly method: string;
  /** Path template: `"/devices/{id}"`; undefined like `operationId`. */
  readonly template: string | undefined;
  /** Path and query as sent: `"/devices?limit=2"`. */
  readonly url: string;
  /** By lower-case name. Of `authorization` only the scheme is kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, the text if it is none, undefined if there was no body. */
  readonly body: unknown;
}

/** Writes a request down, without its credentials. */
export function recordRequest(
  request: Request,
  text: string,
  operation: Operation | undefined,
): RecordedRequest {
  const url = new URL(request.url);
  return {
    operationId: operation?.operationId,
    method: request.method,
    template: operation?.path,
    url: url.pathname + url.search,
    headers: Object.fromEntries(
      [...request.headers].map(([name, value]) => [name, name === "authorization" ? redact(value) : value]),
    ),
    body: readBody(text),
  };
}

function redact(authorization: string): string {
  const scheme = /^(Basic|Bearer) /i.exec(authorization)?.[1];
  return scheme === undefined ? "[redacted]" : `${scheme} [redacted]`;
}

function readBody(text: string): unknown {
  if (text === "") return undefined;
  const parsed = parseJson(text);
  return parsed === undefined ? text : parsed;
}
