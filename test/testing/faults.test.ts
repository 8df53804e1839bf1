import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak, Fault } from "flatpeak/testing";
import { listen } from "flatpeak/testing/node";
import { createCall } from "../support/local-flatpeak/caller.ts";
import { baseUrl, open, serveUnjudged } from "../support/local-flatpeak/session.ts";

describe.each(["in memory", "over HTTP"])("a fault %s", (way) => {
  let fake: FakeFlatpeak;
  let flatpeak: Client;
  beforeEach(async () => {
    fake = createFakeFlatpeak();
    const { accountId, apiKey } = fake;
    if (way === "in memory") {
      flatpeak = createClient({ ...fake, retries: 0 });
      return;
    }
    const server = await listen(fake);
    onTestFinished(server.close);
    flatpeak = createClient({ accountId, apiKey, baseUrl: server.baseUrl, retries: 0 });
  });

  const create = (signal?: AbortSignal) =>
    flatpeak.POST("/devices", { body: { reference_id: "DEV1" }, signal });
  const count = async () => (await flatpeak.GET("/devices")).data?.data?.length;

  test.each<[string, Fault, object, number]>([
    ["a status", { status: 503 }, { kind: "api", status: 503, outcome: "unknown", rawBody: "" }, 0],
    [
      "a documented status, with the contract's example",
      { status: 403, headers: { "x-request-id": "req_1" } },
      { status: 403, code: "access_denied", requestId: "req_1" },
      0,
    ],
    ["a status before the call was processed", { status: 504, carriedOut: false }, { status: 504 }, 0],
    ["a status after the call was processed", { status: 504, carriedOut: true }, { status: 504 }, 1],
    ["a reset", { kind: "reset" }, { kind: "connection", outcome: "unknown" }, 0],
    [
      "a reset after the call was processed",
      { kind: "reset", carriedOut: true },
      { kind: "connection", outcome: "unknown" },
      1,
    ],
    ["a truncated response", { kind: "truncated" }, { kind: "connection", outcome: "unknown" }, 1],
    [
      "a page",
      { kind: "html" },
      { kind: "api", status: 502, rawBody: expect.stringContaining("<h1>") as string },
      0,
    ],
    ["a page as a success", { kind: "html", status: 200 }, { kind: "unexpected-response" }, 0],
    ["a page with a status without body", { kind: "html", status: 204 }, { kind: "unexpected-response" }, 0],
    ["a custom response", { respond: () => new Response("{}", { status: 418 }) }, { status: 418 }, 0],
    [
      "a custom response after the call was processed",
      { respond: () => new Response("{}", { status: 418 }), carriedOut: true },
      { status: 418 },
      1,
    ],
    ["a custom error", { respond: () => Response.error() }, { kind: "connection" }, 0],
  ])("the client reports %s", async (_, fault, expected, created) => {
    fake.fail("create-device", { ...fault, times: 1 });
    expect((await create()).error).toMatchObject(expected);
    expect(await count()).toBe(created);
  });

  test.each<[string, Fault, number]>([
    ["a stall", { kind: "stall" }, 0],
    ["a stall after the call was processed", { kind: "stall", carriedOut: true }, 1],
    ["a slow response", { kind: "slow", delay: 60_000 }, 1],
  ])("%s lasts until the caller gives up", async (_, fault, created) => {
    fake.fail("create-device", fault);
    const controller = new AbortController();
    const call = create(controller.signal);
    await expect.poll(() => fake.requests.at(-1)?.operationId).toBe("create-device");
    controller.abort();
    expect((await call).error).toMatchObject({ kind: "aborted", outcome: "unknown" });
    expect(await count()).toBe(created);
  });

  test("of the login is the error of the call", async () => {
    fake.fail("bearer-token", { kind: "reset", times: 1 });
    expect((await create()).error).toMatchObject({ kind: "connection", attempts: 0, outcome: "not-sent" });
    expect((await create()).error).toBeUndefined();
  });
});

