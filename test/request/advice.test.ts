import { createClient, FlatpeakError, paginate } from "flatpeak";
import type { ClientOptions, Token } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createWebhookHandler } from "flatpeak/webhooks";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const fake = createFakeFlatpeak();
const flatpeak = createClient(fake);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe("a path that the contract lacks", () => {
  test("with a parameter's value names the template", async () => {
    // @ts-expect-error: the path is no template
    const { error } = await flatpeak.GET("/devices/dev_1");
    expect(error?.message).toBe(
      "GET /devices/dev_1 was not sent: use the template GET /devices/{id} with params: { path: { … } }",
    );
  });

  test("with another name of the parameter names the template", async () => {
    // @ts-expect-error: the parameter is `id`
    const { error } = await flatpeak.GET("/devices/{device_id}", {
      params: { path: { device_id: "dev_1" } },
    });
    expect(error?.message).toContain("use the template GET /devices/{id}");
  });

  test("with a wrong method names the methods", async () => {
    // @ts-expect-error: no such method
    const { error } = await flatpeak.PUT("/devices/{id}", { params: { path: { id: "dev_1" } } });
    expect(error?.message).toBe(
      "PUT /devices/{id} was not sent: the contract has only GET /devices/{id}, PATCH /devices/{id}, DELETE /devices/{id}",
    );
  });

  test("with a slash at its end names the nearest, not one with an empty parameter", async () => {
    // @ts-expect-error: misspelled
    const { error } = await flatpeak.GET("/devices/");
    expect(error?.message).toContain("did you mean GET /devices?");
  });

  test("with a typo names the nearest", async () => {
    // @ts-expect-error: misspelled
    const { error } = await flatpeak.GET("/locatons");
    expect(error?.message).toContain("did you mean GET /locations?");
  });
});

describe("createClient", () => {
  beforeEach(() => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", "");
    vi.stubEnv("FLATPEAK_API_KEY", "");
  });

  test("without credentials names the variables and the fake", () => {
    expect(() => createClient()).toThrow(/FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY.*flatpeak\/testing/);
  });

  test("without credentials in a browser advises only a token", () => {
    vi.stubGlobal("document", {});
    expect(() => createClient()).toThrow(/^createClient has no credentials: pass token, a function/);
  });

  test("reports swapped account ID and API key, without their values", () => {
    const swapped = { accountId: "sk_test_0123456789", apiKey: "acc_0123456789" };
    const message = "the account ID starts with sk_, as API keys do; swap the two";
    expect(() => createClient(swapped)).toThrow(message);
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", swapped.accountId);
    vi.stubEnv("FLATPEAK_API_KEY", swapped.apiKey);
    expect(() => createClient()).toThrow(message);
  });

  test.each<[object, string]>([
    [{ retries: "3" }, 'retries is "3"'],
    [{ timeout: "3" }, 'timeout is "3"'],
    [{ maxBodyBytes: "3" }, 'maxBodyBytes is "3"'],
    [{ retries: null }, "retries is null"],
    [
      { token: "Bearer x", accountId: undefined, apiKey: undefined },
      'starts with "Bearer ", which the client adds',
    ],
  ])("refuses %j", (options, message) => {
    expect(() => createClient({ ...fake, ...options })).toThrow(message);
  });
});

test.each<[object, string]>([
  [{}, "client must be a client: pass createClient()"],
  [{ client: flatpeak, tolerance: "3" }, 'tolerance is "3"'],
  [{ client: flatpeak, timeout: "3" }, 'timeout is "3"'],
  [{ client: flatpeak, maxBodyBytes: "3" }, 'maxBodyBytes is "3"'],
])("createWebhookHandler refuses %o", (options, message) => {
  // @ts-expect-error: not the options of a handler
  expect(() => createWebhookHandler(options, () => undefined)).toThrow(message);
});

test.each([undefined, {}, { limit: "3" }, { limit: -1 }])("toArray refuses %j", async (options) => {
  const devices = paginate(flatpeak, "/devices");
  // @ts-expect-error: no limit
  const thrown: unknown = await devices.toArray(options).catch((error: unknown) => error);
  expect(thrown).toMatchObject({
    kind: "usage",
    message: /limit is .*; it must be a whole number/,
  });
});

describe("a token that the API refuses", () => {
  const blame = "the API refused the token of the token option";
  const options = (token: ClientOptions["token"]): ClientOptions => ({ token, fetch: fake.fetch });

  test.each<[string, ClientOptions["token"]]>([
    ["a string", "refused"],
    ["a function's string", () => "refused"],
    ["a function's shared token", (): Token => ({ token: "refused", expiresIn: 60 })],
  ])("%s is named in the error of each call", async (_form, token) => {
    const client = createClient(options(token));
    for (let calls = 0; calls < 3; calls++) {
      const { error } = await client.GET("/devices");
      expect(error?.message).toBe(`403 access_denied; ${blame} (GET /devices)`);
    }
  });

  test("is not named in the error of the next request", async () => {
    const tokens = ["refused", fake.issueToken()];
    const client = createClient(options(() => tokens.shift() ?? ""));
    const { error } = await client.GET("/devices/{id}", { params: { path: { id: "dev_1" } } });
    expect(error?.message).toBe("404 No such device: dev_1 (GET /devices/{id})");
  });

  test("is not named if the client has logged in", async () => {
    const own = createFakeFlatpeak();
    own.fail("list-devices", { status: 401 });
    const { error } = await createClient(own).GET("/devices");
    expect(error?.status).toBe(401);
    expect(error?.message).not.toContain("token option");
  });
});

test("a logged error has the API's type but no headers, which loggers write as {}", async () => {
  const own = createFakeFlatpeak();
  own.on("list-devices", {
    status: 400,
    body: { object: "error", live_mode: false, type: "invalid_request", message: "No" },
  });
  const { error } = await createClient(own).GET("/devices");
  expect(error).toBeInstanceOf(FlatpeakError);
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    type: "invalid_request",
    message: "400 No (GET /devices)",
  });
  expect(Object.keys(error ?? {})).not.toContain("headers");
  expect(inspect(error)).not.toContain("Headers");
  expect(error?.kind === "api" && error.headers.get("content-type")).toBe("application/json");
});
