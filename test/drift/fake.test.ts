import { expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { ErrorStatus } from "flatpeak";
import { watchDrift } from "../../src/drift/index.ts";
import { examples as generated } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { Examples } from "../../src/testing/examples.ts";

const examples: Examples = generated;

test("the fake's responses to every operation, with every documented status, conform to the contract", async () => {
  // The examples refer to objects of another account.
  const fake = createFakeFlatpeak({ lenient: true });
  const drift = watchDrift(() => undefined, { every: 1 });
  const { accountId, apiKey, fetch } = fake;
  const flatpeak = createClient({ accountId, apiKey, fetch, retries: 0, drift });
  const statuses = new Set<number>();
  for (const [key, { operationId, errors }] of Object.entries(manifest.operations)) {
    const [method = "", path = ""] = key.split(" ");
    const { path: parameters, query, body } = examples[key] ?? {};
    const init = { params: { path: parameters, query }, ...(body === undefined ? {} : { body }) };
    for (const status of [undefined, ...(Object.keys(errors).map(Number) as ErrorStatus[])]) {
      if (status !== undefined) fake.fail(operationId, { status, times: 1 });
      const { response } = (await flatpeak.request(method as "get", path as "/devices", init)) as {
        response?: Response;
      };
      statuses.add(response?.status ?? 0);
    }
  }
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 403, 404, 409, 422, 429, 500]));
  expect(drift.findings()).toEqual([]);
});

test("stored objects conform to the contract when created, read, listed, changed and deleted", async () => {
  const fake = createFakeFlatpeak();
  const drift = watchDrift(() => undefined, { every: 1 });
  const flatpeak = createClient({ accountId: fake.accountId, apiKey: fake.apiKey, fetch: fake.fetch, drift });
  const customer = await unwrap(flatpeak.POST("/customers", { body: {} }));
  for (const path of ["/devices", "/customers", "/locations"] as const) {
    const example = examples[`POST ${path}`]?.body as { reference_id: string };
    const body = { ...example, ...(path === "/locations" && { customer_id: customer.id }) };
    const { data } = await flatpeak.request("post", path, { body });
    const params = { path: { id: (data as { id: string }).id } };
    const one = `${path}/{id}` as "/devices/{id}";
    await flatpeak.GET(one, { params });
    await flatpeak.GET(path);
    await flatpeak.PATCH(one, { params, body: { reference_id: "DEV2" } });
    await flatpeak.DELETE(one, { params });
    await flatpeak.GET(one, { params });
  }
  expect(drift.findings()).toEqual([]);
});
