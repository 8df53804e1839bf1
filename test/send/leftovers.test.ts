import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FULL_TIMEOUT, pickSize } from "../support/sizes.ts";

const SCRIPT = fileURLToPath(new URL("../fixtures/leftovers.ts", import.meta.url));

const HUNDREDS = pickSize(10, 100);

test(
  "thousands of calls over one signal, and calls that end in every way, leave no timer, listener or socket",
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--import",
      "tsx",
      SCRIPT,
      String(HUNDREDS),
    ]);
    expect(JSON.parse(stdout)).toEqual({
      kinds: { success: 100 * HUNDREDS, connection: 1, api: 1, timeout: 1, aborted: 1 },
      // All calls that share a signal use at most one listener.
      most: 1,
      listeners: [0, 0],
      resources: [],
      warnings: [],
    });
  },
  FULL_TIMEOUT,
);
