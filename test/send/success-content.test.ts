import { describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { OperationEntry } from "flatpeak";
import { serveReply } from "../support/serve.ts";

const server = serveReply();

const HTML = "<html><body>Bad Gateway</body></html>";

/** A client of a contract with one operation. */
const connect = (success: OperationEntry["success"]) =>
  createClient<{ "/thing": { delete: { responses: { 204: object } } } }>({
    manifest: {
      apiVersion: "1",
      operations: {
        "DELETE /thing": {
          operationId: "remove",
          security: "none",
          versioned: false,
          idempotent: true,
          errors: {},
          success,
        },
      },
    },
    baseUrl: server.origin,
    retries: 1,
  });

describe("an undocumented 2xx without content", () => {
  test("is a success if no success of the operation has content, and is not retried", async () => {
    server.reply = { status: 202, body: "" };
    const { data, error } = await connect({ 204: "empty" }).DELETE("/thing");
    expect({ data, error }).toEqual({ data: undefined, error: undefined });
    expect(server.requests.length).toBe(1);
  });

  test("is an error if one of them has", async () => {
    server.reply = { status: 202, body: "" };
    expect((await connect({ 200: "object", 204: "empty" }).DELETE("/thing")).error?.kind).toBe(
      "unexpected-response",
    );
    expect((await connect({}).DELETE("/thing")).error?.kind).toBe("unexpected-response");
  });
});

describe("the contract decides what a success contains", () => {
  test.each(["", "queued"])("nothing, whatever is sent: %j", async (body) => {
    server.reply = { status: 202, body };
    const { data, error } = await connect({ 200: "object", 202: "empty" }).DELETE("/thing");
    expect({ data, error }).toEqual({ data: undefined, error: undefined });
  });

  test("an array", async () => {
    server.reply = { status: 200, body: "[1]" };
    expect((await connect({ 200: "array" }).DELETE("/thing")).data).toEqual([1]);
    server.reply = { status: 200, body: "{}" };
    expect((await connect({ 200: "array" }).DELETE("/thing")).error?.message).toContain(
      "200 with JSON that is not an array",
    );
  });

  test("anything for a status that it lacks, and white space is nothing", async () => {
    server.reply = { status: 202, body: "[1]" };
    expect((await connect({ 204: "empty" }).DELETE("/thing")).data).toEqual([1]);
    server.reply = { status: 202, body: HTML };
    expect((await connect({ 204: "empty" }).DELETE("/thing")).error?.kind).toBe("unexpected-response");
    server.reply = { status: 202, body: " \n" };
    expect(await connect({ 204: "empty" }).DELETE("/thing")).toMatchObject({
      data: undefined,
      error: undefined,
    });
  });
});

test("the message of an operation without credentials blames no token", async () => {
  server.reply = { status: 404, body: "{}" };
  expect((await connect({}).DELETE("/thing")).error?.message).toBe("404 Not Found (DELETE /thing)");
});

test("a success in another shape is not copied: it may be as large as maxBodyBytes", async () => {
  server.reply = { status: 200, body: JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id }))) };
  const copy = vi.spyOn(Object, "fromEntries");
  const { error } = await connect({ 200: "object" }).DELETE("/thing");
  const copies = copy.mock.calls.length;
  copy.mockRestore();
  expect(error?.kind).toBe("unexpected-response");
  expect(copies).toBeLessThan(100);
});
