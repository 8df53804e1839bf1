import { beforeEach, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { serveReply } from "../support/serve.ts";

const server = serveReply();
let flatpeak: Client;

beforeEach(() => {
  flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
});

const path = { params: { path: { id: "dev_1" } } };
const device = JSON.stringify({ id: "dev_1", reference_id: "DEV1" });
const HTML = "<html><body>Bad Gateway</body></html>";

describe("the result names the operation of the call", () => {
  const operation = { operationId: "get-device", method: "GET", path: "/devices/{id}" };

  test("that succeeded", async () => {
    server.reply = { status: 200, body: device };
    const result = await flatpeak.GET("/devices/{id}", path);
    expect(result.data?.id).toBe("dev_1");
    expect(result.operation).toEqual(operation);
  });

  test("that failed", async () => {
    server.reply = { status: 404, body: "{}" };
    expect((await flatpeak.GET("/devices/{id}", path)).operation).toEqual(operation);
  });

  test("that was not sent", async () => {
    const { operation: named } = await flatpeak.GET("/devices/{id}", { ...path, timeout: -1 });
    expect(named).toEqual(operation);
  });
});

test.each<[number, string]>([
  [302, "status 302, a redirect, which is not followed"],
  [304, "status 304"],
])("a %i is described as %s", async (status, text) => {
  server.reply = { status, body: "" };
  const { error } = await flatpeak.GET("/devices/{id}", path);
  expect(error?.message.startsWith(`Unexpected response: ${text} (GET`)).toBe(true);
});

describe("a success without the documented content is an error", () => {
  test.each([
    ["empty", "", "without content"],
    ["white space", " \n", "without content"],
    ["null", "null", "with JSON that is not an object"],
    ["0", "0", "with JSON that is not an object"],
    ["an array", "[]", "with JSON that is not an object"],
    ["a string", '"device"', "with JSON that is not an object"],
    ["HTML", HTML, "with application/json that is not valid JSON"],
    ["truncated JSON", device.slice(0, -5), "with application/json that is not valid JSON"],
  ])("%s", async (_name, body, complaint) => {
    server.reply = { status: 200, body };
    const { data, error, response } = await flatpeak.GET("/devices/{id}", path);
    expect(data).toBeUndefined();
    expect(error).toMatchObject({
      kind: "unexpected-response",
      outcome: "unknown",
      attempts: 1,
      operation: { operationId: "get-device", method: "GET", path: "/devices/{id}" },
    });
    expect(error?.message).toContain(`Unexpected response: 200 ${complaint} (`);
    expect(error?.status).toBeUndefined();
    expect(error?.kind === "unexpected-response" && error.rawBody).toBe(body);
    expect(response?.status).toBe(200);
  });

  test("the message says what was returned and what to check", async () => {
    server.reply = { status: 200, body: HTML, headers: { "content-type": "text/html" } };
    const { error } = await flatpeak.GET("/devices/{id}", path);
    expect(error?.message).toBe(
      "Unexpected response: 200 with text/html that is not valid JSON (GET /devices/{id}). " +
        "Check that baseUrl is the API and that no proxy responds instead of it.",
    );
  });
});

test("a body without a content type that is not JSON is called content", async () => {
  const fetch = () => Promise.resolve(new Response(new TextEncoder().encode("<html>")));
  const { error } = await createClient({ token: "bearer", fetch, retries: 0 }).GET("/devices");
  expect(error?.message).toContain("200 with content that is not valid JSON");
});

test("a huge page instead of data is cut to 64 KiB", async () => {
  server.reply = { status: 200, body: Buffer.alloc(1_000_000, "x") };
  const { error } = await flatpeak.GET("/devices/{id}", path);
  expect(error?.kind === "unexpected-response" && error.rawBody.length).toBe(64 * 1024);
});

describe("the content decides, not the content type or the exact status", () => {
  test("JSON under a wrong content type is data", async () => {
    server.reply = { status: 200, body: device, headers: { "content-type": "text/html" } };
    expect((await flatpeak.GET("/devices/{id}", path)).data).toEqual(JSON.parse(device));
  });

  test("an undocumented 2xx with JSON is data", async () => {
    server.reply = { status: 201, body: device };
    expect((await flatpeak.GET("/devices/{id}", path)).data).toEqual(JSON.parse(device));
  });

  test("an empty 204 to a DELETE is a success", async () => {
    server.reply = { status: 204, body: "" };
    const { data, error } = await flatpeak.DELETE("/devices/{id}", path);
    expect({ data, error }).toEqual({ data: undefined, error: undefined });
  });

  test("an empty 204 to anything else is not", async () => {
    server.reply = { status: 204, body: "" };
    expect((await flatpeak.GET("/devices/{id}", path)).error?.kind).toBe("unexpected-response");
  });

  test("an empty 202 to a DELETE with documented content is not", async () => {
    server.reply = { status: 202, body: "" };
    expect((await flatpeak.DELETE("/devices/{id}", path)).error?.kind).toBe("unexpected-response");
  });
});

describe("a failure is an error with any body", () => {
  test.each([
    ["empty", "", {}, undefined],
    ["null", "null", {}, undefined],
    ["0", "0", {}, undefined],
    ["false", "false", {}, undefined],
    ['""', '""', {}, undefined],
    ["an array", "[1]", {}, undefined],
    ["HTML", HTML, {}, undefined],
    ["truncated JSON", '{"code":"acc', {}, undefined],
    ["the documented object", '{"code":"c","type":"t"}', { code: "c", type: "t" }, "c"],
  ])("%s as the body of a documented status", async (_name, body, expected, code) => {
    server.reply = { status: 404, body };
    const { data, error, response } = await flatpeak.GET("/devices/{id}", path);
    expect(data).toBeUndefined();
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ kind: "api", status: 404, documented: true, outcome: "rejected" });
    if (error?.status !== 404) throw new Error("not narrowed");
    expect(error.body).toEqual(expected);
    expect(error.code).toBe(code);
    expect(error.rawBody).toBe(body);
    expect(response?.status).toBe(404);
  });

  test.each([
    ["empty", "", undefined],
    ["null", "null", null],
    ["0", "0", 0],
    ["HTML", HTML, HTML],
    ["JSON", '{"code":"teapot"}', { code: "teapot" }],
  ])("%s as the body of an undocumented status is unchanged", async (_name, body, expected) => {
    server.reply = { status: 418, body };
    const { error } = await flatpeak.GET("/devices/{id}", path);
    expect(error).toMatchObject({ kind: "api", status: 418, documented: false });
    expect(error?.kind === "api" && error.body).toEqual(expected);
  });

  test.each([
    [400, "rejected"],
    [408, "unknown"],
    [429, "rejected"],
    [499, "rejected"],
    [500, "unknown"],
    [502, "unknown"],
    [599, "unknown"],
  ])("%i leaves the outcome %s", async (status, outcome) => {
    server.reply = { status, body: "" };
    const { error, response } = await flatpeak.GET("/devices/{id}", path);
    expect(error).toMatchObject({ status, outcome });
    expect(response?.status).toBe(status);
  });

  test("a huge error page is cut to 64 KiB", async () => {
    server.reply = { status: 502, body: Buffer.alloc(5_000_000, "x") };
    const { error } = await flatpeak.GET("/devices/{id}", path);
    expect(error?.kind === "api" && error.rawBody.length).toBe(64 * 1024);
  });

  test("the message names status, code, text and operation", async () => {
    server.reply = {
      status: 409,
      body: JSON.stringify({ code: "duplicate_reference", message: "Reference ID already exists" }),
      headers: { "x-request-id": "req_1" },
    };
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error?.message).toBe("409 duplicate_reference: Reference ID already exists (POST /devices)");
    expect(error).toMatchObject({ code: "duplicate_reference", requestId: "req_1" });
    expect(error?.kind === "api" && error.headers.get("x-request-id")).toBe("req_1");
  });

  test("the message has title and detail of problem+json, and the error its type", async () => {
    const problem = { type: "https://api.test/full", title: "Full", detail: "No more devices" };
    server.reply = { status: 409, body: JSON.stringify(problem) };
    const { error } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({
      message: "409 Full: No more devices (POST /devices)",
      type: "https://api.test/full",
    });
  });

  test("a long message is truncated, so that logs stay short", async () => {
    server.reply = { status: 400, body: JSON.stringify({ message: "x".repeat(10_000) }) };
    const { error } = await flatpeak.GET("/devices/{id}", path);
    expect(error?.message.length).toBeLessThan(400);
  });
});

