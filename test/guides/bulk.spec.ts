import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, paginate } from "flatpeak";
import { listen } from "flatpeak/testing/node";
import type { FakeServer } from "flatpeak/testing/node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("bulk");
const COUNT = 10_000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVER_FETCH = new URL("server-fetch.mjs", import.meta.url).href;

describe("create-devices.ts, as a program against a server", () => {
  let server: FakeServer;
  let folder: string;
  beforeAll(async () => {
    server = await listen(page.fake);
    folder = await mkdtemp(join(tmpdir(), "flatpeak-bulk-"));
    const references = Array.from({ length: COUNT }, (_, index) => `BULK-${index}\n`);
    await writeFile(join(folder, "references.txt"), references.join(""));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const start = () => {
    const words = [page.file("create-devices.ts"), join(folder, "references.txt")];
    const child = spawn(process.execPath, ["--import", "tsx", "--import", SERVER_FETCH, ...words], {
      cwd: ROOT,
      env: {
        ...process.env,
        TEST_FLATPEAK_URL: server.baseUrl,
        TSX_TSCONFIG_PATH: join(ROOT, "tsconfig.json"),
      },
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    }
    return {
      child,
      ended: once(child, "exit").then(([code]: unknown[]) => ({ code, output: output.join("") })),
    };
  };

  test(
    "interrupted midway, it is completed by the next run, each device once",
    { timeout: 200_000 },
    async () => {
      // One in a thousand creations is processed, but its response is lost.
      for (let thousand = 0; thousand < (2 * COUNT) / 1000; thousand += 1) {
        page.fake.fail("create-device", { respond: () => undefined, times: 999 });
        page.fake.fail("create-device", { status: 502, carriedOut: true, times: 1 });
      }

      const first = start();
      await vi.waitUntil(() => page.fake.requests.length > COUNT / 2, { timeout: 100_000, interval: 5 });
      first.child.kill("SIGKILL");
      await first.ended;
      expect(page.fake.requests.length).toBeLessThan(COUNT);

      const { code, output } = await start().ended;
      expect(code, output).toBe(0);
      const [, created, known] = /(\d+) created, (\d+) already known/.exec(output) ?? [];
      expect(Number(created) + Number(known)).toBe(COUNT);
      expect(Number(known)).toBeGreaterThanOrEqual(COUNT / 2 - 20);
      expect(new Set(await listReferences(COUNT)).size).toBe(COUNT);
    },
  );
});

/** All references, as the API lists them, including duplicates. */
async function listReferences(count: number): Promise<readonly string[]> {
  const devices = paginate(createClient(), "/devices", { params: { query: { limit: 100 } } });
  const all = await devices.toArray({ limit: 2 * count });
  expect(all).toHaveLength(count);
  return all.map(({ reference_id }) => reference_id);
}

test("with p-limit, a used reference counts as created", async () => {
  page.fake.reset();
  const { exports } = await page.run<{ createDevices: (references: string[]) => Promise<void> }>(
    "with-p-limit.ts",
  );
  await exports.createDevices(["a", "b", "a", "c"]);
  expect(new Set(await listReferences(3))).toEqual(new Set(["a", "b", "c"]));
});

page.everyBlockRan();
