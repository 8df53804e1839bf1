import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { createClient, paginate, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import { openPage } from "./blocks.ts";

const { fetch } = globalThis;
// The service listens on the loopback interface.
const page = openPage("example-service", { elsewhere: fetch });

// The tests of the service are tests of this file.
await import(/* @vite-ignore */ page.file("service.test.ts"));

test("the service has at most 150 lines", () => {
  const files = page.blocks.filter(({ title }) => title?.endsWith("test.ts") !== true);
  expect(
    files
      .map(({ code }) => code.trimEnd())
      .join("\n")
      .split("\n").length,
  ).toBeLessThanOrEqual(150);
});

test("the server starts", async () => {
  vi.stubEnv("PORT", "0");
  expect((await page.run("service.ts")).exports).toHaveProperty("createService");
  const { server } = (await page.run<{ server: Server }>("server.ts")).exports;
  onTestFinished(() => void server.close());
  if (!server.listening) await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/chargers/CHARGER1`, { method: "PUT" });
  expect(await response.json()).toEqual({ id: expect.stringMatching(/^dev_/) });
});

type Item = { id: string; reference_id?: string };
type Init = { signal: AbortSignal };
type CreateEnsure = (
  isUnique: boolean,
  list: (init: Init & { params: { query: { reference_id: string } } }) => AsyncIterable<Item>,
  create: (init: Init & { body: { reference_id: string } }) => Promise<Item>,
) => (body: { reference_id: string }) => Promise<Item | "unknown">;

const KINDS = ["customer", "location", "device"] as const;
const FAULTS = [
  { respond: () => undefined }, // no fault
  { kind: "reset" },
  { kind: "reset", carriedOut: true },
  { kind: "truncated" },
  { kind: "html", carriedOut: true },
  { status: 503 },
  { status: 503, carriedOut: true },
  { status: 429 },
] as const;

describe("registration under random failures", () => {
  test("leaves one object despite lost requests and delayed lists", { timeout: FULL_TIMEOUT }, async () => {
    const { createEnsure } = (await page.run<{ createEnsure: CreateEnsure }>("ensure.ts")).exports;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...KINDS),
        fc.array(fc.constantFrom(...FAULTS), { maxLength: 4 }),
        fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 }),
        fc.nat(6),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
        async (kind, creations, lists, lag, rounds) => {
          const fake = createFakeFlatpeak();
          const path = `/${kind}s` as const;
          let hidden = lag;
          const flatpeak = createClient({
            ...fake,
            retries: 0,
            fetch: async (input, init) => {
              const response = await fake.fetch(input, init);
              const isList =
                init?.method === "GET" && String(input).includes(path) && response.status === 200;
              return isList && hidden-- > 0
                ? Response.json({ object: "list", url: path, has_more: false, data: [] })
                : response;
            },
          });
          await unwrap(flatpeak.GET("/login"));
          const ensure = createEnsure(
            kind !== "customer",
            (init) => paginate(flatpeak, path, init),
            (init) => unwrap(flatpeak.POST(path, init)),
          );
          for (const fault of creations) fake.fail(`create-${kind}`, { ...fault, times: 1 });
          for (const fault of lists) fake.fail(`list-${kind}s`, { ...fault, times: 1 });

          const body = { reference_id: "REF1" };
          const seen = new Set<string>();
          const note = (result: Item | "unknown") => result !== "unknown" && seen.add(result.id);
          for (const callers of rounds) {
            const calls = Array.from({ length: callers }, () => ensure(body).then(note, () => undefined));
            await Promise.all(calls);
          }
          // By the events, which no fault affects.
          const created = async () => {
            const query = { event_type: `${kind}.create` };
            const { data = [] } = await unwrap(createClient(fake).GET("/events", { params: { query } }));
            return data.map((event) => ("id" in event.data ? event.data.id : undefined));
          };
          expect((await created()).length).toBeLessThanOrEqual(1);
          expect(await created()).toEqual(expect.arrayContaining([...seen]));

          // From here, lists are current and nothing fails.
          hidden = 0;
          for (const _ of [...creations, ...lists]) {
            await ensure(body).catch(() => undefined);
            vi.advanceTimersByTime(10 * 60_000);
          }
          const last = await ensure(body);
          expect([last === "unknown" ? "unknown" : last.id]).toEqual(await created());
        },
      ),
      { numRuns: pickSize(100, 10_000), seed: SEED },
    );
  });
});

page.everyBlockRan();
