import type { Attempt } from "../send/attempt.ts";
import type { BufferedResponse } from "../send/buffered-response.ts";
import { contextOf } from "../send/call-context.ts";
import type { Call } from "../send/call-context.ts";
import { nameOf, UsageError } from "../errors/classes.ts";
import type { OutgoingRequest } from "../request/outgoing-request.ts";
import type { Secured } from "../types/security.ts";
import { createBearerSending, orCallError } from "./replay.ts";
import type { TokenSource } from "./token-source.ts";

/** Sends a request with the authentication that the contract's `security` requires. */
export type Authorize = (call: Call, request: OutgoingRequest) => Promise<BufferedResponse>;

/** Credentials in the form in which they are sent. */
export interface AuthorizeParts {
  /** The source of bearer tokens; `undefined` for a client without credentials. */
  readonly tokens?: TokenSource | undefined;
  /** The `authorization` of basic auth; `undefined` for a client without account ID and API key. */
  readonly basic?: string | undefined;
  /** The `code` of a 403 that refuses the bearer token, if the contract has one. */
  readonly refusedCode?: string | undefined;
  /** Sends other credentials, if the contract has any. */
  readonly secured?: Secured | undefined;
}

/** Adds authentication to an attempt. */
export function createAuthorize(
  attempt: Attempt,
  { tokens, basic, refusedCode, secured }: AuthorizeParts,
): Authorize {
  const bearer = tokens && createBearerSending(attempt, tokens, refusedCode);
  // Not async: every call runs through here, and each layer of promises costs time.
  return (call, request) => {
    switch (call.entry.security) {
      case "none":
        return attempt(call, request);
      case "basic":
        if (basic === undefined) throw refuse(call, "basic auth; pass accountId and apiKey to createClient");
        return attempt(call, request, basic);
      case "bearer":
        if (bearer === undefined)
          throw refuse(call, "a bearer token; pass accountId and apiKey, or token, to createClient");
        return bearer(call, request);
      default:
        if (secured === undefined) throw refuse(call, "a manifest with secure: secureRequest");
        return secured.send(call, request, { attempt, bearer, failing: orCallError });
    }
  };
}

function refuse(call: Call, need: string): UsageError {
  return new UsageError(`${nameOf(call.operation)} needs ${need}`, contextOf(call, "not-sent"));
}
