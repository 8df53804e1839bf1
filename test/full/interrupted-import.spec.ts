import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, watch } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkplace, NEWER, SMALL } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";

const ROOT = join(import.meta.dirname, "../..");

let place: Workplace;

beforeEach(() => {
  place = createWorkplace();
});

afterEach(() => {
  place.remove();
});

/** `npm run spec:import` as a process that a test interrupts. */
function start(...words: readonly string[]): ChildProcess {
  const script = join(ROOT, "scripts/spec-import.ts");
  return spawn(process.execPath, ["--import", "tsx", script, "--spec", place.spec, ...words], {
    cwd: ROOT,
    stdio: "ignore",
  });
}

test("an import that is interrupted while reading does not change the contract", async () => {
  const server = createServer(() => child.kill("SIGINT"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const child = start(`http://127.0.0.1:${String(port)}/a.yaml`);
  expect(await once(child, "close")).toEqual([null, "SIGINT"]);
  server.closeAllConnections();
  server.close();
  expect(readdirSync(join(place.root, "spec"))).toEqual(["flatpeak.yaml", "overlay.yaml"]);
  expect(place.contract()).toBe(SMALL);
});

test("an import that is killed while writing leaves the complete old or new contract", async () => {
  const watcher = watch(join(place.root, "spec"));
  const child = start(place.write("a.yaml", NEWER));
  watcher.once("change", () => child.kill("SIGKILL"));
  await once(child, "close");
  watcher.close();
  expect([SMALL, NEWER]).toContain(place.contract());
});
