import type { LocationStatus, LocationTariffStatus, TariffDirection } from "../../../generated/schema.ts";
import { successStatus } from "../plain-response.ts";
import type { Handler } from "../resource.ts";
import type { Market, TariffState } from "./market.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";

const STATUS: Readonly<Record<TariffState, string>> = {
  connected: "CONNECTED",
  pending: "PENDING",
  none: "NOT_CONNECTED",
  expired: "NOT_CONNECTED",
  lost: "ERROR",
};

/** State of the tariffs of a location, as the location itself shows it. */
export function tariffStatus(market: Market, locationId: string): Required<LocationTariffStatus> {
  const statusOf = (direction: TariffDirection): string => STATUS[market.stateOf(locationId, direction)];
  return {
    commodity_import: statusOf("IMPORT"),
    commodity_export: statusOf("EXPORT"),
    non_commodity_import: STATUS.none,
    non_commodity_export: STATUS.none,
    local: statusOf("LOCAL"),
  };
}

/** Creates the handler of the status of a location. */
export function createStatusHandlers(around: Surroundings): Readonly<Record<string, Handler>> {
  return {
    "GET /locations/{id}/status": ({ operation }) => {
      const site = around.findSite(operation);
      const states = Object.entries(tariffStatus(around.market, site.id));
      const body = {
        id: site.id,
        object: "location_status",
        live_mode: false,
        tariff_status: Object.fromEntries(states.map(([kind, status]) => [kind, { status }])),
        time_created: formatTimestamp(site.created),
        account_id: around.accountId,
      } satisfies LocationStatus;
      return { status: successStatus(operation.entry), body };
    },
  };
}
