import type { PriceInterval } from "../../../generated/schema.ts";
import { UsageError } from "../../errors/classes.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { LocalTime, Zone } from "./zone.ts";

/** Argument of a curve that is a function: the start of a period, in local time. */
export interface PriceTime extends LocalTime {
  /** Start of the period as a `Date`. */
  readonly at: Date;
}

/**
 * Prices of a location, per kWh in major currency units:
 *
 * - a number: the same price at all times
 * - prices by local time, such as `{ "00:00": 0.12, "06:00": 0.31 }`: each lasts until the next one, the last until the
 *   first of the next day
 * - a list of periods, as the API returns them in `data`; there are no prices outside of them
 * - a function of the local time, called for every half hour; `undefined` stands for no price
 */
export type PriceCurve =
  | number
  | Readonly<Record<`${number}:${number}`, number>>
  | readonly PriceInterval[]
  | ((time: PriceTime) => number | undefined);

/** Price of one period. Times are milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** Per kWh in major currency units. */
  readonly value: number;
  readonly confidence: number;
}

/** Returns all periods that overlap a window, uncut, in order of time. */
export type Curve = (zone: Zone, from: number, to: number) => Period[];

const MINUTE = 60_000;

/**
 * Reads a curve.
 *
 * @throws UsageError if the curve is invalid
 */
export function readCurve(curve: PriceCurve): Curve {
  if (typeof curve === "function") {
    return onGrid(30, (time) => {
      const value = curve(time);
      if (value !== undefined && !Number.isFinite(value))
        throw wrongPrice(`at ${time.at.toISOString()}`, value);
      return value;
    });
  }
  if (typeof curve === "number") {
    if (!Number.isFinite(curve)) throw wrongPrice("of the curve", curve);
    return onGrid(30, () => curve);
  }
  return isList(curve) ? readList(curve) : readBands(curve);
}

function isList(curve: PriceCurve): curve is readonly PriceInterval[] {
  return Array.isArray(curve);
}

/** Periods of equal length by the local clock. `minutes` divides an hour. */
export function onGrid(minutes: number, priceAt: (time: PriceTime) => number | undefined): Curve {
  const length = minutes * MINUTE;
  return (zone, from, to) => {
    const periods: Period[] = [];
    const since = (from + zone.offsetAt(from)) % length;
    for (let at = from - since; at < to; at += length) {
      const value = priceAt({ at: new Date(at), ...zone.localTime(at) });
      if (value !== undefined) periods.push({ from: at, to: at + length, value, confidence: 1 });
    }
    return periods;
  };
}

/** Price that starts at a minute of the local day. */
export interface Band {
  readonly minute: number;
  readonly value: number | undefined;
}

/** Minutes of a period on whose grid all bands begin. */
export function gridOf(bands: readonly Band[]): number {
  return [30, 15, 5, 1].find((length) => bands.every(({ minute }) => minute % length === 0)) ?? 1;
}

function readBands(curve: Readonly<Record<string, number>>): Curve {
  const bands = Object.entries(curve)
    .map(([clock, value]) => {
      const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? [];
      if (hour === undefined) throw new UsageError(`"${clock}" is not a local time; write it as "06:00"`);
      if (!Number.isFinite(value)) throw wrongPrice(`from ${clock}`, value);
      return { minute: Number(hour) * 60 + Number(minute), value };
    })
    .sort((a, b) => a.minute - b.minute);
  const last = bands.at(-1);
  if (last === undefined) throw new UsageError('The curve has no price; pass one, such as { "00:00": 0.2 }');
  return onGrid(gridOf(bands), ({ hour, minute }) => {
    const now = hour * 60 + minute;
    return (bands.findLast((band) => band.minute <= now) ?? last).value;
  });
}

function readList(curve: readonly PriceInterval[]): Curve {
  const periods = curve
    .map(({ valid_from = "", valid_to = "", price }, index): Period => {
      const [from, to] = [parseTimestamp(valid_from)?.instant, parseTimestamp(valid_to)?.instant];
      if (from === undefined || to === undefined || from >= to) {
        throw new UsageError(`Period ${index} of the curve needs a valid_from and a later valid_to`);
      }
      if (price?.value === undefined || !Number.isFinite(price.value)) {
        throw wrongPrice(`of period ${index}`, price?.value);
      }
      return { from, to, value: price.value, confidence: price.confidence ?? 1 };
    })
    .sort((a, b) => a.from - b.from);
  for (const [index, { from }] of periods.entries()) {
    if (from < (periods[index - 1]?.to ?? from)) {
      throw new UsageError(`Periods of the curve overlap at ${new Date(from).toISOString()}`);
    }
  }
  return (_zone, from, to) => periods.filter((period) => period.from < to && period.to > from);
}

function wrongPrice(place: string, value: unknown): UsageError {
  return new UsageError(`The price ${place} must be a number, not ${String(value)}`);
}
