import { reasonOf, reduceCause } from "../errors/cause.ts";
import { isOwnError, nameOf, UsageError } from "../errors/classes.ts";
import type { Outcome } from "../errors/classes.ts";
import { isEmptyStatus, isSuccessStatus } from "../errors/status.ts";
import type { CheckedInit } from "../request/init.ts";
import type { OpenapiFetch } from "../request/openapi-fetch.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";
import type { Middleware } from "../types/call-options.ts";
import { readBody } from "./buffered-response.ts";
import type { BufferedResponse } from "./buffered-response.ts";
import { failureOf } from "./attempt.ts";
import { contextOf, endingErrorOf, redactOf } from "./call-context.ts";
import type { Call } from "./call-context.ts";
import { copyResponse, keepResponse } from "./kept-response.ts";
import { readBuffered } from "./retry.ts";
import type { Reading } from "./retry.ts";

/**
 * Runs middleware once per call, within its deadline. A Response from middleware is handled like the API's.
 *
 * @param send sends the request after middleware, including retries
 */
export async function sendThroughMiddleware(
  call: Call,
  init: CheckedInit,
  middleware: readonly Middleware[],
  openapiFetch: OpenapiFetch,
  send: (request: OutgoingRequest) => Promise<Reading>,
): Promise<Reading> {
  const { deadline, operation } = call;
  let last: { readonly response: Response; readonly reading: Reading } | undefined;
  const run = async (): Promise<Reading> => {
    const { response, error } = await openapiFetch.requestThrough(
      middleware,
      operation,
      init,
      deadline.signal,
      async (request) => {
        const reading = await send(request);
        last = { reading, response: toReadableResponse(reading.source, call) };
        return last.response;
      },
    );
    if (response === last?.response) {
      const { data } = last.reading;
      // If middleware has cloned the Response, the clone has locked the original stream.
      const isStream = call.parseAs === "stream" && data !== undefined;
      return isStream ? { ...last.reading, data: response.body ?? data } : last.reading;
    }
    // openapi-fetch has read the body of an error.
    const unread = response.bodyUsed ? new Response(bodyTextOf(error), response) : response;
    return readBuffered(await readBody(unread, call, failureOf), call);
  };
  const ended = new Promise<never>((_, reject) => {
    // The reason does not matter: the deadline has it.
    deadline.signal.addEventListener("abort", reject);
  });
  try {
    return await Promise.race([run(), ended]);
  } catch (thrown) {
    const outcome: Outcome = call.attempts === 0 ? "not-sent" : "unknown";
    const ending = endingErrorOf(call, outcome);
    if (ending !== undefined) throw ending;
    const isOwn = isOwnError(thrown);
    if (isOwn && thrown.operation !== undefined) throw thrown;
    const cause = isOwn ? undefined : reduceCause(thrown, redactOf(call));
    const what = isOwn ? thrown.message : `middleware failed: ${reasonOf(cause)}`;
    throw new UsageError(`${what} (${nameOf(operation)})`, contextOf(call, outcome, cause));
  }
}

/** Creates the Response for middleware; the attempt has already read its body. */
function toReadableResponse(buffered: BufferedResponse, call: Call): Response {
  const { response, text, parsed } = buffered;
  const { status } = response;
  // An error page that repeats the request would reveal the bearer token to middleware.
  const kept = isSuccessStatus(status) ? undefined : keepResponse(buffered, call);
  const body = isEmptyStatus(status) ? null : (parsed ?? kept?.rawBody ?? text);
  return copyResponse(kept?.response ?? response, String, body);
}

function bodyTextOf(error: unknown): string {
  return typeof error === "string" ? error : JSON.stringify(error);
}
