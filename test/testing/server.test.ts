import { get, request } from "node:http";
import { describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { listen } from "flatpeak/testing/node";
import { serve, serveUnjudged } from "../support/local-flatpeak/session.ts";

describe("listen", () => {
  test("serves a fake until the server's scope ends", async () => {
    const fake = createFakeFlatpeak();
    const { accountId, apiKey } = fake;
    let baseUrl: string;
    {
      await using server = await listen(fake);
      ({ baseUrl } = server);
      const flatpeak = createClient({ accountId, apiKey, baseUrl });
      expect((await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } })).data?.reference_id).toBe(
        "DEV1",
      );
    }
    await expect(fetch(baseUrl)).rejects.toThrow("fetch failed");
    expect((await createClient(fake).GET("/devices")).data?.data).toHaveLength(1);
  });

  test("uses a given port, and rejects if it is taken", async () => {
    await using first = await listen(createFakeFlatpeak());
    const port = Number(new URL(first.baseUrl).port);
    await expect(listen(createFakeFlatpeak(), { port })).rejects.toThrow("EADDRINUSE");
    await first.close();
    await using second = await listen(createFakeFlatpeak(), { port });
    expect(second.baseUrl).toBe(first.baseUrl);
  });

  test("listens on the loopback interface only", async () => {
    await using server = await listen(createFakeFlatpeak());
    expect(new URL(server.baseUrl).hostname).toBe("127.0.0.1");
    await expect(fetch(server.baseUrl.replace("127.0.0.1", "127.0.0.2"))).rejects.toThrow("fetch failed");
  });

  test("passes on the URL and repeated headers as they were sent, and drops the body of a GET or HEAD", async () => {
    const { baseUrl, fake } = await serveUnjudged();
    const seen: unknown[] = [];
    fake.fail("*", {
      respond: async (sent) => {
        seen.push([
          sent.method,
          sent.url.replace(baseUrl, ""),
          sent.headers.get("x-debug"),
          await sent.text(),
        ]);
        return new Response();
      },
    });
    const headers = { "x-debug": ["a", "b"], "content-length": "2" };
    for (const [method, path] of [
      ["GET", "/devices"],
      ["HEAD", "/devices?limit=2&note=a?b"],
      ["POST", "/devices"],
    ] as const) {
      await new Promise((resolve, reject) => {
        request(baseUrl + path, { method, headers }, (incoming) => incoming.resume().on("end", resolve))
          .on("error", reject)
          .end("{}");
      });
    }
    expect(seen).toEqual([
      ["GET", "/devices", "a, b", ""],
      ["HEAD", "/devices?limit=2&note=a?b", "a, b", ""],
      ["POST", "/devices", "a, b", "{}"],
    ]);
  });

  test("does not abort the signal of a request that has its response", async () => {
    const { call, fake, close } = await serveUnjudged();
    const signals: AbortSignal[] = [];
    fake.on("list-devices", ({ request: { signal } }) => void signals.push(signal));
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
    await close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  test("aborts the request's signal when the caller closes the connection", async () => {
    const { baseUrl, fake } = await serveUnjudged();
    const reached = new Promise<AbortSignal>((resolve) => {
      fake.fail("list-devices", {
        respond: ({ signal }) => {
          resolve(signal);
          return new Promise(() => undefined);
        },
      });
    });
    const controller = new AbortController();
    const answer = fetch(`${baseUrl}/devices`, { signal: controller.signal });
    const signal = await reached;
    controller.abort();
    await expect(answer).rejects.toThrow();
    if (!signal.aborted)
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    expect(signal.aborted).toBe(true);
  });

  test("sends a response unchanged, even if it violates the contract", async () => {
    const { call, fake } = await serveUnjudged();
    fake.fail("list-devices", {
      respond: () =>
        new Response("<h1>Bad Gateway</h1>", {
          status: 502,
          headers: { "content-type": "text/html", "retry-after": "7" },
        }),
    });
    const reply = await call("GET /devices");
    expect(reply).toMatchObject({ status: 502, body: "<h1>Bad Gateway</h1>" });
    expect(reply.headers.get("retry-after")).toBe("7");
    expect(reply.headers.get("content-type")).toBe("text/html");
  });

  test("sends the first half of a truncated response", async () => {
    const { baseUrl, fake } = await serveUnjudged();
    fake.fail("bearer-token", { kind: "truncated" });
    const chunks: string[] = [];
    const ended = new Promise((resolve) => {
      get(`${baseUrl}/login`, (incoming) => {
        incoming
          .on("data", (chunk: Buffer) => chunks.push(chunk.toString()))
          .on("error", resolve)
          .on("end", () => {
            resolve("ended well");
          });
      });
    });
    expect(await ended).toMatchObject({ code: "ECONNRESET" });
    expect(chunks.join("")).toMatch(/^\{"object":"error".*[^}]$/);
  });
});

