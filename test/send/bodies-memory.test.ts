import { execFile } from "node:child_process";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "flatpeak";
import { closeOf, startServer } from "../support/server.ts";

const CHILD = fileURLToPath(new URL("../fixtures/huge-pages.ts", import.meta.url));
const MEGABYTE = Buffer.alloc(2 ** 20, "x");

function* megabytes(count: number) {
  for (let sent = 0; sent < count; sent += 1) yield MEGABYTE;
}

test(
  "an error page of 200 MB does not take 200 MB, and an unexpected body does not stay in memory",
  { timeout: 120_000 },
  async () => {
    let taken = 0;
    const cut: string[] = [];
    const server = await startServer(({ url }, _incoming, outgoing) => {
      if (url.endsWith("small")) return void outgoing.writeHead(404).end("{}");
      const [status, size] = url.endsWith("failing") ? [502, 200] : [200, 40];
      outgoing.writeHead(status);
      outgoing.on("close", () => {
        if (!outgoing.writableFinished) cut.push(url);
      });
      const pages = Readable.from(megabytes(size)).on("data", () => (taken += status === 502 ? 1 : 0));
      // Writing fails when the client releases the connection, as expected.
      pipeline(pages, outgoing).catch(() => undefined);
    });
    onTestFinished(server.close);

    const run = promisify(execFile)(process.execPath, [
      "--expose-gc",
      "--import",
      "tsx",
      CHILD,
      server.origin,
    ]);
    const result: unknown = JSON.parse((await run).stdout);
    const { grown, kept, excerpts } = result as { grown: number; kept: number; excerpts: unknown };
    expect(excerpts).toEqual([64 * 1024, 64 * 1024]);
    expect(grown).toBeLessThan(50);
    expect(kept).toBeLessThan(5);
    expect(cut).toEqual(["/devices/failing"]);
    expect(taken).toBeLessThan(100);
  },
);

test("a small error page frees its connection for the next call, a huge one closes it", async () => {
  const sockets: Socket[] = [];
  const server = await startServer(({ url }, incoming, outgoing) => {
    sockets.push(incoming.socket);
    outgoing.writeHead(502);
    if (url.endsWith("small")) outgoing.end("<html>");
    else outgoing.write(MEGABYTE);
  });
  onTestFinished(server.close);
  const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
  const get = (id: string) => flatpeak.GET("/devices/{id}", { params: { path: { id } } });

  await get("small");
  // The client reads the end of a response before its connection becomes free.
  await setImmediate();
  await get("small");
  expect(new Set(sockets).size).toBe(1);
  await get("huge");
  const [, , socket] = sockets;
  if (socket === undefined) throw new Error("The third call has not come");
  await closeOf(socket);
});
