import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { allowOrigins, respondToPreflight, isPreflight } from "./cors.ts";
import { refuseUnknown } from "../../errors/unknown-names.ts";
import { receiveRequest, sendResponse, toRequest } from "./exchange.ts";

/** Settings of {@link listen}; all have defaults. */
export interface ListenOptions {
  /** Default: 0, any free port. */
  readonly port?: number | undefined;
  /**
   * Allows pages of any origin to call the server, including preflights. This may differ from Flatpeak's own CORS
   * rules. Default: false.
   */
  readonly cors?: boolean | undefined;
}

const LISTEN_OPTIONS: ReadonlySet<string> = new Set<keyof ListenOptions>(["port", "cors"]);

declare global {
  /** Needed for `await using`. The declarations must also compile without it in the user's `lib`. */
  // oxlint-disable-next-line typescript/no-empty-object-type -- merges with that of the library
  interface AsyncDisposable {}
}

/** A server that {@link listen} started; `await using` closes it. */
export interface FakeServer extends AsyncDisposable {
  /** URL for `createClient`: `http://127.0.0.1:…`. */
  readonly baseUrl: string;
  /** Stops listening and cuts all connections, idle and busy. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an HTTP server for a fake on the loopback interface, for programs and browsers that cannot use its `fetch`.
 * Faults are real: the socket is reset, the body breaks off, or there is no response. The fake has the state; several
 * servers can share it.
 *
 * @param fake a fake, or any object with a `fetch`; if that rejects, the connection is reset
 * @throws Error if the port is taken, UsageError for a misspelled option
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { createFakeFlatpeak } from "flatpeak/testing";
 * import { listen } from "flatpeak/testing/node";
 *
 * const fake = createFakeFlatpeak();
 * const server = await listen(fake);
 * const { accountId, apiKey } = fake;
 * const flatpeak = createClient({ accountId, apiKey, baseUrl: server.baseUrl });
 * await flatpeak.GET("/devices");
 * await server.close();
 * ```
 */
export async function listen(
  fake: { readonly fetch: (request: Request) => Promise<Response> },
  options: ListenOptions = {},
): Promise<FakeServer> {
  refuseUnknown("listen", options, LISTEN_OPTIONS);
  const { port = 0, cors = false } = options;
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (cors) allowOrigins(outgoing);
    if (cors && isPreflight(incoming)) {
      respondToPreflight(incoming, outgoing);
      return;
    }
    const request = toRequest(await receiveRequest(incoming), baseUrl, abortOnClose(outgoing));
    await sendResponse(await fake.fetch(request), outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch(() => incoming.socket.resetAndDestroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const baseUrl = `http://127.0.0.1:${address.port}`;

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { baseUrl, close, [Symbol.asyncDispose]: close };
}

function abortOnClose(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}
