/**
 * Point in time on two clocks. The wall clock can be set back or forward; the steady clock cannot, but it may stop
 * while the machine sleeps.
 */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/** Returns the current moment, or the moment that many milliseconds ago. */
export function now(ago = 0): Moment {
  return { wall: Date.now() - ago, steady: performance.now() - ago };
}

/**
 * Returns the milliseconds since a moment, by the clock that advanced more: a clock that is set back must not extend a
 * token's life.
 */
export function ageOf({ wall, steady }: Moment): number {
  return Math.max(Date.now() - wall, performance.now() - steady);
}
