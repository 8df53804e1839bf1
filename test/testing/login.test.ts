import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import { basic, createCall, readField, signIn } from "../support/local-flatpeak/caller.ts";
import { baseUrl, open } from "../support/local-flatpeak/session.ts";

const accessDenied = {
  status: 403,
  body: { object: "error", type: "invalid_request", code: "access_denied" },
};

describe("login", () => {
  test("exchanges the account ID and the key for a bearer token with a lifetime", async () => {
    const fake = createFakeFlatpeak({ tokenLifetime: 90 });
    expect(fake.apiKey).toMatch(/^sk_test_/);
    const call = createCall({ ...fake, baseUrl, authorization: basic(fake.accountId, fake.apiKey) });
    const first = await call("GET /login");
    const second = await call("GET /login");
    expect(first).toMatchObject({ status: 200, body: { expires_in: 90, live_mode: false } });
    expect(readField(first.body, "bearer_token")).not.toBe(readField(second.body, "bearer_token"));
    expect(fake.logins).toBe(2);
  });

  test("reads credentials in UTF-8", async () => {
    const { call } = await open({ accountId: "acc_é", apiKey: "sk_test_ключ" });
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
  });

  test.each([
    ["a wrong key", basic("acc_000000000000000000000001", "sk_test_wrong")],
    ["a wrong account", basic("acc_wrong", "sk_test_000000000000000000000001")],
    ["no base64", "Basic %%%"],
    ["a bearer token", "Bearer sk_test_000000000000000000000001"],
    ["nothing", undefined],
  ])("refuses %s with access_denied", async (_, authorization) => {
    const fake = createFakeFlatpeak();
    const call = createCall({ ...fake, baseUrl, ...(authorization !== undefined && { authorization }) });
    expect(await call("GET /login")).toMatchObject(accessDenied);
    expect(fake.logins).toBe(1);
  });
});

describe("bearer", () => {
  test.each([
    "Bearer unknown",
    "Basic bearer_000000000000000000000001",
    "bearer_000000000000000000000001",
    undefined,
  ])("%s is refused", async (authorization) => {
    const { fake } = await open();
    const call = createCall({ ...fake, baseUrl, ...(authorization !== undefined && { authorization }) });
    expect(await call("GET /devices")).toMatchObject(accessDenied);
  });

  test("may name its scheme in any case", async () => {
    const { fake } = await open();
    const call = createCall({ ...fake, baseUrl, authorization: "bearer bearer_000000000000000000000001" });
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
  });

  test("expires exactly by the fake's clock", async () => {
    let time = Date.parse("2026-01-01T00:00:00Z");
    const { fake, call } = await open({ tokenLifetime: 60, now: () => time });
    time += 59_999;
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
    time += 1;
    expect(await call("GET /devices")).toMatchObject(accessDenied);
    const again = await signIn(fake.fetch, baseUrl, fake);
    expect(await again("GET /devices")).toMatchObject({ status: 200 });
  });

  test("with a lifetime of 0 is never valid", async () => {
    const { call } = await open({ tokenLifetime: 0 });
    expect(await call("GET /devices")).toMatchObject(accessDenied);
  });

  test("expires by fake timers, even if installed after the fake was created", async () => {
    const { call } = await open();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    expect(await call("GET /devices")).toMatchObject(accessDenied);
  });

  test("is invalid once revoked, and later ones are valid", async () => {
    const { fake, call } = await open();
    fake.revokeTokens();
    expect(await call("GET /devices")).toMatchObject(accessDenied);
    const again = await signIn(fake.fetch, baseUrl, fake);
    expect(await again("GET /devices")).toMatchObject({ status: 200 });
  });

  test("is refused with 401 if that is set", async () => {
    const { fake, call } = await open({ refusalStatus: 401 });
    fake.revokeTokens();
    expect(await call("GET /devices")).toMatchObject({ ...accessDenied, status: 401 });
    const badKey = createCall({ ...fake, baseUrl, authorization: basic(fake.accountId, "wrong") });
    expect(await badKey("GET /login")).toMatchObject({ ...accessDenied, status: 401 });
  });

  test("is accepted only if the login issued it", async () => {
    const entry = { versioned: false, idempotent: true, success: { 200: "object" }, errors: {} } as const;
    const fake = createFakeFlatpeak<object>({
      manifest: {
        apiVersion: "1",
        operations: {
          "GET /mirror": { ...entry, operationId: "mirror", security: "none" },
          "GET /vault": { ...entry, operationId: "vault", security: "bearer" },
        },
      },
      examples: {
        "GET /mirror": { responses: { 200: { bearer_token: "looks-good", expires_in: 60 } } },
        "GET /vault": { responses: { 200: {} } },
      },
    });
    const call = createCall({ ...fake, baseUrl, authorization: "Bearer looks-good" });
    expect(await call("GET /mirror")).toMatchObject({ status: 200 });
    expect(await call("GET /vault")).toMatchObject({ status: 403 });
    const issued = createCall({ ...fake, baseUrl, authorization: `Bearer ${fake.issueToken()}` });
    expect(await issued("GET /vault")).toMatchObject({ status: 200 });
  });

  test("of one fake is invalid for another", async () => {
    const { fake } = await open();
    const other = createFakeFlatpeak();
    const call = await signIn(fake.fetch, baseUrl, fake);
    expect(await call("GET /devices")).toMatchObject({ status: 200 });
    const stray = createCall({ ...other, baseUrl, authorization: "Bearer bearer_000000000000000000000001" });
    expect(await stray("GET /devices")).toMatchObject(accessDenied);
  });
});
