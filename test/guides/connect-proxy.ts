import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { FakeFlatpeak } from "flatpeak/testing";
import { SELF_SIGNED } from "../support/self-signed.ts";

/** An HTTP proxy that connects every tunnel to a fake with TLS. */
export interface TunnelProxy {
  readonly url: string;
  /** The host and port of each CONNECT. */
  readonly tunnels: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the proxy and the server behind it. The server's certificate is not trusted. */
export async function startTunnelProxy(fake: FakeFlatpeak): Promise<TunnelProxy> {
  const target = createTlsServer(SELF_SIGNED, (incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const { authorization = "" } = headers;
    void fake
      .fetch(`https://api.flatpeak.com${url}`, { method, headers: { authorization } })
      .then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
      });
  });
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }, client: Duplex) => {
    tunnels.push(url);
    const server = connect((target.address() as AddressInfo).port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      client.pipe(server).pipe(client);
    });
    for (const socket of [client, server]) sockets.add(socket.on("error", () => undefined));
  });
  for (const server of [target, proxy]) await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    tunnels,
    close: async () => {
      const closed = [target, proxy].map((server) => once(server.close(), "close"));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