describe("a response that is neither a success nor an error of the API", () => {
  test.each([300, 301, 302, 303, 307, 308, 399])("a %i is not followed", async (status) => {
    server.reply = { status, body: "", headers: { location: `${server.origin}/elsewhere` } };
    const { error, response } = await flatpeak.POST("/devices", { body: {} });
    expect(error).toMatchObject({ kind: "unexpected-response", outcome: "unknown" });
    expect(error?.message).toContain(`status ${status}, a redirect, which is not followed (`);
    expect(response?.status).toBe(status);
    expect(server.requests.map(({ url }) => url)).toEqual(["/devices"]);
  });

  test.each([600, 799])("a status beyond 599: %i", async (status) => {
    server.reply = { status, body: "" };
    const { error } = await flatpeak.GET("/devices/{id}", path);
    expect(error?.kind).toBe("unexpected-response");
    expect(error?.message).toContain(`status ${status} (`);
  });

  test.each([
    ["opaqueredirect", "status 0, a redirect, which is not followed ("],
    ["error", "status 0 ("],
  ])("status 0, as browsers hide it: %s", async (type, message) => {
    const hidden: object = { status: 0, type, headers: new Headers(), text: () => Promise.resolve("") };
    const fetch = () => Promise.resolve(hidden as Response);
    const { error } = await createClient({ token: "bearer", fetch, retries: 0 }).GET("/devices");
    expect(error).toMatchObject({ kind: "unexpected-response", outcome: "unknown" });
    expect(error?.message).toContain(message);
  });
});

describe("parseAs", () => {
  test.each([
    ["text", device],
    ["blob", new Blob([device], { type: "application/json" })],
    ["arrayBuffer", new TextEncoder().encode(device).buffer],
  ] as const)("%s", async (parseAs, expected) => {
    server.reply = { status: 200, body: device };
    const { data } = await flatpeak.GET("/devices/{id}", { ...path, parseAs });
    expect(data).toEqual(expected);
  });

  test("stream delivers the bytes as they arrive", async () => {
    server.reply = { status: 200, body: device };
    const { data } = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "stream" });
    expect(await new Response(data).text()).toBe(device);
  });

  test("an error is still parsed", async () => {
    server.reply = { status: 404, body: '{"code":"c"}' };
    const { error } = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "stream" });
    expect(error).toMatchObject({ status: 404, body: { code: "c" } });
  });
});
