import { describe, expect, test } from "vitest";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import type { Examples } from "../../src/testing/index.ts";
import { basic, createCall } from "../support/local-flatpeak/caller.ts";
import type { Call } from "../support/local-flatpeak/caller.ts";
import { create, serve } from "../support/local-flatpeak/session.ts";

describe("every operation, called with the contract's examples, answers its documented success", () => {
  const operations: Examples = examples;

  test.each(Object.entries(manifest.operations))("%s", async (key, { operationId, security, success }) => {
    const { baseUrl, fake, violations, call: bearerCall } = await serve();
    const { id: events } = (await (await fake.event("device.create")).json()) as { id: string };
    const ids = (await createOneOfEach(bearerCall)).set("events", events);
    const { path = {}, query = {}, body } = operations[key] ?? { responses: {} };
    const kept = ids.get(key.split("/")[1] ?? "");
    const [method = "", template = ""] = key.split(" ");
    const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => kept ?? String(path[name]));
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    ).toString();
    const call =
      security === "basic"
        ? createCall({ fetch, baseUrl, authorization: basic(fake.accountId, fake.apiKey) })
        : bearerCall;

    const { status } = await call(
      `${method} ${filled}${search === "" ? "" : `?${search}`}`,
      linkTo(ids.get("locations"), body),
    );

    expect(violations).toEqual([]);
    expect(Object.keys(success)).toContain(String(status));
    expect(fake.requests.at(-1)?.operationId).toBe(operationId);
  });

  test("and none is left out", () => {
    expect(Object.keys(manifest.operations)).toHaveLength(37);
  });

  // The paths with these first segments hold objects that have to exist. The references are not those of the examples.
  async function createOneOfEach(call: Call): Promise<Map<string, string>> {
    const [customers = ""] = await create(call, "POST /customers", {});
    const [devices = ""] = await create(call, "POST /devices", {});
    const [locations = ""] = await create(call, "POST /locations", {});
    const tariff = linkTo(locations, operations["POST /tariffs"]?.body);
    const [tariffs = ""] = await create(call, "POST /tariffs", tariff);
    return new Map(Object.entries({ customers, devices, locations, tariffs }));
  }

  function linkTo(location: string | undefined, body: unknown): unknown {
    return typeof body === "object" && body !== null && "location_id" in body
      ? { ...body, location_id: location }
      : body;
  }
});

describe("what the fake keeps is what the contract describes", () => {
  test("through creation, update, lists, conflicts and deletion of every kind of object", async () => {
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

  test("in every refusal, 401 excepted where it was asked for", async () => {
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

  test("with the clock and the token lifetime that were given", async () => {
    let time = 0;
    const { call, violations } = await serve({ now: () => time, tokenLifetime: 10 });
    time = 10_000;
    expect(await call("GET /devices")).toMatchObject({ status: 403 });
    expect(violations).toEqual([]);
  });
});
