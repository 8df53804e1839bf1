import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startLocalFlatpeak } from "../support/local-flatpeak.ts";
import type { LocalFlatpeak } from "../support/local-flatpeak.ts";
import { openPage } from "./blocks.ts";

const page = openPage("bulk");
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVER_FETCH = new URL("server-fetch.mjs", import.meta.url).href;

describe("create-devices.ts, as a program against a server", () => {
  const COUNT = 10_000;
  let flatpeak: LocalFlatpeak;
  let folder: string;
  beforeAll(async () => {
    flatpeak = await startLocalFlatpeak();
    folder = await mkdtemp(join(tmpdir(), "flatpeak-bulk-"));
    const references = Array.from({ length: COUNT }, (_, index) => `BULK-${index}\n`);
    await writeFile(join(folder, "references.txt"), references.join(""));
  });
  afterAll(async () => {
    await flatpeak.close();
    await rm(folder, { recursive: true });
  });

  const start = () => {
    const words = [page.file("create-devices.ts"), join(folder, "references.txt")];
    const child = spawn(process.execPath, ["--import", "tsx", "--import", SERVER_FETCH, ...words], {
      cwd: ROOT,
      env: {
        ...process.env,
        FLATPEAK_ACCOUNT_ID: flatpeak.fake.accountId,
        FLATPEAK_API_KEY: flatpeak.fake.apiKey,
        TEST_FLATPEAK_URL: flatpeak.baseUrl,
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
      const { fake } = flatpeak;
      // Of every thousand creations one is carried out and its answer is lost.
      for (let thousand = 0; thousand < (2 * COUNT) / 1000; thousand += 1) {
        fake.fail("create-device", { respond: () => undefined, times: 999 });
        fake.fail("create-device", { status: 502, carriedOut: true, times: 1 });
      }

      const first = start();
      await vi.waitUntil(() => fake.requests.length > COUNT / 2, { timeout: 100_000, interval: 5 });
      first.child.kill("SIGKILL");
      await first.ended;
      expect(fake.requests.length).toBeLessThan(COUNT);

      const { code, output } = await start().ended;
      expect(code, output).toBe(0);
      const [, created, there] = /(\d+) created, (\d+) there already/.exec(output) ?? [];
      expect(Number(created) + Number(there)).toBe(COUNT);
      expect(Number(there)).toBeGreaterThanOrEqual(COUNT / 2 - 20);
      expect(await listReferences(flatpeak)).toHaveLength(COUNT);
      expect(flatpeak.violations).toEqual([]);
    },
  );
});

/** All references, as the API lists them, without any that is there twice. */
async function listReferences({ fake, baseUrl }: LocalFlatpeak): Promise<readonly string[]> {
  const { createClient, unwrap } = await import("flatpeak");
  const { accountId, apiKey } = fake;
  const flatpeak = createClient({ accountId, apiKey, baseUrl, fetch: fake.fetch });
  const references: string[] = [];
  for (let after: string | undefined, more = true; more;) {
    const query = after === undefined ? { limit: 100 } : { limit: 100, starting_after: after };
    const { data, has_more } = await unwrap(flatpeak.GET("/devices", { params: { query } }));
    references.push(...data.map(({ reference_id }) => reference_id));
    after = data.at(-1)?.id;
    more = has_more;
  }
  expect(new Set(references).size).toBe(references.length);
  return references;
}

test("with p-limit, a reference that is taken is as good as created", async () => {
  const { exports } = await page.run<{ createDevices: (references: string[]) => Promise<void> }>(
    "with-p-limit.ts",
  );
  await exports.createDevices(["a", "b", "a", "c"]);
  const statuses = page.fake.requests.filter(({ operationId }) => operationId === "create-device");
  expect(statuses).toHaveLength(4);
});

page.everyBlockRan();
