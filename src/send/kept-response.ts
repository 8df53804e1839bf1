import { REDACTED } from "../errors/redaction.ts";
import type { Redact } from "../errors/redaction.ts";
import { startWithin } from "../text/byte-limit.ts";
import { mapJson } from "../text/json.ts";
import { MAX_EXCERPT_BYTES } from "./buffered-response.ts";
import type { BufferedResponse } from "./buffered-response.ts";
import { redactOf } from "./call-context.ts";
import type { Call } from "./call-context.ts";

/** The parts of a response that an error keeps, without secrets. */
export interface KeptResponse {
  readonly redact: Redact;
  readonly response: Response;
  /** The first 64 KiB of the body at most. */
  readonly rawBody: string;
}

/** Two for each named value. To search for more would take long, so the response then counts as secret as a whole. */
const MOST_SECRETS = 32;

/** Removes the secrets from a response that is not the data of a success. */
export function keepResponse({ response, text, json, isCut }: BufferedResponse, call: Call): KeptResponse {
  const isLogin = call.entry.security === "basic";
  const secrets = secretsIn(
    isLogin && [
      mapJson(json, String, String),
      headerPairsOf(response.headers).map(([name, value]) => ({ [name]: value })),
    ],
  );
  const redact = secrets.length > MOST_SECRETS ? () => REDACTED : redactOf(call, secrets);
  // If a login response is not JSON, any part of it may be a token.
  return {
    redact,
    response: copyResponse(response, redact),
    rawBody: isLogin ? "" : excerpt(text, redact, isCut),
  };
}

function excerpt(text: string, redact: Redact, isCut: boolean): string {
  const start = redact(text.slice(0, MAX_EXCERPT_BYTES), isCut || text.length > MAX_EXCERPT_BYTES);
  // A copy, since a slice would keep the whole text in memory.
  return startWithin(start, MAX_EXCERPT_BYTES);
}

/**
 * Copies a response without its secrets: status, reason and headers may repeat the request, and a custom `fetch` may
 * attach the request to its response. A platform may refuse to construct what it has read. So the copy omits headers
 * with an invalid name, and characters of the reason that are controls or outside Latin-1.
 */
export function copyResponse(
  { status, statusText, headers }: Response,
  redact: Redact,
  body: BodyInit | null = null,
): Response {
  // A Response with another status cannot be constructed.
  if (!(status >= 200 && status <= 599)) return Response.error();
  const kept = new Headers();
  for (const [name, value] of headerPairsOf(headers)) {
    try {
      if (redact(name) === name) kept.append(name, redact(value));
    } catch {
      // The name is invalid.
    }
  }
  return new Response(body, {
    status,
    // A custom Response may lack it. Redacted last, so that no secret is joined together.
    statusText: typeof statusText === "string" ? redact(statusText.replace(/[^\t -~\xa0-\xff]/g, "")) : "",
    headers: kept,
  });
}

/** Lists names and values of headers; none if a custom implementation has no `forEach`. */
function headerPairsOf(headers: Partial<Headers>): [string, string][] {
  const entries: [string, string][] = [];
  headers.forEach?.((value, name) => entries.push([name, value]));
  return entries;
}

const SECRET_NAME = /token|bearer|secret|key|cookie/i;
const READABLE_NAME = /^(?:code|type|message)$/;

/** Lists the values whose names suggest that they are credentials. */
function secretsIn(value: unknown, isSecret = false): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      secretsIn(inner, !READABLE_NAME.test(name) && (isSecret || SECRET_NAME.test(name))),
    );
  }
  const text = String(value);
  // For a cookie, the value alone is a secret, too.
  return isSecret ? [text, text.replace(/^[^=]*=|;.*/g, "")] : [];
}