describe("with the contract as judge", () => {
  test("responses of an operation with a fault are not judged, all others are", async () => {
    const { call, fake, violations } = await serve();
    fake.fail("list-devices", { respond: () => new Response("Bad gateway", { status: 502 }) });
    expect(await call("GET /devices")).toMatchObject({ status: 502, body: "Bad gateway" });
    expect(violations).toEqual([]);
    fake.on("create-device", () => {
      throw new Error("test gone wrong");
    });
    expect(await call("POST /devices", {})).toMatchObject({ status: 500 });
    expect(violations).toEqual(["response 500 to POST /devices: status 500 is not documented"]);
  });
});

describe("close", () => {
  test("ends idle keep-alive connections and waiting calls", async () => {
    const { baseUrl, call, close, fake } = await serveUnjudged();
    const reached = new Promise<void>((resolve) => {
      fake.fail("list-devices", {
        respond: () => {
          resolve();
          return new Promise(() => undefined);
        },
      });
    });
    await Promise.all([expect(call("GET /devices")).rejects.toThrow("fetch failed"), reached.then(close)]);
    await expect(fetch(baseUrl)).rejects.toThrow("fetch failed");
  });

  test("of one server does not affect another with its own state", async () => {
    const first = await serve();
    const second = await serve();
    await first.call("POST /devices", { reference_id: "DEV1" });
    await first.close();
    expect(await second.call("GET /devices")).toMatchObject({ status: 200, body: { data: [] } });
  });
});

describe("cors", () => {
  const preflight = (baseUrl: string, path: string) =>
    fetch(baseUrl + path, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,flatpeak-version",
      },
    });

  test("allows preflights of any origin, whose pages can read responses and headers", async () => {
    const fake = createFakeFlatpeak();
    await using server = await listen(fake, { cors: true });
    const asked = await preflight(server.baseUrl, "/devices");
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization,content-type,flatpeak-version",
      "access-control-max-age": "600",
    });
    const simple = await fetch(`${server.baseUrl}/devices`, {
      method: "OPTIONS",
      headers: { "access-control-request-method": "GET" },
    });
    expect([simple.status, simple.headers.has("access-control-allow-headers")]).toEqual([204, false]);
    expect(fake.requests).toEqual([]);
    expect((await fetch(`${server.baseUrl}/devices`, { method: "OPTIONS" })).status).toBe(405);
    // Not a preflight, despite its header.
    const refused = await fetch(`${server.baseUrl}/devices`, {
      headers: { "access-control-request-method": "POST" },
    });
    expect(refused.status).toBe(403);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
  });

  test("is off by default: a preflight is a request like any other", async () => {
    const fake = createFakeFlatpeak();
    await using server = await listen(fake);
    const asked = await preflight(server.baseUrl, "/devices");
    expect(asked.status).toBe(405);
    expect(asked.headers.has("access-control-allow-origin")).toBe(false);
    expect(fake.requests).toHaveLength(1);
  });
});
