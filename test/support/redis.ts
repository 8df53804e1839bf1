import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { findFreePort } from "./free-port.ts";

/** A Redis server for one test, on a free port, without files on disk. */
export interface Redis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** True if this machine has a Redis server. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** Starts a server, and waits until it accepts connections. */
export async function startRedis(): Promise<Redis> {
  const port = await findFreePort();
  const server = spawn("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--save", ""]);
  const lines = createInterface(server.stdout);
  for await (const line of lines) if (line.includes("Ready to accept connections")) break;
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}
