import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Manifest, OperationEntry } from "../../src/index.ts";

/** A method, and the idempotence of its operation in the manifest. */
export const KINDS = [
  { name: "GET", method: "GET", idempotent: true },
  { name: "HEAD", method: "HEAD", idempotent: true },
  { name: "OPTIONS", method: "OPTIONS", idempotent: true },
  { name: "PUT", method: "PUT", idempotent: true },
  { name: "DELETE", method: "DELETE", idempotent: true },
  { name: "idempotent POST", method: "POST", idempotent: true },
  { name: "POST", method: "POST", idempotent: false },
  { name: "PATCH", method: "PATCH", idempotent: false },
  { name: "non-idempotent PUT", method: "PUT", idempotent: false },
] as const;

export type Kind = (typeof KINDS)[number];

/** The path of the operation of a kind. */
export function pathOf(kind: Kind): `/${string}` {
  return `/${kind.name.replace(/\W+/g, "-").toLowerCase()}`;
}

/** A contract with an operation of each kind. */
export const manifest: Manifest = {
  apiVersion: "1",
  operations: Object.fromEntries(KINDS.map((kind) => [`${kind.method} ${pathOf(kind)}`, describe(kind)])),
};

/** An operation of the manifest, as in a contract's types. */
interface ThingOperation {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody?: never;
  responses: { 200: { content: { "application/json": { id: string } } } };
}
/** The paths of that contract. */
export type ThingPaths = Record<
  `/${string}`,
  Record<"get" | "head" | "options" | "put" | "delete" | "post" | "patch", ThingOperation>
>;

function describe(kind: Kind): OperationEntry {
  const success =
    kind.method === "HEAD"
      ? { 200: "empty" }
      : kind.method === "DELETE"
        ? { 204: "empty" }
        : { 200: "object" };
  return {
    operationId: kind.name,
    security: "none",
    versioned: false,
    idempotent: kind.idempotent,
    success: success as OperationEntry["success"],
    errors: {},
  };
}

/** A handler that accepts a connection and does nothing. */
export const WARM_UP = "/warm-up";

/** One request and its response, for a fault to change. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Processes the request. */
  readonly carryOut: () => void;
  /** Responds like a healthy server. */
  readonly answer: () => void;
}

/** A fault: of a new connection, or of a request that was read. */
export interface Spoiling {
  readonly connection?: (socket: Socket) => void;
  readonly exchange?: (exchange: Exchange) => void;
}

/** A server that counts the requests that it processed. */
export interface Things {
  readonly origin: string;
  /** Number of processed requests. */
  readonly effects: number;
  /** Number of requests that it has read. */
  readonly reads: number;
  close(): Promise<void>;
}

/**
 * Starts a server that deletes its only object at the first DELETE, and finds none at the next.
 *
 * @param times number of connections or requests with the fault
 */
export async function startThings(spoiling: Spoiling, times: number): Promise<Things> {
  let [effects, reads, connections] = [0, 0, 0];
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      if (incoming.url === WARM_UP) {
        outgoing.end();
        return;
      }
      reads += 1;
      const before = effects;
      const exchange: Exchange = {
        incoming,
        outgoing,
        carryOut: () => {
          effects += 1;
        },
        answer: () => {
          effects += 1;
          if (incoming.method !== "DELETE")
            outgoing.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
          else outgoing.writeHead(before === 0 ? 204 : 404).end();
        },
      };
      if (spoiling.exchange !== undefined && reads <= times) spoiling.exchange(exchange);
      else exchange.answer();
    });
  });
  server.on("connection", (socket: Socket) => {
    connections += 1;
    if (connections <= times) spoiling.connection?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    get effects() {
      return effects;
    },
    get reads() {
      return reads;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
