import type { Customer, Device, Location, Tariff, TariffDirection } from "../../generated/schema.ts";
import type { JsonObject } from "../text/json.ts";
import type { OperationBody } from "../types/operations.ts";
import { exampleResponse } from "./plain-response.ts";
import type { StoredObject } from "./new-object.ts";
import { createReferences } from "./references.ts";
import type { DemandReferences } from "./references.ts";
import { createHandlers } from "./resource.ts";
import type { Handler, Resource, ResourceSettings } from "./resource.ts";
import { readObject } from "./world/fields.ts";
import { tariffStatus } from "./world/location-status.ts";
import type { Market } from "./world/market.ts";
import { findPlace } from "./world/place.ts";
import type { Place, Site } from "./world/place.ts";
import { parseTimestamp } from "./world/timestamp.ts";
import { zoneOf } from "./world/zone.ts";

/** Settings of {@link createAccount}. */
export interface AccountSettings extends Omit<ResourceSettings, "demandReferences"> {
  /** Accepts new objects that refer to unknown ones. */
  readonly lenient: boolean;
  readonly market: Market;
  /** Time zone and currency of a location whose address does not give them. */
  readonly defaultPlace: Place;
}

/** The objects of an account. */
export interface Account {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly hasDevice: (id: string) => boolean;
  readonly demandReferences: DemandReferences;
  /** Finds the facts about a location that prices depend on. */
  readonly findSite: (id: string) => Site | undefined;
  /** Returns a location as responses show it. */
  readonly showLocation: (id: string) => JsonObject | undefined;
  /** Finds the latest tariff of a location in a direction, apart from those of the network. */
  readonly findTariff: (locationId: string, direction: TariffDirection) => StoredObject | undefined;
}

/**
 * Creates an empty account: devices, customers, locations and tariffs. References between objects are resolved at
 * each read, so deleted objects leave no references behind.
 */
export function createAccount(settings: AccountSettings): Account {
  const { market, defaultPlace, examples, lenient, onChange } = settings;
  const customers = new Map<string, StoredObject>();
  const devices = new Map<string, StoredObject>();
  const locations = new Map<string, StoredObject>();
  const tariffs = new Map<string, StoredObject>();
  const demandReferences = createReferences({
    customer: customers,
    device: devices,
    location: locations,
    tariff: tariffs,
  });
  const demandParts = lenient ? () => undefined : demandReferences;

  const locationsOf = (customer: string): StoredObject[] =>
    [...locations.values()].filter(({ customer_id: id }: Partial<Location>) => id === customer);
  const tariffsOf = (location: string): StoredObject[] =>
    [...tariffs.values()].filter(({ location_id: id }: Partial<Tariff>) => id === location);
  const removeTariffs = (location: string): void => {
    for (const { id } of tariffsOf(location)) tariffs.delete(id);
  };
  const placeOf = ({ postal_address: address }: Partial<Location>): Place =>
    findPlace(address) ?? defaultPlace;
  const showLocation = (location: StoredObject): JsonObject => ({
    ...location,
    ...({
      ...placeOf(location),
      tariff_status: tariffStatus(market, location.id),
      tariff_elements: idsOf(tariffsOf(location.id)),
    } satisfies Partial<Location>),
  });

  const resources: Resource[] = [
    {
      path: "/customers",
      objects: customers,
      show: (customer) => ({
        ...customer,
        ...({ locations: idsOf(locationsOf(customer.id)) } satisfies Partial<Customer>),
      }),
      removeParts: (customer) => {
        for (const location of locationsOf(customer)) {
          const shown = showLocation(location);
          locations.delete(location.id);
          onChange("location", "delete", shown);
          removeTariffs(location.id);
        }
      },
    },
    {
      path: "/devices",
      objects: devices,
      // The contract allows creating a device without a reference, but requires one in the response.
      initial: { reference_id: "" } satisfies Partial<Device>,
      absent: ["last_seen"] satisfies (keyof Device)[],
    },
    {
      path: "/locations",
      objects: locations,
      // The example's coordinates and market are those of another address.
      absent: ["geo_location", "market_sources"] satisfies (keyof Location)[],
      show: showLocation,
      removeParts: removeTariffs,
    },
    {
      path: "/tariffs",
      objects: tariffs,
      initial: { market_rates: false } satisfies Partial<Tariff>,
      // Updates name the field `data`; all other calls name it `schedule`.
      renamed: { data: "schedule" } satisfies Renaming<OperationBody<"update-tariff">, Tariff>,
    },
  ];

  return {
    handlers: {
      ...Object.fromEntries(
        resources.flatMap((resource) =>
          Object.entries(createHandlers(resource, { ...settings, demandReferences: demandParts })),
        ),
      ),
      "POST /connect/token": ({ operation, body }) => {
        demandParts(operation, readObject(body));
        return exampleResponse(operation, examples);
      },
    },
    hasDevice: (id) => devices.has(id),
    demandReferences,
    findSite: (id) => {
      const location = locations.get(id);
      if (location === undefined) return undefined;
      const { timezone, currency_code: currency } = placeOf(location);
      const { time_created: created = "" }: Partial<Location> = location;
      return { id, zone: zoneOf(timezone), currency, created: parseTimestamp(created)?.instant ?? 0 };
    },
    showLocation: (id) => {
      const location = locations.get(id);
      return location && showLocation(location);
    },
    findTariff: (locationId, direction) =>
      tariffsOf(locationId).findLast(
        ({ direction: own, type }: Partial<Tariff>) => own === direction && type !== "NON_COMMODITY",
      ),
  };
}

type Renaming<Body, Shown> = { readonly [Name in keyof Body]?: keyof Shown };

function idsOf(objects: readonly StoredObject[]): string[] {
  return objects.map(({ id }) => id);
}
