import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import Keyv from "keyv";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { confirmEvent, parseEvent, rememberEvent } from "flatpeak/webhooks";
import type { EventStore, WebhookEvent } from "flatpeak/webhooks";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { createMemoryStore, deviceEvent, tariffEvent } from "../support/event-api.ts";
import { startServer } from "../support/server.ts";
import { makeKey, signedHeaders } from "../support/signing.ts";
import { openPage } from "./blocks.ts";

const fake = createFakeFlatpeak();
/** The events that the API has. */
const events = new Map<string, object>();
/** The API's signing key. */
const key = makeKey("wsk_test_1");
let down = false;

const fetch: typeof fake.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (pathname === "/jwks.json") return Response.json({ keys: [key.jwk] });
  if (!pathname.startsWith("/events/")) return fake.fetch(input, init);
  const event = events.get(pathname.slice("/events/".length));
  return down
    ? new Response("{}", { status: 422 })
    : Response.json(event ?? {}, { status: event ? 200 : 404 });
};
const page = openPage("webhooks", { fake: { ...fake, fetch } });

let nextId = 1;
/** Adds a copy of an event, with a new ID, to the API. */
function addEvent<Event extends object>(like: Event): Event & { id: string } {
  const event = { ...like, id: `evt_${nextId++}` };
  events.set(event.id, event);
  return event;
}

