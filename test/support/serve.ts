import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Node } from "../../scripts/contract/document.ts";
import { callsOf, sentBy } from "./generated-client.ts";
import type { CallByKey } from "./generated-client.ts";
import { startServer } from "./server.ts";
import type { RawServer, ReceivedRequest } from "./server.ts";

/** Returns a `startServer` whose servers are closed after each test. */
export function serveEach(): typeof startServer {
  const open: RawServer[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  return async (listener) => {
    const server = await startServer(listener);
    open.push(server);
    return server;
  };
}

/** A response that a test sets before its call. The content type is JSON unless `headers` has another. */
export interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server for each test, which sends what its `reply` is. */
export interface ReplyServer extends Pick<RawServer, "origin" | "requests"> {
  reply: Reply;
}

/** Starts a server before each test, and closes it afterwards. */
export function serveReply(): ReplyServer {
  let server: RawServer;
  const served: ReplyServer = {
    get origin() {
      return server.origin;
    },
    get requests() {
      return server.requests;
    },
    reply: { status: 200, body: "{}" },
  };
  beforeEach(async () => {
    server = await startServer((_request, _incoming, outgoing) => {
      const { status, body, headers } = served.reply;
      outgoing.writeHead(status, { "content-type": "application/json", ...headers });
      outgoing.end(body);
    });
  });
  afterEach(() => server.close());
  return served;
}

/** A server without content for the tests of a file, and a generated client of a contract that calls it. */
export interface ServedContract extends Pick<RawServer, "origin" | "requests"> {
  readonly call: CallByKey;
  /** Returns the request that a call sends. */
  readonly send: (key: string, init: object) => Promise<ReceivedRequest>;
}

/** Starts the server before the tests of a file, and closes it afterwards. */
export function serveContract(contract: Node): ServedContract {
  let server: RawServer;
  let call: CallByKey;
  beforeAll(async () => {
    server = await startServer((_request, _incoming, outgoing) => outgoing.writeHead(204).end());
    call = callsOf(contract, { baseUrl: server.origin });
  });
  afterAll(() => server.close());
  return {
    get origin() {
      return server.origin;
    },
    get requests() {
      return server.requests;
    },
    call: (key, init) => call(key, init),
    send: (key, init) => sentBy(server, call, key, init),
  };
}
