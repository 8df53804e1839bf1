import { onGrid } from "./curve.ts";
import type { Curve } from "./curve.ts";

/** Price of each local hour, per kWh in major currency units: a cheap night and an expensive evening. */
const HOURS = [
  0.16, 0.14, 0.13, 0.12, 0.12, 0.14, 0.19, 0.25, 0.27, 0.25, 0.22, 0.2, 0.19, 0.18, 0.2, 0.24, 0.33, 0.39,
  0.41, 0.38, 0.31, 0.26, 0.22, 0.19,
];

/** Price of energy into the grid, as a share of the price of energy from the grid. */
const EXPORT_SHARE = 0.4;

/** The curve of a new location: the same prices every day, and in every run for the same ID. */
export function defaultDay(locationId: string, direction: string): Curve {
  const level = (direction === "EXPORT" ? EXPORT_SHARE : 1) * (0.9 + 0.2 * fractionOf(locationId));
  return onGrid(30, ({ hour, minute }) => {
    const noise = 0.96 + 0.08 * fractionOf(`${locationId} ${hour}:${minute}`);
    return roundPrice((HOURS[hour] ?? 0) * level * noise);
  });
}

/** Rounds to the five decimals that the contract allows for prices. */
export function roundPrice(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** A pseudo-random number from 0 to 1: the FNV-1a hash of a text. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0) / 0xffffffff;
}
