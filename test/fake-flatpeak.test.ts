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
      fake.fail("list-devices", {
        respond: () => {
          resolve();
          return new Promise(() => undefined);
        },
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
});
