import type { CallOutcome, Client } from "../../src/index.ts";
import type { JourneyRecord } from "./record.ts";

/** Kinds of objects that the journey creates. */
export type Kind = "customer" | "device" | "location" | "tariff";

/** The objects that a journey has created. */
export interface OwnedObjects {
  /**
   * Creates an object and remembers it for {@link removeAll}. If the outcome is unknown, it looks for the object, so
   * that none is left behind.
   *
   * @param mark reference for finding the object; for a tariff, its location
   */
  readonly create: (
    kind: Kind,
    mark: string,
    create: () => Promise<CallOutcome>,
  ) => Promise<string | undefined>;
  /** Deletes all objects, the latest first. Returns those that may be left. */
  readonly removeAll: () => Promise<readonly string[]>;
}

/** @param flatpeak client whose calls are not aborted with the journey */
export function createOwnedObjects(flatpeak: Client, record: JourneyRecord): OwnedObjects {
  const owned: { readonly kind: Kind; readonly id: string }[] = [];
  const left: string[] = [];

  const search = async (kind: Kind, mark: string): Promise<CallOutcome> => {
    const query = { reference_id: mark };
    switch (kind) {
      case "customer":
        return flatpeak.GET("/customers", { params: { query } });
      case "device":
        return flatpeak.GET("/devices", { params: { query } });
      case "location":
        return flatpeak.GET("/locations", { params: { query } });
      case "tariff":
        return flatpeak.GET("/tariffs", { params: { query: { location_id: mark } } });
    }
  };

  const remove = async (kind: Kind, id: string): Promise<CallOutcome> => {
    const init = { params: { path: { id } } };
    switch (kind) {
      case "customer":
        return flatpeak.DELETE("/customers/{id}", init);
      case "device":
        return flatpeak.DELETE("/devices/{id}", init);
      case "location":
        return flatpeak.DELETE("/locations/{id}", init);
      case "tariff":
        return flatpeak.DELETE("/tariffs/{id}", init);
    }
  };

  /**
   * The IDs of the objects with this mark. Checked here, too: if the API ignored the filter, other objects would be
   * deleted.
   */
  const findLost = async (kind: Kind, mark: string): Promise<readonly string[] | undefined> => {
    const { data, error } = await search(kind, mark);
    if (error !== undefined) return undefined;
    const name = kind === "tariff" ? "location_id" : "reference_id";
    return readList(data).flatMap((item) =>
      readText(item, name) === mark ? (readText(item, "id") ?? []) : [],
    );
  };

  return {
    create: async (kind, mark, create) => {
      const outcome = await create();
      record.note(outcome);
      const id = readText(outcome.data, "id");
      if (id !== undefined) {
        owned.push({ kind, id });
        return id;
      }
      const isLost = outcome.error === undefined || outcome.error.outcome === "unknown";
      const found = isLost ? await findLost(kind, mark) : [];
      if (found === undefined)
        left.push(
          kind === "tariff" ? `tariff of the location ${mark}` : `${kind} with the reference ${mark}`,
        );
      for (const id of found ?? []) owned.push({ kind, id });
      return undefined;
    },
    removeAll: async () => {
      for (const { kind, id } of owned.splice(0).reverse()) {
        const outcome = await remove(kind, id);
        record.note(outcome);
        if (outcome.error !== undefined && outcome.response?.status !== 404) left.push(`${kind} ${id}`);
      }
      return left;
    },
  };
}

/** The items of a list, even if they violate the contract. */
export function readList(data: unknown): readonly unknown[] {
  const list: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "data") : undefined;
  return Array.isArray(list) ? list : [];
}

/** A string property of an object, if there is one. */
export function readText(value: unknown, name: string): string | undefined {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}
