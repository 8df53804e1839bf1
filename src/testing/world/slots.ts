import type { Segment } from "../../../generated/schema.ts";
import type { Period } from "./curve.ts";
import { roundPrice } from "./default-day.ts";

/** Cuts periods that overlap a window to it. */
export function clip(periods: readonly Period[], from: number, to: number): Period[] {
  return periods.map((period) => ({
    ...period,
    from: Math.max(period.from, from),
    to: Math.min(period.to, to),
  }));
}

/** Sorts periods by price, cheapest or most expensive first; equal ones stay in order. */
export function rank(periods: readonly Period[], segment: Segment): Period[] {
  const sign = segment === "LOW" ? 1 : -1;
  return [...periods].sort((a, b) => sign * (a.value - b.value));
}

/** Joins adjacent periods in order of time; the price of a longer one is the mean. */
export function join(periods: readonly Period[]): Period[] {
  const joined: Period[] = [];
  for (const period of [...periods].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last?.to !== period.from) {
      joined.push(period);
      continue;
    }
    const [before, added] = [last.to - last.from, period.to - period.from];
    joined[joined.length - 1] = {
      from: last.from,
      to: period.to,
      value: (last.value * before + period.value * added) / (before + added),
      confidence: Math.min(last.confidence, period.confidence),
    };
  }
  return joined.map((period) => ({ ...period, value: roundPrice(period.value) }));
}

/**
 * Price at a relative place among those of several periods: 0.01 is the lowest, 1 the highest.
 *
 * @param relative as the contract has it in limits and caps
 */
export function priceAt(relative: number, periods: readonly Period[]): number {
  const values = periods.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // Not calculated for 1: a rounding error could exclude the highest price itself.
  return relative >= 1 ? highest : lowest + ((relative - 0.01) / 0.99) * (highest - lowest);
}
