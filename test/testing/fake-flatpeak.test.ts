import { describe, expect, expectTypeOf, test } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import { basic, createCall, readField } from "../support/local-flatpeak/caller.ts";
import { baseUrl, open } from "../support/local-flatpeak/session.ts";
import { takeFindings } from "../support/fake-findings.ts";

/** The manifest and examples of another contract. */
interface Pets {
  pets: {
    responses: {
      200: { content: { "application/json": string[] } };
      "4XX": { content: { "application/json": { reason: string } } };
      default: { content: { "application/json": { reason: string } } };
    };
  };
  shoo: { responses: { 204: { content?: never } } };
  tame: { responses: { 200: { content: { "application/json": object } } } };
  "export-pets": { responses: { 200: { content: { "text/csv": string } } } };
}

describe("routes", () => {
  test("an unknown path returns 404 with a message", async () => {
    const { call } = await open();
    for (const path of ["/nowhere", "/devices/", "/devices/a/b", "//devices"]) {
      const reply = await call(`GET ${path}`);
      expect(reply.status).toBe(404);
      expect(readField(reply.body, "message")).toContain(path);
    }
    expect(await call("POST /jwks.json")).toMatchObject({ status: 404 });
  });

  test("an unknown method of a path returns 405 and names the others", async () => {
    const { call } = await open();
    const reply = await call("PUT /devices");
    expect(reply).toMatchObject({ status: 405, body: { message: "The contract has no PUT of /devices" } });
    expect(reply.headers.get("allow")).toBe("GET, POST");
  });

  test("path parameters are decoded", async () => {
    const { call } = await open();
    expect((await call("GET /devices/a%2Fb")).body).toMatchObject({ message: "No such device: a/b" });
    expect((await call("GET /devices/%E0%A4%A")).body).toMatchObject({ message: "No such device: %E0%A4%A" });
  });

  test("responses name the API version: the requested one, or the contract's", async () => {
    const { call } = await open();
    const asked = await call("GET /devices", undefined, {
      headers: { "Flatpeak-Version": "2027-01-01.next" },
    });
    expect(asked.headers.get("flatpeak-version")).toBe("2027-01-01.next");
    expect(takeFindings()).toMatchObject([{ kind: "other-version" }]);
    expect((await call("GET /devices")).headers.get("flatpeak-version")).toBe("2025-09-14.anode");
    // The contract documents no version for it.
    expect((await call("GET /login")).headers.has("flatpeak-version")).toBe(false);
  });

  test("a literal segment wins over a path parameter", async () => {
    const entry = {
      security: "none",
      versioned: false,
      idempotent: true,
      success: { 200: "object" },
      errors: {},
    } as const;
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

  test("a fake of another contract uses its examples, without Flatpeak's objects", async () => {
    const entry = {
      security: "none",
      versioned: false,
      idempotent: true,
      success: { 200: "object" },
      errors: {},
    } as const;
    const fake = createFakeFlatpeak<Pets>({
      manifest: {
        baseUrl: "https://pets.example",
        apiVersion: "2",
        operations: {
          "GET /devices": { ...entry, operationId: "pets", errors: { "4XX": "object", default: "any" } },
          "DELETE /pets": { ...entry, operationId: "shoo", success: { 204: "empty" } },
          "PUT /pets": { ...entry, operationId: "tame" },
          "GET /pets": { ...entry, operationId: "export-pets" },
        },
      },
      examples: {
        "GET /devices": { responses: { 200: ["cat"], "4XX": { reason: "shy" }, default: { reason: "odd" } } },
        "GET /pets": { responses: { 200: "name\ncat\n" } },
      },
    });
    const call = createCall({ ...fake, baseUrl });
    expect(await call("GET /devices")).toMatchObject({ status: 200, body: ["cat"] });
    expect(await call("DELETE /pets")).toMatchObject({ status: 204, body: "" });
    expect(await call("PUT /pets")).toMatchObject({
      status: 501,
      body: { message: "The examples have no 200 response of PUT /pets." },
    });
    expect(await call("GET /customers")).toMatchObject({ status: 404 });
    fake.on("tame", { status: 200, body: { age: 1 }, headers: { "content-type": "text/plain" } });
    expect(await call("PUT /pets")).toMatchObject({ status: 200, body: { age: 1 } });

    // The examples of a range and of `default`.
    fake.on("pets", { status: 418 });
    expect(await call("GET /devices")).toMatchObject({ status: 418, body: { reason: "shy" } });
    fake.on("pets", { status: 503 });
    expect(await call("GET /devices")).toMatchObject({ status: 503, body: { reason: "odd" } });
    // JSON, unless the headers say otherwise.
    expect(await (await fake.fetch(`${baseUrl}/pets`)).text()).toBe('"name\\ncat\\n"');
    fake.on("export-pets", { status: 200, body: "cat;3", headers: { "content-type": "text/csv" } });
    const table = await fake.fetch(`${baseUrl}/pets`);
    expect([table.headers.get("content-type"), await table.text()]).toEqual(["text/csv", "cat;3"]);
  });
});

describe("fetch", () => {
  test("replaces the global one", async () => {
    const { fake } = await open();
    expectTypeOf(fake.fetch).toExtend<typeof globalThis.fetch>();
    const authorization = basic(fake.accountId, fake.apiKey);
    for (const input of ["https://a.example/login", new URL("http://b.example:8080/login")]) {
      expect((await fake.fetch(input, { headers: { authorization } })).status).toBe(200);
    }
    const request = new Request("https://c.example/login", { headers: { authorization } });
    expect((await fake.fetch(request)).status).toBe(200);
  });

  test("rejects with the reason of its signal, even if no response comes", async () => {
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

  test("sends nothing if its signal is already aborted", async () => {
    const { fake } = await open();
    const before = fake.requests.length;
    const answer = fake.fetch(`${baseUrl}/devices`, { signal: AbortSignal.abort(new Error("early")) });
    await expect(answer).rejects.toThrow("early");
    expect(fake.requests).toHaveLength(before);
  });
});
