import type { TariffEventData } from "../../generated/schema.ts";
import { reduceCause } from "../errors/cause.ts";
import { confirmWithApi, showEvent } from "./confirm-event.ts";
import type { WebhookEvent } from "../types/events.ts";
import { parseEvent } from "./parse-event.ts";
import { readRequestBody } from "./request-body.ts";
import { judgeSignature } from "./signature.ts";
import type { VerificationSettings } from "./verification-options.ts";
import { WebhookError } from "./webhook-error.ts";

/** An event as it was received. */
export interface ReceivedEvent {
  readonly sent: WebhookEvent;
  /** Confirms the event with the API, unless its signature was enough. */
  readonly confirm: (signal: AbortSignal) => Promise<WebhookEvent>;
}

/**
 * Reads an event from a request. The signature is checked before the body is parsed.
 *
 * @throws WebhookError if the body is not an event, or its signature is wrong
 */
export async function receiveEvent(
  request: Request,
  { client, verify, keySet, tolerance, accountId, drift, timeout, maxBodyBytes }: VerificationSettings,
  signal: AbortSignal,
): Promise<ReceivedEvent> {
  const body = await readRequestBody(request, maxBodyBytes, signal);
  const isSigned = verify !== "api" && (await verifySignature());
  const sent = parseEvent(body);
  const isProven = isSigned && isOfAccount(sent);
  const confirm = async (signal: AbortSignal): Promise<WebhookEvent> => {
    const event = isProven ? sent : await confirmWithApi(client, sent, { signal, timeout });
    showEvent(drift, event);
    return event;
  };
  return { sent, confirm };

  async function verifySignature(): Promise<boolean> {
    const verdict = await judgeSignature(request.headers, body, keySet, tolerance);
    if (verdict.is === "good") return true;
    if (verify === "signature" || verdict.is === "bad-signature") {
      throw new WebhookError(verdict.is, verdict.message, { cause: reduceCause(verdict.cause) });
    }
    return false;
  }

  /** Checks that an event names the account. Not all events have an account ID. */
  function isOfAccount({ id, data }: WebhookEvent): boolean {
    const { account_id: named }: { readonly [Name in keyof TariffEventData]?: unknown } = data;
    if (accountId === undefined || named === accountId) return true;
    if (named === undefined && verify !== "signature") return false;
    throw new WebhookError("other-account", `Event ${id} does not name account ${accountId}`);
  }
}
