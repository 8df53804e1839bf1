import type { Call } from "./call-context.ts";

/**
 * Names and values of OpenTelemetry's HTTP client conventions; set them on a span unchanged. The path is the
 * template: an event contains no ID, query, header, body or credential.
 */
export interface EventAttributes {
  /** In upper case: `POST`. */
  readonly "http.request.method": string;
  /** Path template of the contract: `/devices/{id}`. */
  readonly "url.template": string;
  /** The host of `baseUrl`. */
  readonly "server.address": string;
  /** The port of `baseUrl`, or the default of its scheme. */
  readonly "server.port": number;
  /** In `request` and `response` events, the number of earlier attempts of the call. Absent for the first attempt. */
  readonly "http.request.resend_count"?: number;
  /** Absent if there was no response. */
  readonly "http.response.status_code"?: number;
  /**
   * Status code as text for 400 to 599, else the kind of the error. If a token store failed, it is `timeout`, `invalid`,
   * or the code or name of the store's error. Absent if there was no error.
   */
  readonly "error.type"?: string;
}

/** Properties of every event. */
interface EventBase {
  /** Number of the call, the same in all its events. A login has its own number. */
  readonly call: number;
  readonly operationId: string;
  readonly attributes: EventAttributes;
}

/** The client is about to send an attempt of a call, or a login. */
export interface RequestEvent extends EventBase {
  readonly type: "request";
}

/** An attempt has ended, with or without a response. */
export interface ResponseEvent extends EventBase {
  readonly type: "response";
  /** In milliseconds. */
  readonly duration: number;
}

/** An attempt failed, and the client will retry the call. */
export interface RetryEvent extends EventBase {
  readonly type: "retry";
  /** Milliseconds until the next attempt. */
  readonly delay: number;
}

/** A login has ended. Calls waited for a `login`; a `refresh` ran in the background. */
export interface LoginEvent extends EventBase {
  /** `refresh` for a login in the background. */
  readonly type: "login" | "refresh";
  /** In milliseconds. */
  readonly duration: number;
}

/** The token store failed or was too slow, and the call continued without it. */
export interface TokenStoreEvent extends EventBase {
  readonly type: "token-store";
}

/** Passed to `onEvent` while a client works; `type` narrows it. */
export type FlatpeakEvent = RequestEvent | ResponseEvent | RetryEvent | LoginEvent | TokenStoreEvent;

/** Result of an attempt: the status code of the response, or else the kind of the error. */
export interface Ended {
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

type EventFacts =
  | { readonly type: "request" }
  | { readonly type: "token-store"; readonly error: string }
  | ({ readonly type: "response" | "login" | "refresh"; readonly duration: number } & Ended)
  | ({ readonly type: "retry"; readonly delay: number } & Ended);

/** Passes an event of a call to the user. Never throws. */
export type Emit = (call: Pick<Call, "id" | "operation" | "attempts">, facts: EventFacts) => void;

/** @returns `undefined` without a listener, so that no event is created */
export function createEmit(
  onEvent: ((event: FlatpeakEvent) => unknown) | undefined,
  baseUrl: string,
): Emit | undefined {
  if (onEvent === undefined) return undefined;
  const { hostname, port, protocol } = new URL(baseUrl);
  const server = {
    "server.address": hostname,
    "server.port": Number(port || (protocol === "https:" ? 443 : 80)),
  };
  const notify = async (event: FlatpeakEvent): Promise<void> => {
    await onEvent(event);
  };
  return ({ id, operation, attempts }, facts) => {
    const { status, error, ...rest } = { status: undefined, error: undefined, ...facts };
    const failure = status !== undefined && status >= 400 ? String(status) : error;
    // `attempts` already counts the attempt that is being sent.
    const resends = facts.type === "request" || facts.type === "response" ? attempts - 1 : 0;
    const event: FlatpeakEvent = {
      ...rest,
      call: id,
      operationId: operation.operationId,
      attributes: {
        "http.request.method": operation.method,
        "url.template": operation.path,
        ...server,
        ...(resends > 0 ? { "http.request.resend_count": resends } : {}),
        ...(status === undefined ? {} : { "http.response.status_code": status }),
        ...(failure === undefined ? {} : { "error.type": failure }),
      },
    };
    // Errors of the listener are ignored.
    notify(event).catch(() => undefined);
  };
}
