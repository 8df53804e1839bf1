import { describe, expect, expectTypeOf, it } from "vitest";
import { createFakeFlatpeak } from "../src/testing/index.ts";
import { basic, createCall, readField } from "./support/local-flatpeak/caller.ts";
import { baseUrl, open } from "./support/local-flatpeak/session.ts";

describe("routes", () => {
  it("a path that the contract lacks answers 404 with a message", async () => {
    const { call } = await open();
    for (const path of ["/nowhere", "/devices/", "/devices/a/b", "//devices"]) {
      const reply = await call(`GET ${path}`);
      expect(reply.status).toBe(404);
      expect(readField(reply.body, "message")).toContain(path);
    }
  });

  it("a method that a path lacks answers 405 and names the others", async () => {
    const { call } = await open();
    const reply = await call("PUT /devices");
    expect(reply.status).toBe(405);
    expect(reply.headers.get("allow")).toBe("GET, POST");
  });

  it("path parameters are decoded", async () => {
    const { call } = await open();
    expect((await call("GET /devices/a%2Fb")).body).toMatchObject({ message: "No such device: a/b" });
    expect((await call("GET /devices/%E0%A4%A")).body).toMatchObject({ message: "No such device: %E0%A4%A" });
  });

  it("answers name their release: the one asked for, or that of the contract", async () => {
    const { call } = await open();
    const asked = await call("GET /devices", undefined, {
      headers: { "Flatpeak-Version": "2027-01-01.next" },
    });
    expect(asked.headers.get("flatpeak-version")).toBe("2027-01-01.next");
    expect((await call("GET /devices")).headers.get("flatpeak-version")).toBe("2025-09-14.anode");
  });

  it("a literal segment wins over a path parameter", async () => {
    const entry = { security: "none", versioned: false, success: { 200: "object" }, errors: {} } as const;
    const fake = createFakeFlatpeak({
      manifest: {
        apiVersion: "2",
        operations: {
          "GET /pets/{id}": { ...entry, operationId: "pet" },
          "GET /pets/mine": { ...entry, operationId: "my-pets" },
        },
      },
      examples: {},
    });
    await fake.fetch(`${baseUrl}/pets/mine`);
    await fake.fetch(`${baseUrl}/pets/yours`);
    expect(fake.requests).toMatchObject([{ operationId: "my-pets" }, { operationId: "pet" }]);
  });

  it("another contract with examples of its own is imitated alike", async () => {
    const fake = createFakeFlatpeak({
      manifest: {
        apiVersion: "2",
        operations: {
          "GET /pets": {
            operationId: "pets",
            security: "none",
            versioned: false,
            success: { 200: "object" },
            errors: {},
          },
          "DELETE /pets": {
            operationId: "shoo",
            security: "none",
            versioned: false,
            success: { 204: "empty" },
            errors: {},
          },
          "PUT /pets": {
            operationId: "tame",
            security: "none",
            versioned: false,
            success: { 200: "object" },
            errors: {},
          },
        },
      },
      examples: { "GET /pets": { responses: { 200: ["cat"] } } },
    });
    const call = createCall({ ...fake, baseUrl });
    expect(await call("GET /pets")).toMatchObject({ status: 200, body: ["cat"] });
    expect(await call("DELETE /pets")).toMatchObject({ status: 204, body: "" });
    expect(await call("PUT /pets")).toMatchObject({ status: 501 });
    expect(await call("GET /devices")).toMatchObject({ status: 404 });
  });
});

describe("requests", () => {
  it("are recorded with operation, address, headers and body, but without credentials", async () => {
    const { fake, call } = await open();
    await call("PATCH /devices/dev_1?trace=1", { reference_id: "DEV1" });
    await call("POST /devices", undefined, { body: "{" });
    await call("GET /nowhere", undefined, { headers: { authorization: "sk_test_raw" } });
    expect(fake.requests).toMatchObject([
      { operationId: "bearer-token", method: "GET", template: "/login", url: "/login", body: undefined },
      {
        operationId: "update-device",
        method: "PATCH",
        template: "/devices/{id}",
        url: "/devices/dev_1?trace=1",
        headers: { authorization: "Bearer [redacted]", "content-type": "application/json" },
        body: { reference_id: "DEV1" },
      },
      { operationId: "create-device", body: "{" },
      { operationId: undefined, template: undefined, url: "/nowhere" },
    ]);
    expect(JSON.stringify(fake.requests)).not.toMatch(/sk_test|bearer_0/);
    const [, encoded = ""] = basic(fake.accountId, fake.apiKey).split(" ");
    expect(JSON.stringify(fake.requests)).not.toContain(encoded);
  });
});

describe("intercept", () => {
  it("answers by hand what it wants to, and leaves the rest to the fake", async () => {
    const { fake, call } = await open();
    fake.intercept(async (request, operation) =>
      operation?.operationId === "create-device"
        ? new Response(`<p>${await request.text()}`, { status: 502 })
        : undefined,
    );
    expect(await call("POST /devices", {})).toMatchObject({ status: 502, body: "<p>{}" });
    expect(await call("GET /devices")).toMatchObject({ status: 200, body: { data: [] } });
    fake.intercept(undefined);
    expect(await call("POST /devices", {})).toMatchObject({ status: 201 });
  });

  it("sees requests before their credentials and routes are checked", async () => {
    const { fake } = await open();
    fake.intercept(
      (request, operation) => new Response(`${operation?.key ?? "none"} ${new URL(request.url).pathname}`),
    );
    const call = createCall({ ...fake, baseUrl });
    expect((await call("GET /devices/dev_1")).body).toBe("GET /devices/{id} /devices/dev_1");
    expect((await call("GET /nowhere")).body).toBe("none /nowhere");
  });

  it("may read the body and still leave the request to the fake", async () => {
    const { fake, call } = await open();
    fake.intercept(async (request) => {
      await request.text();
      return undefined;
    });
    expect(await call("POST /devices", { reference_id: "DEV1" })).toMatchObject({
      status: 201,
      body: { reference_id: "DEV1" },
    });
  });
});

describe("fetch", () => {
  it("stands in for the global one", async () => {
    const { fake } = await open();
    expectTypeOf(fake.fetch).toExtend<typeof globalThis.fetch>();
    const authorization = basic(fake.accountId, fake.apiKey);
    for (const input of ["https://a.example/login", new URL("http://b.example:8080/login")]) {
      expect((await fake.fetch(input, { headers: { authorization } })).status).toBe(200);
    }
    const request = new Request("https://c.example/login", { headers: { authorization } });
    expect((await fake.fetch(request)).status).toBe(200);
  });

  it("rejects with the reason of its signal, though the answer never comes", async () => {
    const { fake } = await open();
    const reached = new Promise<void>((resolve) => {
      fake.intercept(() => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    const controller = new AbortController();
    const answer = fake.fetch(`${baseUrl}/devices`, { signal: controller.signal });
    await reached;
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it("sends nothing when its signal has aborted already", async () => {
    const { fake } = await open();
    const before = fake.requests.length;
    const answer = fake.fetch(`${baseUrl}/devices`, { signal: AbortSignal.abort(new Error("early")) });
    await expect(answer).rejects.toThrow("early");
    expect(fake.requests).toHaveLength(before);
  });

  it("rejects with a TypeError where an interceptor answers a network error", async () => {
    const { fake, call } = await open();
    fake.intercept(() => Response.error());
    await expect(call("GET /devices")).rejects.toThrow(TypeError);
  });
});
