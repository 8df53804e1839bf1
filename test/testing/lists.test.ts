import { expect, test } from "vitest";
import { examples } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { create, idsOf, open, tariffOf } from "../support/local-flatpeak/session.ts";

const references = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ reference_id: `DEV${index}` }));

test("lists are newest first, 30 to a page", async () => {
  const { call } = await open();
  const ids = await create(call, "POST /devices", ...references(31));
  const page = await call("GET /devices");
  expect(page.body).toMatchObject({ object: "list", url: "/devices", has_more: true });
  expect(idsOf(page)).toEqual(ids.toReversed().slice(0, 30));
  expect((await call("GET /devices?limit=31")).body).toMatchObject({ has_more: false });
});

test("lists can be read forwards from a cursor to the end", async () => {
  const { call } = await open();
  const [a = "", b = "", c = "", d = "", e = ""] = await create(call, "POST /devices", ...references(5));
  const second = await call(`GET /devices?limit=2&starting_after=${d}`);
  expect(idsOf(second)).toEqual([c, b]);
  expect(second.body).toMatchObject({ has_more: true });
  const third = await call(`GET /devices?limit=2&starting_after=${b}`);
  expect(idsOf(third)).toEqual([a]);
  expect(third.body).toMatchObject({ has_more: false });
  expect(idsOf(await call("GET /devices?limit=2"))).toEqual([e, d]);
});

test("lists can be read backwards from a cursor to the start", async () => {
  const { call } = await open();
  const [a = "", b = "", c = "", d = "", e = ""] = await create(call, "POST /devices", ...references(5));
  const nearest = await call(`GET /devices?limit=2&ending_before=${a}`);
  expect(idsOf(nearest)).toEqual([c, b]);
  expect(nearest.body).toMatchObject({ has_more: true });
  const first = await call(`GET /devices?limit=2&ending_before=${c}`);
  expect(idsOf(first)).toEqual([e, d]);
  expect(first.body).toMatchObject({ has_more: false });
});

test.each(["limit=0", "limit=101", "limit=abc", "limit=1.5", "limit=", "starting_after=a&ending_before=b"])(
  "%s is refused with 400",
  async (query) => {
    const { call } = await open();
    expect(await call(`GET /devices?${query}`)).toMatchObject({
      status: 400,
      body: { object: "error", type: "invalid_request" },
    });
  },
);

test.each([
  ["limit=0", "limit must be a whole number from 1 to 100, not 0"],
  ["limit=1.5", "limit must be a whole number from 1 to 100, not 1.5"],
  ["limit=x9", "limit must be a whole number from 1 to 100, not x9"],
  ["starting_after=a&ending_before=b", "starting_after and ending_before cannot be combined"],
])("a lenient fake refuses %s, too, with the reason", async (query, message) => {
  const { call } = await open({ lenient: true });
  for (const path of ["/devices", "/events"]) {
    expect(await call(`GET ${path}?${query}`)).toMatchObject({ status: 400, body: { message } });
  }
});

test("lists have the contract's page size", async () => {
  const facts = examples["GET /devices"];
  const newer = { ...facts, integers: { limit: { minimum: 1, maximum: 500, default: 3 } } };
  const { call } = await open({ manifest, examples: { ...examples, "GET /devices": newer } });
  await create(call, "POST /devices", ...references(4));
  expect(idsOf(await call("GET /devices"))).toHaveLength(3);
  expect(await call("GET /devices?limit=500")).toMatchObject({ status: 200 });
  expect(await call("GET /devices?limit=501")).toMatchObject({ status: 400 });
});

test("lists of a contract without examples have one page", async () => {
  const { call } = await open({ manifest, examples: {}, lenient: true });
  const [id] = await create(call, "POST /devices", {}, {});
  expect(id).toBe("obj_000000000000000000000001");
  const page = await call("GET /devices?reference_id=DEV1");
  expect(page).toMatchObject({ status: 200, body: { has_more: false } });
  expect(idsOf(page)).toHaveLength(2);
  expect(idsOf(await call("GET /events"))).toHaveLength(2);
});

test("lists can be filtered by reference_id, customer_id, location_id, direction and type", async () => {
  const { call } = await open();
  const [, device = ""] = await create(call, "POST /devices", ...references(3));
  expect(idsOf(await call("GET /devices?reference_id=DEV1"))).toEqual([device]);
  const [customer = ""] = await create(call, "POST /customers", {});
  const [location = "", other = ""] = await create(call, "POST /locations", { customer_id: customer }, {});
  expect(idsOf(await call(`GET /locations?customer_id=${customer}`))).toEqual([location]);
  const [tariff = "", exporting = "", network = ""] = await create(
    call,
    "POST /tariffs",
    tariffOf(location),
    { ...tariffOf(location), direction: "EXPORT" },
    { ...tariffOf(location), type: "NON_COMMODITY" },
    tariffOf(other),
  );
  const path = `GET /tariffs?location_id=${location}`;
  expect(idsOf(await call(path))).toEqual([network, exporting, tariff]);
  expect(idsOf(await call(`${path}&direction=EXPORT`))).toEqual([exporting]);
  expect(idsOf(await call(`${path}&direction=IMPORT&type=COMMODITY`))).toEqual([tariff]);
});

test("pages count only objects that match the filter, even if the cursor does not match", async () => {
  const { call } = await open();
  const [customer_id = ""] = await create(call, "POST /customers", {});
  const [a = "", stranger = "", b = ""] = await create(
    call,
    "POST /locations",
    { customer_id },
    {},
    { customer_id },
  );
  const page = await call(`GET /locations?customer_id=${customer_id}&limit=1&starting_after=${b}`);
  expect(idsOf(page)).toEqual([a]);
  expect(page.body).toMatchObject({ has_more: false });
  expect(idsOf(await call(`GET /locations?customer_id=${customer_id}&starting_after=${stranger}`))).toEqual([
    a,
  ]);
  const newer = await call(`GET /locations?customer_id=${customer_id}&limit=1&ending_before=${a}`);
  expect(idsOf(newer)).toEqual([b]);
  expect(newer.body).toMatchObject({ has_more: false });
});
