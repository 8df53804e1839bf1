/** Clock time at a location. */
export interface LocalTime {
  /** Date as `2026-03-29`. */
  readonly date: string;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
  /** 0 for Sunday to 6 for Saturday. */
  readonly weekday: number;
}

/** A time zone of the tz database. Instants are milliseconds since 1970, offsets milliseconds east of UTC. */
export interface Zone {
  /** Name in the tz database: `Europe/London`. */
  readonly name: string;
  readonly offsetAt: (instant: number) => number;
  readonly localTime: (instant: number) => LocalTime;
  /** First instant of the local day that contains `instant`, or of the day that many days later. */
  readonly startOfDay: (instant: number, daysLater?: number) => number;
  /** First instant of the local month that contains `instant`, or of the month that many months later. */
  readonly startOfMonth: (instant: number, monthsLater?: number) => number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Zones never change, and are slow to create. */
const zones = new Map<string, Zone>();

/** Finds a time zone by its name in the tz database. */
export function zoneOf(name: string): Zone {
  const zone = zones.get(name) ?? createZone(name);
  zones.set(name, zone);
  return zone;
}

function createZone(name: string): Zone {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });

  const readOffset = (instant: number): number => {
    // Offsets are whole minutes.
    const whole = Math.floor(instant / MINUTE) * MINUTE;
    const parts = new Map(clock.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
    return local - whole;
  };

  /** Offsets at the beginning of UTC days, by day. */
  const offsets = new Map<number, number>();
  const offsetOfDay = (day: number): number => {
    const offset = offsets.get(day) ?? readOffset(day * DAY);
    offsets.set(day, offset);
    return offset;
  };

  const offsetAt = (instant: number): number => {
    const day = Math.floor(instant / DAY);
    const offset = offsetOfDay(day);
    return offset === offsetOfDay(day + 1) ? offset : readOffset(instant);
  };

  /** First instant whose local time is not before the given one, which is read like a time in UTC. */
  const firstAt = (local: number): number => {
    // A search, because the time may come twice or not at all.
    let [before, reached] = [local - DAY, local + DAY];
    while (reached - before > 1) {
      const middle = Math.floor((before + reached) / 2);
      if (middle + offsetAt(middle) < local) before = middle;
      else reached = middle;
    }
    return reached;
  };

  const local = (instant: number): Date => new Date(instant + offsetAt(instant));
  return {
    name,
    offsetAt,
    localTime: (instant) => {
      const time = local(instant);
      return {
        date: time.toISOString().slice(0, 10),
        hour: time.getUTCHours(),
        minute: time.getUTCMinutes(),
        weekday: time.getUTCDay(),
      };
    },
    startOfDay: (instant, daysLater = 0) => {
      const time = local(instant);
      return firstAt(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + daysLater));
    },
    startOfMonth: (instant, monthsLater = 0) => {
      const time = local(instant);
      return firstAt(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + monthsLater, 1));
    },
  };
}
