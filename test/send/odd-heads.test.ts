import { createServer } from "node:net";
import type { Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { createFetch, errorOf } from "flatpeak/fetch";

/** Head of the response, as bytes: no server library sends these. */
let head: string;
let server: Server;
let origin: string;

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => {
      socket.end(
        Buffer.from(
          `HTTP/1.1 ${head}\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{"code":"taken"}`,
          "latin1",
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = typeof address === "object" ? `http://127.0.0.1:${address?.port ?? 0}` : "";
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const token = "bearer-of-a-user";
const make = (): Client => createClient({ baseUrl: origin, token, retries: 0 });
const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

const REASONS: [string, string, string][] = [
  ["in Latin-1", "Non trouv\xe9", "Non trouv"],
  ["in Cyrillic", utf8("Нет"), ""],
  ["in Japanese", utf8("見つかりません"), ""],
  ["with a control character", "No\x1bne", "None"],
];

describe("a response is handled by its status, even if the platform cannot construct its reason or headers", () => {
  test.each(REASONS)("reason %s", async (_, reason, kept) => {
    head = `409 ${reason}`;
    const { error } = await make().POST("/devices", { body: { reference_id: "A" } });
    expect(error).toMatchObject({ kind: "api", status: 409, outcome: "rejected", code: "taken" });
    expect(error?.kind === "api" && error.response.statusText).toBe(kept);
  });

  test("a 503 is retried", async () => {
    head = `503 ${utf8("Нет")}\r\nretry-after: 0`;
    const { error } = await make().GET("/devices", { retries: 1 });
    expect(error).toMatchObject({ status: 503, attempts: 2 });
  });

  test("a refusal of the login is an AuthenticationError", async () => {
    head = `403 ${utf8("Нет")}`;
    const flatpeak = createClient({ baseUrl: origin, accountId: "acc_1", apiKey: "key-of-account-1" });
    const { error } = await flatpeak.GET("/devices");
    expect(error).toMatchObject({ kind: "authentication", cause: { status: 403 } });
  });

  test("a header with an invalid name is omitted", async () => {
    head = "409 Conflict\r\nx y: z\r\nx-request-id: req_1";
    const { error } = await make().GET("/devices");
    expect(error).toMatchObject({ status: 409, requestId: "req_1" });
  });

  test.each(["200 OK", "409 Conflict", "600 Odd", "999 Odd"])(
    "a call with middleware has the same result: %s",
    async (status) => {
      head = `${status}${utf8("Нет")}\r\nx y: z`;
      const plain = await make().GET("/devices");
      const flatpeak = make();
      flatpeak.use({ onResponse: ({ response }) => void response.clone() });
      const { data, error } = await flatpeak.GET("/devices");
      expect(data).toEqual(plain.data);
      expect(error?.kind).toBe(plain.error?.kind);
      expect(error?.message).toBe(plain.error?.message);
    },
  );

  test("createFetch resolves with a status that no Response can have", async () => {
    head = "999 Odd";
    const response = await createFetch({ baseUrl: origin, token, retries: 0 })(`${origin}/devices`);
    expect(response.type).toBe("error");
    expect(errorOf(response, "list-devices")?.message).toMatch(/status 999/);
  });
});

test("middleware does not see the bearer token in the headers of a response with an odd status", async () => {
  head = `999 Odd\r\nx-echo: ${token}`;
  const flatpeak = make();
  const seen: string[] = [];
  flatpeak.use({ onResponse: ({ response }) => void seen.push(JSON.stringify([...response.headers])) });
  await flatpeak.GET("/devices");
  expect(seen).toHaveLength(1);
  expect(seen.join()).not.toContain(token);
});

test("a secret is removed from a reason, even if omitted characters divide it", async () => {
  head = `409 bearer-${utf8("Н")}of-a-user`;
  const { error } = await make().GET("/devices");
  expect(error?.kind === "api" && error.response.statusText).toBe("[redacted]");
});
