import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { createClient, paginate, unwrap } from "flatpeak";
import type { Device, Event, PageCursor } from "flatpeak";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { openPage } from "./blocks.ts";

const fake = createFakeFlatpeak();

/** Responds to list calls instead of the fake, by path and query. */
let answer: (path: string, query: URLSearchParams) => Response | undefined = () => undefined;

const fetch: typeof fake.fetch = async (input, init) => {
  const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
  return answer(pathname, searchParams) ?? fake.fetch(input, init);
};
const page = openPage("pagination", { fake: { ...fake, fetch } });

const flatpeak = createClient({ accountId: fake.accountId, apiKey: fake.apiKey, fetch });
const references = ["DEV5", "DEV4", "DEV3", "DEV2", "DEV1"];
let ids: string[] = [];

beforeAll(async () => {
  for (const reference_id of [...references].reverse()) {
    await unwrap(flatpeak.POST("/devices", { body: { reference_id } }));
  }
  ids = (await paginate(flatpeak, "/devices").toArray({ limit: 9 })).map(({ id }) => id);
});
afterEach(() => {
  vi.restoreAllMocks();
  answer = () => undefined;
});

test("a list is read to its end", async () => {
  const { said } = await page.run("Pagination");
  expect(said).toEqual(references.map((reference) => ["log", reference]));
});

test("a list is read as an array", async () => {
  expect((await page.run("As an array")).said).toEqual([["log", 5]]);
});

test("a list is read page by page, with cursors", async () => {
  const [second, third] = [{ starting_after: ids[1] }, { starting_after: ids[3] }];
  expect((await page.run("Page by page")).said).toEqual([
    ["log", 2, undefined, second],
    ["log", 2, second, third],
    ["log", 1, third, undefined],
  ]);
});

test("an event that appears after a newer one is handled, and no event twice", async () => {
  type Read = (progress: Progress, handle: (event: Event) => Promise<void>) => Promise<Progress>;
  type Progress = { readonly cursor: string; readonly handled: readonly string[] };
  const { exports } = await page.run<{ readNewEvents: Read }>("new-events.ts");
  const now = Date.now();
  const events = [10, 2, 1.5, 1].map((minutes, index) => ({
    id: `evt_${index + 1}`,
    object: "event",
    type: "device.create",
    time_created: new Date(now - minutes * 60_000).toISOString(),
    data: {},
  }));
  let late: string | undefined = "evt_3";
  answer = (path, query) => {
    if (path !== "/events") return undefined;
    const before = query.get("ending_before") ?? "";
    const data = events.filter(({ id }) => id > before && id !== late).reverse();
    return Response.json({ object: "list", url: "/events", has_more: false, data });
  };
  const handled: string[] = [];
  const read = (progress: Progress) =>
    exports.readNewEvents(progress, async ({ id }) => {
      handled.push(id);
    });

  const first = await read({ cursor: "evt_0", handled: [] });
  expect(first).toEqual({ cursor: "evt_1", handled: ["evt_2", "evt_4"] });
  late = undefined;
  const second = await read(first);
  expect(second).toEqual({ cursor: "evt_1", handled: ["evt_2", "evt_3", "evt_4"] });
  expect(handled).toEqual(["evt_1", "evt_2", "evt_4", "evt_3"]);

  vi.spyOn(Date, "now").mockReturnValue(now + 10 * 60_000);
  expect(await read(second)).toEqual({ cursor: "evt_4", handled: [] });
  expect(handled).toHaveLength(4);
});

test("an export continues from the cursor of its error", async () => {
  type Export = (
    write: (device: Device) => Promise<void>,
    cursor?: PageCursor,
  ) => Promise<PageCursor | "done">;
  const { exports } = await page.run<{ exportDevices: Export }>("export-devices.ts");
  const written: string[] = [];
  const write = async ({ id }: Device) => {
    written.push(id);
  };
  // A page of two, then a failure.
  const answers = [
    Response.json({ has_more: true, data: ids.slice(0, 2).map((id) => ({ id })) }),
    new Response("{}", { status: 422 }),
  ];
  answer = (path) => (path === "/devices" ? answers.shift() : undefined);
  const cursor = await exports.exportDevices(write);
  expect(cursor).toEqual({ starting_after: ids[1] });
  if (cursor !== "done") expect(await exports.exportDevices(write, cursor)).toBe("done");
  expect(written).toEqual(ids);
});

test("an iterator continues after a failure", async () => {
  let failures = 0;
  answer = (_, query) =>
    query.has("starting_after") && failures++ === 0 ? new Response("{}", { status: 500 }) : undefined;
  const { said } = await page.run("patient.ts");
  const logged = references.map((reference) => ["log", reference]);
  expect(said).toEqual([
    ...logged.slice(0, 2),
    ["warn", "once more, from", { starting_after: ids[1] }],
    ...logged.slice(2),
  ]);
});

test("a loop over a list stops early", async () => {
  const { said } = await page.run("Timeout, abort and prefetch");
  expect(said).toEqual(references.slice(0, 4).map((reference) => ["log", reference]));
});

test("devices are deleted after all are listed", async () => {
  const { exports } = await page.run<{ deleteDevices: () => Promise<number> }>("delete-devices.ts");
  expect(await exports.deleteDevices()).toBe(5);
  expect(await paginate(flatpeak, "/devices").toArray({ limit: 9 })).toEqual([]);
});

page.everyBlockRan();
