import type { Price, PriceAudit, PriceRequest, TariffDirection } from "../../../generated/schema.ts";
import { successStatus } from "../plain-response.ts";
import { createIds } from "../ids.ts";
import type { AdmittedCall, Handler } from "../resource.ts";
import type { Period } from "./curve.ts";
import { readChoice, readObject } from "./fields.ts";
import type { Site } from "./place.ts";
import { DIRECTIONS } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";
import { readWindow } from "./window.ts";
import type { Window } from "./window.ts";

const PRICE_DAYS = 90;

/** Creates the handlers of prices and their audits. */
export function createPriceHandlers(around: Surroundings): Readonly<Record<string, Handler>> {
  const { accountId, now, market } = around;
  const [nextPrice, nextAudit] = [createIds("prs"), createIds("tra")];

  const read = (call: AdmittedCall) => {
    const body = readObject(call.body);
    const site = around.findSite(call.operation);
    const direction = readChoice(body, "tariff_direction", DIRECTIONS) ?? "IMPORT";
    const window = readWindow(body, { days: PRICE_DAYS, start: now() });
    const periods = market.periods(site, direction, window.from, window.to);
    return { site, direction, window, periods, head: describe(site, direction, window) };
  };

  const describe = (site: Site, direction: TariffDirection, window: Window) => ({
    live_mode: false,
    location_id: site.id,
    location_timezone: site.zone.name,
    currency_code: site.currency,
    tariff_direction: direction,
    last_updated: window.write(market.changedAt(site.id, direction) ?? site.created),
    request: {
      tariff_direction: direction,
      start_time: window.write(window.from),
      end_time: window.write(window.to),
    } satisfies PriceRequest,
    time_created: formatTimestamp(now()),
    account_id: accountId,
  });

  const cut = ({ from, to }: Period, { write }: Window) => ({ valid_from: write(from), valid_to: write(to) });

  return {
    "POST /prices/{id}": (call) => {
      const { site, window, periods, head } = read(call);
      const body = {
        id: nextPrice(),
        object: "price",
        ...head,
        next_update: window.write(site.zone.startOfDay(now(), 1)),
        data: periods.map((period) => ({
          ...cut(period, window),
          price: { value: period.value, confidence: period.confidence },
        })),
      } satisfies Price;
      return { status: successStatus(call.operation.entry), body };
    },
    "POST /audits/prices/{id}": (call) => {
      const { window, periods, head } = read(call);
      const body = {
        id: nextAudit(),
        object: "price_audit",
        ...head,
        data: periods.map((period) => ({
          ...cut(period, window),
          price_breakdown: {
            commodity: { fixed: period.value, aggregate: period.value },
            total: period.value,
            confidence: period.confidence,
          },
        })),
      } satisfies PriceAudit;
      return { status: successStatus(call.operation.entry), body };
    },
  };
}
