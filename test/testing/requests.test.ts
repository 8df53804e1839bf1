import { expect, test } from "vitest";
import { createClient } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { basic, createCall } from "../support/local-flatpeak/caller.ts";
import { baseUrl, open } from "../support/local-flatpeak/session.ts";

test("requests are recorded with operation, URL, parameters, headers and body", async () => {
  const { fake, call } = await open();
  await call("PATCH /devices/dev%2F1?trace=1&trace=2&dry=1", { reference_id: "DEV1" });
  await call("POST /devices", undefined, { body: "{" });
  await call("GET /nowhere");
  expect(fake.requests).toMatchObject([
    { operationId: "bearer-token", method: "GET", path: "/login", url: "/login", body: undefined },
    {
      operationId: "update-device",
      method: "PATCH",
      path: "/devices/{id}",
      url: "/devices/dev%2F1?trace=1&trace=2&dry=1",
      params: { id: "dev/1" },
      query: { trace: ["1", "2"], dry: "1" },
      headers: { authorization: "Bearer [redacted]", "content-type": "application/json" },
      body: { reference_id: "DEV1" },
    },
    { operationId: "create-device", params: {}, query: {}, body: "{" },
    { operationId: undefined, path: undefined, url: "/nowhere" },
  ]);
});

test("recorded requests contain no bearer token, key or basic header, wherever it was sent", async () => {
  const { fake, call } = await open();
  const later = fake.issueToken();
  const encoded = basic(fake.accountId, fake.apiKey).slice("Basic ".length);
  fake.revokeTokens();
  const bearer = "bearer_000000000000000000000001";
  for (const secret of [fake.apiKey, encoded, bearer, later, encodeURIComponent(encoded)]) {
    await call(`GET /devices/${encodeURIComponent(secret)}?x=${encodeURIComponent(secret)}`, undefined, {
      headers: { "x-debug": `sent ${secret}` },
    });
    await call("POST /devices", { reference_id: `of ${secret}` }, { headers: { authorization: secret } });
    await call("POST /devices", undefined, { body: `no JSON: ${secret}` });
  }
  // A token that this fake did not issue is also a secret.
  await call(
    "POST /devices",
    { echo: "sk_own_12345678" },
    { headers: { authorization: "Bearer sk_own_12345678" } },
  );
  expect(fake.requests).toHaveLength(17);
  const text = JSON.stringify(fake.requests);
  for (const secret of [fake.apiKey, encoded, bearer, later, "sk_own_12345678"])
    expect(text).not.toContain(secret);
  expect(fake.requests[1]).toMatchObject({
    params: { id: "[redacted]" },
    query: { x: "[redacted]" },
    headers: { "x-debug": "sent [redacted]" },
  });
  expect(fake.requests[2]?.body).toEqual({ reference_id: "of [redacted]" });
});

test.each([
  ["Basic x", "Basic [redacted]"],
  ["bearer x", "bearer [redacted]"],
  ["x", "[redacted]"],
  ["my Basic x", "[redacted]"],
])("the recorded header of the credentials %s is %s", async (authorization, shown) => {
  const fake = createFakeFlatpeak();
  await createCall({ ...fake, baseUrl, authorization })("GET /devices");
  expect(fake.requests).toMatchObject([{ headers: { authorization: shown } }]);
});

test("recorded requests contain no credentials of another scheme", async () => {
  const { fake, call } = await open();
  const headers = { authorization: "X-Own-Key sk_own_12345678", "x-debug": "sk_own_12345678" };
  await call("GET /devices", undefined, { headers });
  expect(JSON.stringify(fake.requests)).not.toContain("sk_own_12345678");
});

test("recorded requests contain no all-digit bearer token that a body has as a number", async () => {
  const { fake, call } = await open();
  const headers = { authorization: "Bearer 1234567890123" };
  await call(
    "POST /devices",
    { reference_id: "DEV1", metadata: { at: 1234567890123, from: 7 } },
    { headers },
  );
  expect(fake.requests.at(-1)?.body).toEqual({
    reference_id: "DEV1",
    metadata: { at: "[redacted]", from: 7 },
  });
});

test("recorded requests are narrowed by their operation", async () => {
  const fake = createFakeFlatpeak();
  await createClient(fake).POST("/devices", { body: { reference_id: "DEV1" } });
  const references = fake.requests
    .filter((request) => request.operationId === "create-device")
    .map(({ body }) => body?.reference_id);
  expect(references).toEqual(["DEV1"]);
});

test("logins are counted, including refused ones", async () => {
  const { fake } = await open();
  await createCall({ ...fake, baseUrl, authorization: basic(fake.accountId, "wrong") })("GET /login");
  expect(fake.logins).toBe(2);
});
