import type { Examples } from "./examples.ts";
import { createIds } from "./ids.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import { pick } from "./pick.ts";
import { createHandlers } from "./resource.ts";
import type { Handler, Resource, StoredObject } from "./resource.ts";

/** Settings of {@link createAccount}. */
export interface AccountOptions {
  readonly accountId: string;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Where a new object takes the fields from that the server sets. */
  readonly examples: Examples;
}

/**
 * What one account holds: devices, customers, their locations and the tariffs of those, empty at first. References
 * between objects are looked up whenever an object is shown, so that no deletion leaves one behind.
 */
export function createAccount(options: AccountOptions): Readonly<Record<string, Handler>> {
  const customers = new Map<string, StoredObject>();
  const devices = new Map<string, StoredObject>();
  const locations = new Map<string, StoredObject>();
  const tariffs = new Map<string, StoredObject>();

  const removeLocation = (id: string): void => {
    for (const tariff of having(tariffs, "location_id", id)) tariffs.delete(tariff.id);
    locations.delete(id);
  };

  const resources: Resource[] = [
    {
      path: "/customers",
      kind: "customer",
      objects: customers,
      filters: ["reference_id"],
      make: createMaker(options, { prefix: "cus", kind: "customer", sent: ["reference_id"] }),
      readUpdate: (body) => pick(body, ["reference_id"]),
      show: (customer) => ({ ...customer, locations: idsOf(having(locations, "customer_id", customer.id)) }),
      remove: (id) => {
        for (const location of having(locations, "customer_id", id)) removeLocation(location.id);
        customers.delete(id);
      },
    },
    {
      path: "/devices",
      kind: "device",
      objects: devices,
      filters: ["reference_id"],
      make: createMaker(options, {
        prefix: "dev",
        kind: "device",
        // The contract lets a device be created without a reference, and still demands one in the answer.
        set: { reference_id: "" },
        sent: ["reference_id"],
      }),
      readUpdate: (body) => pick(body, ["reference_id"]),
      show: (device) => device,
      remove: (id) => {
        devices.delete(id);
      },
    },
    {
      path: "/locations",
      kind: "location",
      objects: locations,
      filters: ["reference_id", "customer_id"],
      make: createMaker(options, {
        prefix: "loc",
        kind: "location",
        set: pick(exampleOf("GET /locations/{id}", options.examples), [
          "timezone",
          "currency_code",
          "flex_allowed",
          "geo_location",
          "market_sources",
        ]),
        sent: ["reference_id", "customer_id", "postal_address"],
      }),
      readUpdate: (body) => pick(body, ["reference_id", "customer_id", "postal_address"]),
      show: (location) => ({
        ...location,
        tariff_elements: idsOf(having(tariffs, "location_id", location.id)),
      }),
      remove: removeLocation,
    },
    {
      path: "/tariffs",
      kind: "tariff",
      objects: tariffs,
      filters: ["location_id", "direction", "type"],
      make: createMaker(options, {
        prefix: "trf",
        kind: "tariff",
        set: {
          ...pick(exampleOf("GET /tariffs/{id}", options.examples), [
            "is_linked",
            "connection_type",
            "status",
            "timezone",
          ]),
          market_rates: false,
        },
        sent: ["location_id", "direction", "type", "provider_id", "schedule", ...TARIFF_TERMS],
      }),
      // What every other call names `schedule` is `data` in an update.
      readUpdate: (body) => ({
        ...pick(body, TARIFF_TERMS),
        ...("data" in body && { schedule: body["data"] }),
      }),
      show: (tariff) => tariff,
      remove: (id) => {
        tariffs.delete(id);
      },
      findMissing: ({ location_id: id }) =>
        typeof id === "string" && locations.has(id) ? undefined : `No such location: ${String(id)}`,
    },
  ];

  return Object.fromEntries(
    resources.flatMap((resource) => Object.entries(createHandlers(resource, options.examples))),
  );
}

const TARIFF_TERMS = ["display_name", "market_rates", "contract_start_date", "contract_end_date"];

interface Making {
  readonly prefix: string;
  readonly kind: string;
  /** What the server sets. */
  readonly set?: JsonObject;
  /** The fields that the client may send; they win. */
  readonly sent: readonly string[];
}

function createMaker(options: AccountOptions, { prefix, kind, set = {}, sent }: Making): Resource["make"] {
  const nextId = createIds(prefix);
  return (body) => ({
    id: nextId(),
    object: kind,
    live_mode: false,
    ...set,
    ...pick(body, sent),
    // The contract's times have no fraction.
    time_created: new Date(options.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    account_id: options.accountId,
  });
}

function exampleOf(key: string, examples: Examples): JsonObject {
  const example = examples[key]?.responses[200];
  return isJsonObject(example) ? example : {};
}

function having(objects: Map<string, StoredObject>, field: string, value: string): StoredObject[] {
  return [...objects.values()].filter((object) => object[field] === value);
}

function idsOf(objects: readonly StoredObject[]): string[] {
  return objects.map(({ id }) => id);
}