describe("faults", () => {
  const statuses = async (call: (target: string) => Promise<{ status: number }>, times: number) => {
    const seen: number[] = [];
    for (let calls = 0; calls < times; calls++) seen.push((await call("GET /devices")).status);
    return seen;
  };

  test("with a number last for that many calls, one after the other", async () => {
    const { fake, call } = await open();
    fake.fail("list-devices", { status: 503, times: 2 });
    fake.fail("list-devices", { status: 429, times: 1 });
    expect(await statuses(call, 4)).toEqual([503, 503, 429, 200]);
  });

  test("without a number last until they are removed or replaced", async () => {
    const { fake, call } = await open();
    const end = fake.fail("list-devices", { status: 503 });
    expect(await statuses(call, 3)).toEqual([503, 503, 503]);
    end();
    expect(await statuses(call, 1)).toEqual([200]);
    fake.fail("list-devices", { status: 503 });
    fake.fail("list-devices", { status: 500, times: 1 });
    expect(await statuses(call, 2)).toEqual([500, 200]);
  });

  test("of * affect all calls without a fault of their own, even of unknown paths, before credentials are checked", async () => {
    const { fake } = await open();
    const call = createCall({ ...fake, baseUrl });
    fake.fail("*", { status: 503 });
    fake.fail("list-customers", { status: 500 });
    expect(await call("GET /devices")).toMatchObject({ status: 503 });
    expect(await call("GET /login")).toMatchObject({ status: 503 });
    expect(await call("GET /customers")).toMatchObject({ status: 500 });
    expect(await call("GET /nowhere")).toMatchObject({ status: 503 });
  });

  test("with a function receive the request and may leave it to the fake", async () => {
    const { fake, call } = await open();
    const seen: unknown[] = [];
    fake.fail("*", {
      carriedOut: true,
      respond: async (request, operationId) => {
        seen.push(operationId, await request.text());
        return undefined;
      },
    });
    expect(await call("POST /devices", { reference_id: "DEV1" })).toMatchObject({
      status: 201,
      body: { reference_id: "DEV1" },
    });
    expect(await call("GET /devices")).toMatchObject({ body: { data: [{ reference_id: "DEV1" }] } });
    seen.length = 2;
    await call("GET /nowhere");
    expect(seen).toEqual(["create-device", '{"reference_id":"DEV1"}', undefined, ""]);
  });

  test.each([false, true])(
    "and handlers may both read the body (call processed first: %s)",
    async (carriedOut) => {
      const { fake, call } = await open();
      const texts: string[] = [];
      const read = async (request: Request) => {
        texts.push(await request.text());
        return undefined;
      };
      fake.on("create-device", ({ request }) => read(request));
      fake.fail("create-device", { respond: read, carriedOut });
      expect(await call("POST /devices", { reference_id: "DEV1" })).toMatchObject({ status: 201 });
      expect(texts).toEqual(['{"reference_id":"DEV1"}', '{"reference_id":"DEV1"}']);
    },
  );

  test("are refused for an operation that the contract lacks", () => {
    const fail = createFakeFlatpeak().fail as (id: string, fault: Fault) => unknown;
    expect(() => fail("create-devise", { status: 503 })).toThrow('no operation "create-devise"');
  });

  test("reject with the error code of Node's fetch", async () => {
    const { fake, call } = await open();
    fake.fail("list-devices", { kind: "reset" });
    await expect(call("GET /devices")).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNRESET", message: "read ECONNRESET" },
    });
    fake.fail("list-devices", { kind: "truncated" });
    await expect(call("GET /devices")).rejects.toMatchObject({
      name: "TypeError",
      message: "terminated",
      cause: { code: "ECONNRESET" },
    });
    const { call: callServer, fake: served } = await serveUnjudged();
    served.fail("list-devices", { kind: "reset" });
    await expect(callServer("GET /devices")).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNRESET" },
    });
  });

  test("that are pages have the type of HTML", async () => {
    const { fake, call } = await open();
    fake.fail("list-devices", { kind: "html" });
    expect((await call("GET /devices")).headers.get("content-type")).toBe("text/html");
  });

  test("that truncate an empty response break the connection", async () => {
    const entry = {
      security: "none",
      versioned: false,
      idempotent: true,
      success: { 204: "empty" },
      errors: {},
    } as const;
    const manifest = { apiVersion: "1", operations: { "DELETE /pets": { ...entry, operationId: "shoo" } } };
    const fake = createFakeFlatpeak<{ shoo: object }>({ manifest, examples: {} });
    fake.fail("shoo", { kind: "truncated" });
    await expect(fake.fetch(`${baseUrl}/pets`, { method: "DELETE" })).rejects.toThrow("fetch failed");
  });
});

describe("with fake timers", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("a slow response takes no real time, and leaves no timer after an abort", async () => {
    const { fake, call } = await open();
    fake.fail("list-devices", { kind: "slow", delay: 60_000 });
    const answer = call("GET /devices");
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await answer).status).toBe(200);

    const controller = new AbortController();
    const lost = call("GET /devices", undefined, { signal: controller.signal });
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    controller.abort(new Error("enough"));
    await expect(lost).rejects.toThrow("enough");
    expect(vi.getTimerCount()).toBe(0);
  });
});
