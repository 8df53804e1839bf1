import { inspect } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, createClient, FlatpeakError, isApiError, isErrorFrom, unwrap, UsageError } from "flatpeak";
import type { OperationError } from "flatpeak";
import { toLine } from "../../src/text/line.ts";

const conflict = {
  object: "error",
  type: "conflict",
  code: "duplicate_reference",
  message: "Reference ID already exists",
};
const flatpeak = createClient({
  token: "secret-bearer",
  fetch: () => Promise.resolve(Response.json(conflict, { status: 409, headers: { "request-id": "req_1" } })),
});
let error: OperationError<"create-device"> | undefined;
beforeEach(async () => {
  ({ error } = await flatpeak.POST("/devices", { body: {} }));
});

describe("an error", () => {
  test("prints the important facts on few lines", () => {
    const printed = inspect(error).replaceAll(/^ {4}at .*\n| {2}headers: .*\n/gm, "");
    expect(printed).toMatchInlineSnapshot(`
      "ApiError: 409 duplicate_reference: Reference ID already exists (POST /devices)
        operation: { operationId: 'create-device', method: 'POST', path: '/devices' },
        outcome: 'rejected',
        attempts: 1,
        requestId: 'req_1',
        kind: 'api',
        documented: true,
        body: {
          object: 'error',
          type: 'conflict',
          code: 'duplicate_reference',
          message: 'Reference ID already exists'
        },
        code: 'duplicate_reference',
        type: 'conflict',
        status: 409,
        apiType: 'conflict'
      }"
    `);
  });

  test("has its name and message on the first line of its stack, for loggers that print only that line", () => {
    expect(error?.name).toBe("ApiError");
    expect(error?.stack?.split("\n")[0]).toBe(
      "ApiError: 409 duplicate_reference: Reference ID already exists (POST /devices)",
    );
  });

  test("has the same content as JSON, without the raw text", () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "ApiError",
      message: "409 duplicate_reference: Reference ID already exists (POST /devices)",
      kind: "api",
      status: 409,
      documented: true,
      operation: { operationId: "create-device", method: "POST", path: "/devices" },
      outcome: "rejected",
      attempts: 1,
      requestId: "req_1",
      body: conflict,
      code: "duplicate_reference",
      type: "conflict",
      apiType: "conflict",
    });
  });

  test("has raw text, headers and response, but loops skip them", () => {
    const hidden = Object.getOwnPropertyDescriptors(error);
    for (const key of ["rawBody", "headers", "response"]) {
      expect(hidden).toHaveProperty(key, expect.objectContaining({ enumerable: false }));
      expect(hidden).toHaveProperty(key, expect.objectContaining({ configurable: true, writable: true }));
    }
  });

  test("has no property for a request ID, a type or a delay that the response lacks", async () => {
    const reply = (headers: Record<string, string>) =>
      createClient({
        token: "secret-bearer",
        retries: 0,
        fetch: () => Promise.resolve(Response.json({}, { status: 429, headers })),
      }).POST("/devices");
    const { error: bare } = await reply({});
    for (const key of ["requestId", "apiType", "retryAfter", "cause"]) expect(bare).not.toHaveProperty(key);
    const { error: delayed } = await reply({ "retry-after": "2" });
    expect(delayed).toHaveProperty("retryAfter", 2000);
  });

  test("has the error of a failed fetch as cause", async () => {
    const fetch = () => Promise.reject(new TypeError("no network"));
    const { error: failed } = await createClient({ token: "bearer", retries: 0, fetch }).POST("/devices");
    expect(failed?.cause).toMatchObject({ name: "TypeError", message: "no network" });
  });

  test("contains neither the token nor a request", () => {
    const printed = inspect(error, { depth: Infinity, showHidden: true, getters: true });
    expect(printed).not.toContain("secret-bearer");
    expect(printed).not.toMatch(/authorization/i);
  });
});

test("a message is one line: its control characters, line breaks and marks of direction become spaces", () => {
  expect(new UsageError("a\u001b[31m\u202e\nb").message).toBe("a [31m b");
  expect(new UsageError("\n a\u001b ").message).toBe("a");
  const texts = Array.from({ length: 0x10_000 }, (_, unit) => `a${String.fromCharCode(unit)}b`);
  expect(texts.map(toLine)).toEqual(texts.map((text) => text.replace(/[\s\p{Cc}\p{Bidi_Control}]/u, " ")));
});

describe("instanceof and the guards", () => {
  test("distinguish the classes", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(FlatpeakError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).not.toBeInstanceOf(UsageError);
    expect(isApiError(error)).toBe(true);
    expect(isApiError(error, 409)).toBe(true);
    expect(isApiError(error, 404)).toBe(false);
    expect(isErrorFrom(error, "create-device")).toBe(true);
    expect(isErrorFrom(error, "get-device")).toBe(false);
  });

  test.each([undefined, null, 409, "409", {}, { kind: "api", status: 409 }, new Error("x")])(
    "refuse %j",
    (value) => {
      expect(value instanceof FlatpeakError).toBe(false);
      expect(value instanceof ApiError).toBe(false);
      expect(isApiError(value)).toBe(false);
      expect(isErrorFrom(value, "create-device")).toBe(false);
    },
  );

  test("refuse an object whose properties cannot be read", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(proxy instanceof FlatpeakError).toBe(false);
    expect(isApiError(proxy)).toBe(false);
    expect(isErrorFrom(proxy, "create-device")).toBe(false);
  });

  test("an error without an operation comes from none", () => {
    expect(isErrorFrom(new UsageError("x"), "create-device")).toBe(false);
  });

  test("a user's subclass recognizes only its own instances", () => {
    class MyUsageError extends UsageError {}
    expect(new UsageError("x") instanceof MyUsageError).toBe(false);
    const mine = new MyUsageError("x");
    expect(mine instanceof MyUsageError).toBe(true);
    expect(mine instanceof UsageError).toBe(true);
  });
});

describe("unwrap", () => {
  test("throws the error of the call itself", async () => {
    const call = flatpeak.POST("/devices");
    const thrown: unknown = await unwrap(call).catch((reason: unknown) => reason);
    expect(thrown).toBe((await call).error);
  });

  test("returns the data, including null and false", async () => {
    const success = <Data>(data: Data) => Promise.resolve({ data, response: new Response() });
    expect(await unwrap(success(false))).toBe(false);
    await expect(unwrap(success(undefined))).resolves.toBeUndefined();
  });
});