/** Output to the console from now on; until a block has run, `page.run` has its own console. */
function listenIn(): readonly unknown[][] {
  const said: unknown[][] = [];
  for (const method of ["log", "error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void said.push([method, ...words]));
  }
  return said;
}
afterEach(() => {
  vi.restoreAllMocks();
  down = false;
});

/** Sends possible webhooks, and checks the responses. */
async function expectAnswers(
  send: (body: unknown, headers?: Record<string, string>) => Promise<{ status: number }>,
): Promise<void> {
  listenIn();
  const event = addEvent(deviceEvent);
  expect((await send(event)).status).toBe(204);
  expect((await send(event)).status).toBe(204);
  expect((await send("<html>")).status).toBe(400);
  expect((await send({ ...event, id: "evt_0" })).status).toBe(403);
  expect((await send({ ...addEvent(deviceEvent), type: "device.delete" })).status).toBe(403);

  // The API does not know this one.
  const data = { ...deviceEvent.data, account_id: fake.accountId };
  const text = JSON.stringify({ ...deviceEvent, data, id: `evt_${nextId++}` });
  const headers = signedHeaders(text, key, Math.floor(Date.now() / 1_000));
  expect((await send(text.replace("DEV", "dev"), headers)).status).toBe(403);
  expect((await send(text, headers)).status).toBe(204);
}

describe("the handler", () => {
  interface Exports {
    receive: (request: Request) => Promise<Response>;
  }
  const request = (body: unknown) =>
    new Request("https://example.com/webhooks", { method: "POST", body: JSON.stringify(body) });

  test("handles a confirmed event by its type", async () => {
    const { receive } = (await page.run<Exports>("webhook.ts")).exports;
    const said = listenIn();
    for (const like of [deviceEvent, tariffEvent, { ...deviceEvent, type: "device.archived" }]) {
      expect((await receive(request(addEvent(like)))).status).toBe(204);
    }
    expect(said).toEqual([
      ["log", "a new device:", "DEV1234567890"],
      ["log", "an expired tariff:", "trf_1", "of", "loc_1"],
      ["log", "not for us:", "device.archived"],
    ]);
  });

  test("responds with 503 if the API fails", async () => {
    const { receive } = (await page.run<Exports>("webhook.ts")).exports;
    const said = listenIn();
    down = true;
    expect((await receive(request(addEvent(deviceEvent)))).status).toBe(503);
    expect(said).toEqual([["error", expect.objectContaining({ status: 422 })]]);
  });
});

describe("in a server", () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  }

  /** Not the blocks' `fetch`, which only calls the fake. */
  const send = (url: string) => async (body: unknown, headers?: Record<string, string>) => {
    const { request } = await import("node:http");
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return new Promise<{ status: number }>((resolve, reject) => {
      const call = request(
        url,
        { method: "POST", headers: { "content-type": "application/json", ...headers } },
        (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode ?? 0 });
        },
      );
      call.on("error", reject);
      call.end(text);
    });
  };

  test("of Node", async () => {
    expect((await page.run<object>("to-request.ts")).exports).toHaveProperty("toRequest");
    const { exports } = await page.run<{ server: Server }>("node-http.ts");
    const origin = await listen(exports.server);
    await expectAnswers(send(`${origin}/webhooks`));
    expect((await send(`${origin}/elsewhere`)("")).status).toBe(404);
  });

  test("of Express", async () => {
    const { exports } = await page.run<{ app: Parameters<typeof createServer>[1] }>("express.ts");
    const origin = await listen(createServer(exports.app));
    await expectAnswers(send(`${origin}/webhooks`));
  });

  test("of Hono", async () => {
    type Fetch = Parameters<typeof getRequestListener>[0];
    const { exports } = await page.run<{ app: { fetch: Fetch } }>("hono.ts");
    const origin = await listen(createServer(getRequestListener(exports.app.fetch)));
    await expectAnswers(send(`${origin}/webhooks`));
  });

  describe("of Next.js", () => {
    let next: ReturnType<typeof spawn>;
    let origin = "";
    let close: () => Promise<void>;

    beforeAll(async () => {
      const api = await startServer(({ method, url, headers, body }, _incoming, outgoing) => {
        const init = { method, headers: headers as Record<string, string>, ...(body && { body }) };
        void fetch(`http://localhost${url}`, init).then(async (answer) => {
          outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
        });
      });
      close = api.close;
      const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
      next = spawn(
        process.execPath,
        [path("node_modules/next/dist/bin/next"), "dev", "--port", "0", "--hostname", "127.0.0.1"],
        {
          cwd: page.folder,
          env: {
            ...process.env,
            NODE_ENV: "development",
            NODE_OPTIONS: `--import ${path("server-fetch.mjs")}`,
            NEXT_TELEMETRY_DISABLED: "1",
            TEST_FLATPEAK_URL: api.origin,
            FLATPEAK_ACCOUNT_ID: fake.accountId,
            FLATPEAK_API_KEY: fake.apiKey,
          },
        },
      );
      let printed = "";
      origin = await new Promise<string>((resolve, reject) => {
        const read = (chunk: Buffer): void => {
          printed += String(chunk);
          const local = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
          if (local !== undefined && printed.includes("Ready")) resolve(local);
        };
        next.stdout?.on("data", read);
        next.stderr?.on("data", read);
        next.on("exit", (code) => {
          reject(new Error(`next dev ended with ${code}: ${printed}`));
        });
      });
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => next.once("exit", resolve));
      next.kill();
      await ended;
      await close();
    });

    test("whose build loads the route without credentials", async () => {
      vi.resetModules();
      vi.stubEnv("FLATPEAK_API_KEY", "");
      onTestFinished(() => void vi.stubEnv("FLATPEAK_API_KEY", fake.apiKey));
      expect((await page.run<object>("app/webhooks/route.ts")).exports).toHaveProperty("POST");
    });

    test("in its own route", async () => {
      expect(page.file("app/webhooks/route.ts")).toContain("route.ts");
      await expectAnswers(send(`${origin}/webhooks`));
    });
  });
});

