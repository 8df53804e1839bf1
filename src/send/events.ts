import type { Call } from "./call-context.ts";

/**
 * Names and values of OpenTelemetry's HTTP client conventions, so that they can be set on a span as they are. The path is
 * the template: no id, query, header, body or credential is in an event.
 */
export interface EventAttributes {
  /** In upper case: `POST`. */
  readonly "http.request.method": string;
  /** The path of the contract: `/devices/{id}`. */
  readonly "url.template": string;
  /** The host of `baseUrl`. */
  readonly "server.address": string;
  /** The port of `baseUrl`, the scheme's own if it names none. */
  readonly "server.port": number;
  /** How often the operation had been sent before this attempt; absent for the first. */
  readonly "http.request.resend_count"?: number;
  /** Absent if no answer came. */
  readonly "http.response.status_code"?: number;
  /** The status as text for 400 to 599, else the kind of the error. Absent if nothing went wrong. */
  readonly "error.type"?: string;
}

/** What all events have. */
interface EventBase {
  /** The same number in all events of one call, and in no other's. A login is a call of its own. */
  readonly call: number;
  readonly operationId: string;
  readonly attributes: EventAttributes;
}

/**
 * What happens in a client, told to `onEvent` while it happens.
 * - `request`: an attempt of a call, or a login, is about to be sent
 * - `response`: that attempt has ended, with an answer or without; `duration` in milliseconds
 * - `retry`: the call failed and will be sent again after `delay` milliseconds
 * - `login`: a login that calls wait for has ended
 * - `refresh`: a login in the background has ended
 * - `token-store`: the token store failed, or took too long, and the call went on without it
 */
export type FlatpeakEvent =
  | (EventBase & { readonly type: "request" | "token-store" })
  | (EventBase & { readonly type: "response" | "login" | "refresh"; readonly duration: number })
  | (EventBase & { readonly type: "retry"; readonly delay: number });

/** What came of an attempt: the status of the answer, if one came, and what went wrong otherwise. */
export interface Ended {
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

type Told =
  | { readonly type: "request" }
  | { readonly type: "token-store"; readonly error: string }
  | ({ readonly type: "response" | "login" | "refresh"; readonly duration: number } & Ended)
  | ({ readonly type: "retry"; readonly delay: number } & Ended);

/** Tells the user of something that happens in a call. Never throws. */
export type Emit = (call: Pick<Call, "id" | "operation" | "attempts">, told: Told) => void;

/** @returns `undefined` where nobody listens, so that no event is made */
export function createEmit(
  onEvent: ((event: FlatpeakEvent) => unknown) | undefined,
  baseUrl: string,
): Emit | undefined {
  if (onEvent === undefined) return undefined;
  const { hostname, port, protocol } = new URL(baseUrl);
  const server = {
    "server.address": hostname,
    "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
  const tell = async (event: FlatpeakEvent): Promise<void> => {
    await onEvent(event);
  };
  return ({ id, operation, attempts }, told) => {
    const { status, error, ...rest } = { status: undefined, error: undefined, ...told };
    const failure = status !== undefined && status >= 400 ? String(status) : error;
    // An attempt counts itself from the moment it is sent.
    const resends = told.type === "request" || told.type === "response" ? attempts - 1 : 0;
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
    // A listener that throws, now or later, harms nothing.
    tell(event).catch(() => undefined);
  };
}
