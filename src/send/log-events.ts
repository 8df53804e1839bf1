import { toLine } from "../text/line.ts";
import type { FlatpeakEvent } from "./events.ts";

/** A logger with a method for each level, such as `console` or one of pino's. */
export interface EventLogger {
  /** Logs a request that is about to be sent. */
  readonly debug: (line: string) => unknown;
  /** Logs a response below 400, or a login or refresh that succeeded. */
  readonly info: (line: string) => unknown;
  /** Logs a failed attempt, a retry or a token store that failed. */
  readonly warn: (line: string) => unknown;
  /** Logs a failed login or refresh. */
  readonly error: (line: string) => unknown;
}

/**
 * Creates an `onEvent` that logs each event as one line of plain text, such as `flatpeak #3 POST /devices: 201 in 84
 * ms`. The number is that of the call. No line contains an ID, a query, a header, a body or a credential.
 *
 * | Level   | Events                                               |
 * | ------- | ---------------------------------------------------- |
 * | `debug` | a request is about to be sent                        |
 * | `info`  | a response below 400; a login or refresh succeeded   |
 * | `warn`  | a failed attempt; a retry; a token store that failed |
 * | `error` | a login or refresh failed                            |
 *
 * @example
 * ```ts
 * import { createClient, logEvents } from "flatpeak";
 *
 * const flatpeak = createClient({ onEvent: logEvents(console) });
 * ```
 */
export function logEvents(logger: EventLogger): (event: FlatpeakEvent) => void {
  return (event) => {
    const { attributes, call } = event;
    const where = `${attributes["http.request.method"]} ${attributes["url.template"]}`;
    logger[levelOf(event)](toLine(`flatpeak #${call} ${where}: ${describeEvent(event)}`));
  };
}

function levelOf({ type, attributes }: FlatpeakEvent): keyof EventLogger {
  const failed = attributes["error.type"] !== undefined;
  switch (type) {
    case "request":
      return "debug";
    case "response":
      return failed ? "warn" : "info";
    case "retry":
    case "token-store":
      return "warn";
    case "login":
    case "refresh":
      return failed ? "error" : "info";
  }
}

function describeEvent(event: FlatpeakEvent): string {
  const {
    "error.type": error,
    "http.response.status_code": status,
    "http.request.resend_count": resends = 0,
  } = event.attributes;
  const failure = error === undefined || error === String(status) ? undefined : `failed (${error})`;
  switch (event.type) {
    case "request":
      return resends === 0 ? "request" : `request, attempt ${resends + 1}`;
    case "response":
      return `${[status, failure].join(" ")} in ${Math.round(event.duration)} ms`;
    case "retry":
      return `retry in ${Math.round(event.delay)} ms after ${error}`;
    case "token-store":
      return `token store ${failure}`;
    case "login":
    case "refresh":
      return `${event.type} ${error === undefined ? "succeeded" : `failed (${error})`} in ${Math.round(event.duration)} ms`;
  }
}
