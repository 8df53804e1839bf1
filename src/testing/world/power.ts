import type { Period } from "./curve.ts";
import type { Window } from "./window.ts";

/** Power that is used for part of a period. Times are milliseconds since 1970. */
export interface Allocation extends Period {
  /** In watts. */
  readonly power: number;
  /** In watt-hours. */
  readonly energy: number;
}

/** Power of a location over time, shared by its devices. */
export interface PowerGrid {
  /**
   * Cuts periods that overlap a window to it, and at all edges of the grid, so that cells of several devices are equal
   * or do not overlap. Keeps their order.
   */
  readonly cells: (periods: readonly Period[], window: Window) => Period[];
  /** Power that is left in a cell, in watts. */
  readonly left: (cell: Period) => number;
  readonly take: (cell: Period, power: number) => void;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/**
 * Creates a grid whose power is unused.
 *
 * @param power of the location, in watts
 * @param edges start and end of the windows and periods of all devices
 */
export function createGrid(power: number, edges: readonly number[]): PowerGrid {
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  const used = new Map<number, number>();
  const usedIn = ({ from }: Period): number => used.get(from) ?? 0;
  return {
    cells: (periods, { from, to }) =>
      periods.flatMap((period) => {
        const [start, end] = [Math.max(period.from, from), Math.min(period.to, to)];
        const bounds = [start, ...cuts.filter((cut) => cut > start && cut < end), end];
        return bounds
          .slice(1)
          .map((bound, index) => ({ ...period, from: bounds[index] ?? start, to: bound }));
      }),
    left: (cell) => power - usedIn(cell),
    take: (cell, taken) => {
      used.set(cell.from, usedIn(cell) + taken);
    },
  };
}

/**
 * Fills cells in order until they have the energy, or no cell is left. The last cell may be used in part, but its
 * power is taken for the whole cell, so that the location never exceeds its limit.
 *
 * @returns in order of time
 */
export function allocate(
  grid: PowerGrid,
  cells: readonly Period[],
  { power, energy }: { readonly power: number; readonly energy: number },
): Allocation[] {
  const parts: Allocation[] = [];
  let missing = energy;
  for (const cell of cells) {
    const available = Math.min(power, grid.left(cell));
    if (missing <= 0 || available <= 0) continue;
    // In whole seconds, as responses write times.
    const needed = Math.ceil(((missing / available) * HOUR) / SECOND) * SECOND;
    const time = Math.min(cell.to - cell.from, needed);
    const filled = Math.min(missing, (available * time) / HOUR);
    parts.push({ ...cell, to: cell.from + time, power: available, energy: filled });
    grid.take(cell, available);
    missing -= filled;
  }
  return joinEqual(parts.sort((a, b) => a.from - b.from));
}

/** Joins adjacent parts of equal power; the price is the mean. */
function joinEqual(parts: readonly Allocation[]): Allocation[] {
  const joined: Allocation[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.to !== part.from || last.power !== part.power) {
      joined.push(part);
      continue;
    }
    const energy = last.energy + part.energy;
    joined[joined.length - 1] = {
      ...last,
      to: part.to,
      value: (last.value * last.energy + part.value * part.energy) / energy,
      confidence: Math.min(last.confidence, part.confidence),
      energy,
    };
  }
  return joined;
}
