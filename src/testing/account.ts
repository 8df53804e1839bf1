import type { Customer, Device, Location, Tariff } from "../../generated/schema.ts";
import type { OperationBody } from "../types/operations.ts";
import type { ObjectSettings, StoredObject } from "./new-object.ts";
import { createHandlers } from "./resource.ts";
import type { Handler, Resource } from "./resource.ts";

/**
 * Creates the handlers of an empty account: devices, customers, locations and tariffs. References between objects are
 * resolved at each read, so that deleted objects leave none behind.
 */
export function createAccount(settings: ObjectSettings): Readonly<Record<string, Handler>> {
  const customers = new Map<string, StoredObject>();
  const devices = new Map<string, StoredObject>();
  const locations = new Map<string, StoredObject>();
  const tariffs = new Map<string, StoredObject>();

  const locationsOf = (customer: string): StoredObject[] =>
    [...locations.values()].filter(({ customer_id: id }: Partial<Location>) => id === customer);
  const tariffsOf = (location: string): StoredObject[] =>
    [...tariffs.values()].filter(({ location_id: id }: Partial<Tariff>) => id === location);
  const removeTariffs = (location: string): void => {
    for (const { id } of tariffsOf(location)) tariffs.delete(id);
  };

  const resources: Resource[] = [
    {
      path: "/customers",
      objects: customers,
      show: (customer) => ({
        ...customer,
        ...({ locations: idsOf(locationsOf(customer.id)) } satisfies Partial<Customer>),
      }),
      removeParts: (customer) => {
        for (const { id } of locationsOf(customer)) {
          removeTariffs(id);
          locations.delete(id);
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
      absent: ["tariff_status"] satisfies (keyof Location)[],
      show: (location) => ({
        ...location,
        ...({ tariff_elements: idsOf(tariffsOf(location.id)) } satisfies Partial<Location>),
      }),
      removeParts: removeTariffs,
    },
    {
      path: "/tariffs",
      objects: tariffs,
      initial: { market_rates: false } satisfies Partial<Tariff>,
      // Updates name the field `data`; all other calls name it `schedule`.
      renamed: { data: "schedule" } satisfies Renaming<OperationBody<"update-tariff">, Tariff>,
      findMissing: ({ location_id: id }: Partial<OperationBody<"create-tariff">>) =>
        id !== undefined && locations.has(id) ? undefined : `No such location: ${String(id)}`,
    },
  ];

  return Object.fromEntries(
    resources.flatMap((resource) => Object.entries(createHandlers(resource, settings))),
  );
}

type Renaming<Body, Shown> = { readonly [Name in keyof Body]?: keyof Shown };

function idsOf(objects: readonly StoredObject[]): string[] {
  return objects.map(({ id }) => id);
}
