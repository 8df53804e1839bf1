import { describe, expect, test } from "vitest";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import type { Manifest, OperationEntry } from "../../src/manifest.ts";
import type { LocalFlatpeakOptions } from "../support/local-flatpeak.ts";
import { basic, createCall, readField } from "../support/local-flatpeak/caller.ts";
import { serve } from "../support/local-flatpeak/session.ts";

describe("a request that violates the contract gets a 400 and is recorded", () => {
  test.each<[string, string, unknown, RequestInit | undefined, string]>([
    [
      "a query parameter of the wrong type",
      "GET /devices?limit=abc",
      undefined,
      undefined,
      "query/limit: must be integer",
    ],
    [
      "a query parameter out of range",
      "GET /devices?limit=101",
      undefined,
      undefined,
      "query/limit: must be <= 100",
    ],
    [
      "an unknown query parameter",
      "GET /devices?refernce_id=1",
      undefined,
      undefined,
      'query: must NOT have additional properties ("refernce_id")',
    ],
    [
      "a repeated query parameter",
      "GET /devices?limit=1&limit=2",
      undefined,
      undefined,
      "query/limit: must be integer",
    ],
    [
      "a missing query parameter",
      "GET /tariffs",
      undefined,
      undefined,
      "query: must have required property 'location_id'",
    ],
    [
      "a value outside an enum",
      "POST /costs/interval/dev_1?aggregation=YEAR",
      {},
      undefined,
      'query/aggregation: must be equal to one of the allowed values (["DAY","MONTH"])',
    ],
    [
      "a missing body field",
      "POST /prices/loc_1",
      {},
      undefined,
      "requestBody: must have required property 'end_time'",
    ],
    [
      "a body field of the wrong type",
      "POST /devices",
      { reference_id: 5 },
      undefined,
      "requestBody/reference_id: must be string",
    ],
    [
      "an invalid time",
      "POST /prices/loc_1",
      { end_time: "2026-01-01 12:00" },
      undefined,
      'requestBody/end_time: must match format "date-time"',
    ],
    ["a body of the wrong type", "POST /devices", [], undefined, "requestBody: must be object"],
    [
      "a missing body",
      "POST /prices/loc_1",
      undefined,
      undefined,
      "body: must have required property 'requestBody'",
    ],
    [
      "a body that the operation does not take",
      "DELETE /devices/dev_1",
      {},
      undefined,
      "body: the operation takes none",
    ],
    [
      "a body that is not JSON",
      "POST /devices",
      undefined,
      { body: "{", headers: { "content-type": "application/json" } },
      "body: ",
    ],
    [
      "a body with another content type",
      "POST /devices",
      { reference_id: "1" },
      { headers: { "content-type": "text/plain" } },
      "content-type: must be application/json, not text/plain",
    ],
  ])("%s", async (_, target, body, init, fault) => {
    const { call, fake, violations } = await serve();
    const before = fake.requests.length;
    const reply = await call(target, body, init);
    expect(reply).toMatchObject({ status: 400, body: { object: "error", type: "invalid_request" } });
    expect(readField(reply.body, "message")).toContain(fault);
    const place = target.split("?", 1).join("");
    expect(violations.join("\n")).toContain(`request ${place}: ${fault}`);
    expect(fake.requests).toHaveLength(before);
  });

  test("all violations of a request are reported together", async () => {
    const { call, violations } = await serve();
    await call("GET /devices?limit=0&foo=1");
    expect(violations).toHaveLength(2);
  });

  test("a content type with a charset is not a violation", async () => {
    const { call, violations } = await serve();
    const headers = { "content-type": "application/json; charset=utf-8" };
    expect(await call("POST /devices", {}, { headers })).toMatchObject({ status: 201 });
    expect(violations).toEqual([]);
  });
});

describe("a request that the API itself refuses is recorded, and the fake responds to it", () => {
  test.each([
    ["no credentials", "GET /devices", undefined],
    ["basic credentials", "GET /devices", basic("acc_1", "key")],
    ["an empty bearer token", "GET /devices", "Bearer"],
    ["a bearer token instead of the key", "GET /login", "Bearer x"],
  ])("%s", async (_, target, authorization) => {
    const { baseUrl, violations } = await serve();
    const call = createCall({ fetch, baseUrl, ...(authorization !== undefined && { authorization }) });
    expect(await call(target)).toMatchObject({ status: 403, body: { code: "access_denied" } });
    const scheme = target === "GET /login" ? "basicAuth" : "bearerAuth";
    expect(violations).toEqual([`request ${target}: authorization: must satisfy ${scheme}`]);
  });

  test.each([
    ["GET /nowhere", 404],
    ["GET /devices/", 404],
    ["PUT /devices", 405],
  ])("%s", async (target, status) => {
    const { call, violations } = await serve();
    expect(await call(target)).toMatchObject({ status });
    expect(violations).toEqual([`request ${target}: not in the contract`]);
  });
});

describe("a response that violates the contract becomes a 500 and is recorded", () => {
  const withAnswer = (key: string, responses: Record<string, unknown>): LocalFlatpeakOptions => ({
    examples: { ...examples, [key]: { responses } },
  });

  const withSuccess = (success: OperationEntry["success"]): LocalFlatpeakOptions => {
    const operations: Manifest["operations"] = manifest.operations;
    const entry = operations["GET /connect/token"];
    if (entry === undefined) throw new Error("The contract has no GET /connect/token");
    return {
      manifest: { ...manifest, operations: { ...operations, "GET /connect/token": { ...entry, success } } },
    };
  };

  test("a body of the wrong type", async () => {
    const wrong = { ...examples["GET /connect/token"].responses[200], tariff_available: "no" };
    const { call, violations } = await serve(withAnswer("GET /connect/token", { 200: wrong }));
    const reply = await call("GET /connect/token?connect_token=cot_1");
    expect(reply.status).toBe(500);
    expect(readField(reply.body, "message")).toContain("tariff_available: must be boolean");
    expect(violations).toEqual(["response 200 to GET /connect/token: tariff_available: must be boolean"]);
  });

  test("a body without a required field", async () => {
    const { call, violations } = await serve(
      withAnswer("GET /connect/token", { 200: { object: "connect_session" } }),
    );
    expect(await call("GET /connect/token?connect_token=cot_1")).toMatchObject({ status: 500 });
    expect(violations).toContain(
      "response 200 to GET /connect/token: body: must have required property 'id'",
    );
  });

  test("an undocumented status", async () => {
    const { call, violations } = await serve(withSuccess({ 299: "empty" }));
    expect(await call("GET /connect/token?connect_token=cot_1")).toMatchObject({ status: 500 });
    expect(violations).toEqual(["response 299 to GET /connect/token: status 299 is not documented"]);
  });

  test("no body although the contract has one", async () => {
    const { call, violations } = await serve(withSuccess({ 200: "empty" }));
    expect(await call("GET /connect/token?connect_token=cot_1")).toMatchObject({ status: 500 });
    expect(violations).toEqual(["response 200 to GET /connect/token: body: absent"]);
  });
});
