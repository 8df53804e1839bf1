import type { ErrorBody, TariffDirection } from "../../../generated/schema.ts";
import { Refusal } from "../refusal.ts";
import type { Curve, Period } from "./curve.ts";
import { defaultDay } from "./default-day.ts";
import type { Site } from "./place.ts";

/**
 * State of the tariff of a location:
 *
 * - `connected`: there are prices
 * - `pending`: the first fetch is running; 422 `pending_connect`
 * - `none`: no tariff; 422 `no_tariff_connected`
 * - `expired`: no tariff from now on; 422 `no_tariff_connected` for later times
 * - `lost`: the source has failed for long; 422 `no_price_data` for later times
 */
export type TariffState = "connected" | "pending" | "none" | "expired" | "lost";

/** Prices and tariff state of every location, by direction. */
export interface Market {
  readonly setCurve: (locationId: string, direction: TariffDirection, curve: Curve) => void;
  readonly setState: (locationId: string, direction: TariffDirection, state: TariffState) => void;
  readonly stateOf: (locationId: string, direction: TariffDirection) => TariffState;
  /** Time of the last price change in milliseconds since 1970; `undefined` if none. */
  readonly changedAt: (locationId: string, direction: TariffDirection) => number | undefined;
  /**
   * Returns the periods that overlap a window, uncut.
   *
   * @throws Refusal 422 if there is no tariff or no price
   */
  readonly periods: (site: Site, direction: TariffDirection, from: number, to: number) => Period[];
}

interface Rate {
  readonly curve: Curve;
  readonly state: TariffState;
  readonly changed: number | undefined;
}

export const TARIFF_STATES: readonly TariffState[] = ["connected", "pending", "none", "expired", "lost"];

type Reason = Required<Pick<ErrorBody, "code" | "message">>;

const REASONS: Readonly<Record<Exclude<TariffState, "connected">, Reason>> = {
  pending: { code: "pending_connect", message: "Connect is processing link to tariff source." },
  none: { code: "no_tariff_connected", message: "No tariff is connected in this direction" },
  expired: { code: "no_tariff_connected", message: "The tariff has expired" },
  lost: { code: "no_price_data", message: "The source of the prices has failed" },
};

/** Creates a market in which every location has the default prices of the grid. */
export function createMarket(now: () => number): Market {
  const rates = new Map<string, Rate>();
  const keyOf = (locationId: string, direction: TariffDirection): string => `${direction} ${locationId}`;

  const rateOf = (locationId: string, direction: TariffDirection): Rate =>
    rates.get(keyOf(locationId, direction)) ?? {
      curve: defaultDay(locationId, direction),
      // Local generation has no default prices.
      state: direction === "LOCAL" ? "none" : "connected",
      changed: undefined,
    };

  const set = (locationId: string, direction: TariffDirection, change: Partial<Rate>): void => {
    const rate = { ...rateOf(locationId, direction), ...change, changed: now() };
    rates.set(keyOf(locationId, direction), rate);
  };

  return {
    setCurve: (locationId, direction, curve) => {
      set(locationId, direction, { curve, state: "connected" });
    },
    setState: (locationId, direction, state) => {
      set(locationId, direction, { state });
    },
    stateOf: (locationId, direction) => rateOf(locationId, direction).state,
    changedAt: (locationId, direction) => rateOf(locationId, direction).changed,
    periods: ({ id, zone }, direction, from, to) => {
      const { curve, state, changed = 0 } = rateOf(id, direction);
      const ended = (state === "expired" || state === "lost") && to > changed;
      if (state === "none" || state === "pending" || ended) throw refusePrice(REASONS[state]);
      const periods = curve(zone, from, to);
      if (periods.length === 0) {
        throw refusePrice({ code: "no_price_data", message: "There is no price in this window" });
      }
      return periods;
    },
  };
}

/** The contract's 422 for calls that depend on prices. */
export function refusePrice(reason: Reason): Refusal {
  const body = { object: "error", live_mode: false, type: "invalid_request", ...reason } satisfies ErrorBody;
  return new Refusal(reason.message, { status: 422, body });
}
