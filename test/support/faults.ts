import type { Spoiling } from "./things.ts";

/** A failure between a call and the API. */
export interface Fault extends Spoiling {
  readonly name: string;
  /** Sends the request elsewhere: nothing reaches the server. */
  readonly detour?: "unknown host" | "closed port" | "untrusted certificate";
  /** True if the connection was used before. */
  readonly reused?: true;
  /** True if the call waits until its deadline. */
  readonly stalls?: true;
  /** True if the server requests a wait beyond any deadline. */
  readonly tooLong?: true;
}

const PAGE = "<html><title>502 Bad Gateway</title></html>";

/** A response that reports a failure before any processing. */
function refuse(status: number, headers: Record<string, string> = {}, body = "{}"): Spoiling {
  return {
    exchange: ({ outgoing }) => {
      outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    },
  };
}

/** A response that reports a failure after processing. */
function fail(status: number, headers: Record<string, string> = {}, body = "{}"): Spoiling {
  return {
    exchange: ({ outgoing, carryOut }) => {
      carryOut();
      outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    },
  };
}

/** Created with the response: a constant date would be in the past when it is read. */
function refuseUntil(seconds: number): Spoiling {
  return {
    exchange: ({ outgoing }) => {
      const now = Date.now();
      outgoing
        .writeHead(429, {
          date: new Date(now).toUTCString(),
          "retry-after": new Date(now + seconds * 1000).toUTCString(),
        })
        .end();
    },
  };
}

export const FAULTS: readonly Fault[] = [
  { name: "DNS failure", detour: "unknown host" },
  { name: "connection refused", detour: "closed port" },
  { name: "TLS failure", detour: "untrusted certificate" },
  {
    name: "connection reset before the API read the request",
    connection: (socket) => {
      socket.resetAndDestroy();
    },
  },
  {
    name: "connection reset after the API read the request",
    exchange: ({ incoming }) => {
      incoming.socket.resetAndDestroy();
    },
  },
  {
    name: "connection reset after the API processed the request",
    exchange: ({ incoming, carryOut }) => {
      carryOut();
      incoming.socket.resetAndDestroy();
    },
  },
  {
    name: "idle connection closed by the API",
    reused: true,
    exchange: ({ incoming }) => {
      incoming.socket.destroy();
    },
  },
  {
    name: "connection lost after the headers",
    exchange: ({ incoming, outgoing, carryOut }) => {
      carryOut();
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": "10" }).flushHeaders();
      setTimeout(() => incoming.socket.destroy(), 10);
    },
  },
  {
    name: "connection lost in the body",
    exchange: ({ incoming, outgoing, carryOut }) => {
      carryOut();
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": "10" }).write('{"id"');
      setTimeout(() => incoming.socket.destroy(), 10);
    },
  },
  {
    name: "stall before the response",
    stalls: true,
    exchange: ({ carryOut }) => {
      carryOut();
    },
  },
  {
    name: "stall in the body",
    stalls: true,
    exchange: ({ outgoing, carryOut }) => {
      carryOut();
      outgoing.writeHead(200, { "content-type": "application/json" }).write('{"id"');
    },
  },
  { name: "200 with HTML", ...fail(200, { "content-type": "text/html" }, PAGE) },
  { name: "307 redirect", ...refuse(307, { location: "https://elsewhere.example/" }) },
  { name: "400", ...refuse(400) },
  { name: "404", ...refuse(404) },
  { name: "408", ...fail(408) },
  { name: "409", ...refuse(409) },
  { name: "422", ...refuse(422) },
  { name: "429", ...refuse(429) },
  { name: "429, `Retry-After: 1`", ...refuse(429, { "retry-after": "1" }) },
  { name: "429, `Retry-After` is a date", ...refuseUntil(1) },
  { name: "429, `Retry-After: soon` (invalid)", ...refuse(429, { "retry-after": "soon" }) },
  { name: "429, `Retry-After: -5` (invalid)", ...refuse(429, { "retry-after": "-5" }) },
  { name: "429, `Retry-After: 86400` (a day)", tooLong: true, ...refuse(429, { "retry-after": "86400" }) },
  { name: "500", ...fail(500) },
  { name: "501", ...refuse(501) },
  { name: "502 with HTML", ...fail(502, { "content-type": "text/html" }, PAGE) },
  { name: "503", ...refuse(503) },
  { name: "503, `Retry-After: 86400` (a day)", tooLong: true, ...refuse(503, { "retry-after": "86400" }) },
  { name: "504", ...fail(504) },
];
