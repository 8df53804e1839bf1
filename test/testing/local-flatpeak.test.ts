import { describe, expect, test } from "vitest";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import type { Examples, OperationExamples } from "flatpeak/testing";
import { basic, createCall } from "../support/local-flatpeak/caller.ts";
import type { Call } from "../support/local-flatpeak/caller.ts";
import { create, serve } from "../support/local-flatpeak/session.ts";

describe("every operation, called with the contract's examples, returns its documented success", () => {
  const operations: Examples = examples;

  test.each(Object.entries(manifest.operations))("%s", async (key, { operationId, security, success }) => {
    const { baseUrl, fake, violations, call: bearerCall } = await serve();
    await createOneOfEach(bearerCall);
    const { path = {}, query = {}, body } = withFirstIds(operations[key] ?? { responses: {} });
    const [method = "", template = ""] = key.split(" ");
    const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => String(path[name]));
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    ).toString();
    const call =
      security === "basic"
        ? createCall({ fetch, baseUrl, authorization: basic(fake.accountId, fake.apiKey) })
        : bearerCall;

    const { status } = await call(`${method} ${filled}${search === "" ? "" : `?${search}`}`, body);

    expect(violations).toEqual([]);
    expect(Object.keys(success)).toContain(String(status));
    expect(fake.requests.at(-1)?.operationId).toBe(operationId);
  });

  test("no operation is left out", () => {
    expect(Object.keys(manifest.operations)).toHaveLength(37);
  });

  // The references are not those of the examples, and each ID is the first of its kind.
  async function createOneOfEach(call: Call): Promise<void> {
    for (const path of ["/customers", "/devices", "/locations"]) await call(`POST ${path}`, {});
    const { "POST /tariffs": tariff, "PUT /meters/interval": records } = operations;
    // Without the example's rates, which cover only some hours of one day in a month.
    await call("POST /tariffs", { ...(tariff && withFirstIds(tariff).body), schedule: [] });
    await call("PUT /meters/interval", records && withFirstIds(records).body);
  }

  function withFirstIds(operation: OperationExamples): OperationExamples & { readonly body?: object } {
    const text = JSON.stringify(operation).replace(
      /"(cus|dev|loc|trf|evt|bat)_[0-9a-f]+"/g,
      (_, prefix: string) => `"${prefix}_000000000000000000000001"`,
    );
    return JSON.parse(text) as ReturnType<typeof withFirstIds>;
  }
});

describe("stored objects conform to the contract", () => {
  test("in creation, update, lists, conflicts and deletion of every kind of object", async () => {
    const { call, violations } = await serve();
    const [customer_id = ""] = await create(call, "POST /customers", { reference_id: "CUS1" });
    const [location_id = ""] = await create(call, "POST /locations", {
      reference_id: "LOC1",
      customer_id,
      postal_address: { city: "London", country_code: "GB" },
    });
    const [tariff = ""] = await create(call, "POST /tariffs", {
      location_id,
      direction: "EXPORT",
      type: "COMMODITY",
      contract_start_date: "2026-01-01T00:00:00Z",
      contract_end_date: "2027-01-01T00:00:00Z",
    });
    const [device = ""] = await create(call, "POST /devices", { reference_id: "DEV1" });
    const statuses = [];
    for (const target of [
      "GET /customers?reference_id=CUS1",
      `GET /customers/${customer_id}`,
      `GET /locations?customer_id=${customer_id}&limit=1`,
      `GET /locations/${location_id}`,
      `GET /tariffs?location_id=${location_id}&direction=EXPORT`,
      `GET /tariffs/${tariff}`,
      `GET /devices?ending_before=${device}`,
      `DELETE /devices/${device}`,
      `DELETE /customers/${customer_id}`,
      `GET /tariffs/${tariff}`,
    ]) {
      statuses.push((await call(target)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 202, 202, 404]);
    await call("POST /locations", { reference_id: "LOC2" });
    expect(await call("POST /locations", { reference_id: "LOC2" })).toMatchObject({ status: 409 });
    expect(violations).toEqual([]);
  });

  test("in every refusal, except a 401 that a test requested", async () => {
    const { baseUrl, fake, violations, call } = await serve();
    fake.revokeTokens();
    expect(await call("GET /devices")).toMatchObject({ status: 403, body: { code: "access_denied" } });
    const badKey = createCall({ fetch, baseUrl, authorization: basic(fake.accountId, "wrong") });
    expect(await badKey("GET /login")).toMatchObject({ status: 403, body: { code: "access_denied" } });
    expect(violations).toEqual([]);

    const imitator = await serve({ refusalStatus: 401 });
    imitator.fake.revokeTokens();
    expect(await imitator.call("GET /devices")).toMatchObject({ status: 401 });
    expect(imitator.violations).toEqual([]);
  });

  test("with a given clock and token lifetime", async () => {
    let time = 0;
    const { call, violations } = await serve({ now: () => time, tokenLifetime: 10 });
    time = 10_000;
    expect(await call("GET /devices")).toMatchObject({ status: 403 });
    expect(violations).toEqual([]);
  });
});