test("a signed event of this account is handled without a call to the API", async () => {
  interface Exports {
    receive: (request: Request) => Promise<Response>;
  }
  const { receive } = (await page.run<Exports>("signed.ts")).exports;
  const said = listenIn();
  const send = async (accountId: string) => {
    const event = {
      ...deviceEvent,
      id: `evt_${nextId++}`,
      data: { ...deviceEvent.data, account_id: accountId },
    };
    const body = JSON.stringify(event);
    const headers = signedHeaders(body, key, Math.floor(Date.now() / 1_000));
    return receive(new Request("https://example.com/webhooks", { method: "POST", headers, body }));
  };
  expect((await send(fake.accountId)).status).toBe(204);
  expect((await send("acc_other")).status).toBe(403);
  expect(said).toEqual([
    ["log", "device.create"],
    ["error", expect.objectContaining({ reason: "other-account" })],
  ]);
});

test("an event is verified and added to a queue", async () => {
  type Enqueue = (request: Request, send: (event: WebhookEvent) => Promise<void>) => Promise<Response>;
  const { enqueue } = (await page.run<{ enqueue: Enqueue }>("queue.ts")).exports;
  const queue: WebhookEvent[] = [];
  const post = async (event: object) => {
    const request = new Request("https://example.com/", { method: "POST", body: JSON.stringify(event) });
    return (await enqueue(request, async (verified) => void queue.push(verified))).status;
  };
  const event = addEvent(deviceEvent);
  expect(await post(event)).toBe(204);
  expect(queue).toEqual([event]);
  expect(await post({ ...event, id: "evt_0" })).toBe(403);
  down = true;
  expect(await post(addEvent(deviceEvent))).toBe(503);
});

describe("without a handler", () => {
  type Handle = (
    body: string,
    store: EventStore,
    work: (event: WebhookEvent) => Promise<void>,
  ) => Promise<"done" | "refused" | "later">;

  test("an event is handled once, and again only after a failure", async () => {
    const { handle } = (await page.run<{ handle: Handle }>("by-hand.ts")).exports;
    const store = createMemoryStore();
    const body = JSON.stringify(addEvent(deviceEvent));
    const work = vi
      .fn<(event: WebhookEvent) => Promise<void>>()
      .mockRejectedValueOnce(new Error("no database"));
    await expect(handle(body, store, work)).rejects.toThrow("no database");
    expect(await handle(body, store, work)).toBe("done");
    expect(await handle(body, store, work)).toBe("done");
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("an event that cannot be verified yet is left for later, and an unconfirmed one is refused", async () => {
    const { handle } = (await page.run<{ handle: Handle }>("by-hand.ts")).exports;
    const said = listenIn();
    const work = () => Promise.resolve();
    const event = addEvent(deviceEvent);
    const forged = JSON.stringify({ ...event, type: "device.delete", data: {} });
    expect(await handle(forged, createMemoryStore(), work)).toBe("refused");
    expect(said).toEqual([["warn", "altered:", "type, object-id"]]);
    expect(await handle("", createMemoryStore(), work)).toBe("refused");
    down = true;
    expect(await handle(JSON.stringify(event), createMemoryStore(), work)).toBe("later");
  });
});

test("a handler is tested with the fake", async () => {
  const { tryHandler } = (await page.run<{ tryHandler: () => Promise<string[]> }>("try-handler.ts")).exports;
  expect(await tryHandler()).toEqual(["DEV1", "DEV2"]);
});

test("a new type is distinguished from the known ones", async () => {
  const { describe: tell } = (await page.run<{ describe: (event: object) => string }>("new-types.ts"))
    .exports;
  expect(tell({ ...deviceEvent, type: "location.delete", data: { id: "loc_1" } })).toBe(
    "location loc_1 is gone",
  );
  expect(tell({ ...deviceEvent, type: "device.archived" })).toBe("a device is archived");
  expect(tell({ ...deviceEvent, type: "device.moved" })).toBe("device.moved, which is new");
});

test("a Keyv works as a store", async () => {
  const store = new Keyv();
  const event = { ...deviceEvent, id: "evt_keyv" };
  await rememberEvent(store, parseEvent(event));
  await expect(confirmEvent(createClient({ ...fake, fetch }), event, { store })).rejects.toMatchObject({
    reason: "replayed",
  });
});

page.everyBlockRan();
