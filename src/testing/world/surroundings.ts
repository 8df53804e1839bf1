import type { TariffDirection } from "../../../generated/schema.ts";
import type { DemandReferences } from "../references.ts";
import type { CalledOperation } from "../routes.ts";
import type { Market } from "./market.ts";
import type { Site } from "./place.ts";

/** Dependencies of the handlers of prices, schedules and costs. */
export interface Surroundings {
  readonly accountId: string;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  readonly market: Market;
  /**
   * Finds a location.
   *
   * @param id default: the `id` of the path
   * @throws Refusal if there is none
   */
  readonly findSite: (operation: CalledOperation, id?: string) => Site;
  readonly demandReferences: DemandReferences;
  /** True if there is a device with this ID. */
  readonly hasDevice: (id: string) => boolean;
  /** True if there is a location with this ID. */
  readonly hasLocation: (id: string) => boolean;
}

export const DIRECTIONS: readonly TariffDirection[] = ["IMPORT", "EXPORT", "LOCAL"];
