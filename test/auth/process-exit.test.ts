import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";

const run = promisify(execFile);

test.each([
  ["call", "timeout"],
  ["refresh", "success"],
])(
  "a hanging login for a %s does not keep the process alive after the last call",
  { timeout: 60_000 },
  async (purpose, outcome) => {
    let logins = 0;
    const server = await startServer(({ url }, _incoming, outgoing) => {
      const json = { "content-type": "application/json" };
      if (url !== "/login") outgoing.writeHead(200, json).end('{"data":[]}');
      else if (purpose === "refresh" && logins++ === 0)
        outgoing.writeHead(200, json).end('{"bearer_token":"t","expires_in":100,"live_mode":false}');
      // Any other login gets no response.
    });
    const script = "test/fixtures/hanging-login.ts";
    const { stdout } = await run(process.execPath, ["--import", "tsx", script, server.origin, purpose]);
    await server.close();
    expect(stdout.trim()).toBe(outcome);
  },
);
