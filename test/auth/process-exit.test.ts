import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";

const run = promisify(execFile);

/** A login ends on its own deadline after 30 s; the process is let go of after 1 s. */
const BETWEEN_MS = 15_000;

test.each([
  ["call", "timeout"],
  ["refresh", undefined],
])(
  "a hanging login for a %s does not keep the process alive after its last call",
  { timeout: 60_000 },
  async (purpose, error) => {
    let logins = 0;
    const server = await startServer(({ url }, _incoming, outgoing) => {
      const json = { "content-type": "application/json" };
      if (url !== "/login") outgoing.writeHead(200, json).end('{"data":[]}');
      else if (purpose === "refresh" && logins++ === 0)
        outgoing.writeHead(200, json).end('{"bearer_token":"t","expires_in":100,"live_mode":false}');
      // Any other login is never answered.
    });
    const script = "test/fixtures/hanging-login.ts";
    const { stdout } = await run(process.execPath, ["--import", "tsx", script, server.origin, purpose]);
    await server.close();
    const told = JSON.parse(stdout) as { error?: string; lingered: number };
    expect(told.error).toBe(error);
    expect(told.lingered).toBeLessThan(BETWEEN_MS);
  },
);
