import { describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import { serveEach } from "../support/serve.ts";

const serve = serveEach();

describe("the sent request", () => {
  test("method, URL, version header, bearer and JSON body", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const flatpeak = createClient({
      baseUrl: `${server.origin}/proxy/`,
      token: "bearer",
      headers: { "x-proxy": "1" },
    });
    await flatpeak.POST("/devices", { body: { reference_id: "DEV1" } });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        url: "/proxy/devices",
        body: '{"reference_id":"DEV1"}',
        headers: {
          authorization: "Bearer bearer",
          "content-type": "application/json",
          "flatpeak-version": "2025-09-14.anode",
          "x-proxy": "1",
        },
      },
    ]);
  });

  test("has no authorization header if the operation needs no credentials", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const entry = {
      operationId: "ping",
      security: "none",
      versioned: false,
      idempotent: true,
      errors: {},
    } as const;
    const other = createClient<{ "/ping": { get: { responses: { 200: object } } } }>({
      manifest: { apiVersion: "1", operations: { "GET /ping": { ...entry, success: { 200: "object" } } } },
      baseUrl: server.origin,
    });
    expect((await other.GET("/ping")).data).toEqual({});
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  test("headers take precedence in this order: parameter, call, client, contract", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const sent = () => server.requests.at(-1)?.headers["flatpeak-version"];
    await createClient({ baseUrl: server.origin, token: "bearer", apiVersion: "1.0-b" }).GET("/devices");
    expect(sent()).toBe("1.0-b");
    const ofClient = { "flatpeak-version": "a" };
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", headers: ofClient });
    await flatpeak.GET("/devices");
    expect(sent()).toBe("a");
    const headers = { "flatpeak-version": "b" };
    await flatpeak.GET("/devices", { headers });
    expect(sent()).toBe("b");
    await flatpeak.GET("/devices", { headers, params: { header: { "Flatpeak-Version": "c" } } });
    expect(sent()).toBe("c");
    await createClient({ baseUrl: server.origin, token: "bearer", apiVersion: null }).GET("/devices");
    expect(sent()).toBeUndefined();
  });

  test("a query with dates, lists and absent values", async () => {
    const server = await serve((_request, _incoming, outgoing) => outgoing.end("{}"));
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const query: Record<string, unknown> = {
      reference_id: ["a&b", null, "ü"],
      limit: 5,
      starting_after: undefined,
    };
    query["event_type"] = new Date(Date.UTC(2026, 0, 2));
    await flatpeak.GET("/events", { params: { query } });
    expect(server.requests[0]?.url).toBe(
      "/events?reference_id=a%26b&reference_id=%C3%BC&limit=5&event_type=2026-01-02T00%3A00%3A00.000Z",
    );
  });

  test("has more fetch options, of the client and of the call, but never their method, signal or redirect", async () => {
    const inits: RequestInit[] = [];
    const fetch = (_url: string, init: RequestInit) => {
      inits.push(init);
      return Promise.resolve(Response.json({}));
    };
    const forged: object = { method: "DELETE", redirect: "follow", body: "forged", cache: "no-store" };
    const flatpeak = createClient({
      token: "bearer",
      fetch,
      fetchOptions: { keepalive: true, cache: "reload" },
    });
    await flatpeak.GET("/devices", { fetchOptions: forged });
    expect(inits[0]).toMatchObject({
      method: "GET",
      redirect: "manual",
      cache: "no-store",
      keepalive: true,
      body: null,
    });
    expect(inits[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test("globalThis.fetch is looked up at each call, so that a mock installed later works", async () => {
    const flatpeak = createClient({ token: "bearer" });
    const before = globalThis.fetch;
    try {
      globalThis.fetch = () => Promise.resolve(Response.json({ id: "mocked" }));
      expect((await flatpeak.GET("/devices")).data).toEqual({ id: "mocked" });
    } finally {
      globalThis.fetch = before;
    }
  });
});
