import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import { gridOf, onGrid } from "./curve.ts";
import type { Curve, PriceTime } from "./curve.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

interface Rate {
  /** Minutes of the day at which the hours begin and end. */
  readonly edges: readonly number[];
  readonly applies: (time: PriceTime) => boolean;
  readonly value: number;
}

/**
 * Reads the fixed rates of a tariff's first consumption tier. If several rates apply, the last one counts.
 *
 * @returns undefined for a tariff without a schedule, such as one that follows the market
 */
export function readTariffRates({ schedule, market_rates: market }: JsonObject): Curve | undefined {
  const seasons = objectsOf(schedule);
  if (market === true || seasons.length === 0) return undefined;
  const rates = seasons.flatMap((season) =>
    objectsOf(season["days_and_hours"]).flatMap((days) =>
      objectsOf(days["hours"]).flatMap((hours): Rate[] => {
        const value = objectsOf(hours["rate"])[0]?.["fixed"];
        if (typeof value !== "number") return [];
        const edges = [minuteOf(hours["valid_from"]), minuteOf(hours["valid_to"])] as const;
        const applies = (time: PriceTime): boolean =>
          inSeason(season, time) && onDay(days, time) && inHours(edges, time);
        return [{ edges, applies, value }];
      }),
    ),
  );
  const edges = rates.flatMap((rate) => rate.edges).map((minute) => ({ minute, value: undefined }));
  return onGrid(gridOf(edges), (time) => rates.findLast(({ applies }) => applies(time))?.value);
}

/** An absent list stands for every month and every day. */
function inSeason({ months, dates }: JsonObject, { date }: PriceTime): boolean {
  const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8))];
  const names = Array.isArray(months) ? months : ["All"];
  const days = Array.isArray(dates) ? dates : [];
  return (
    (names.includes("All") || names.includes(MONTHS[month - 1])) && (days.length === 0 || days.includes(day))
  );
}

function onDay({ days }: JsonObject, { weekday }: PriceTime): boolean {
  const names = Array.isArray(days) ? days : ["All"];
  const kind = weekday === 0 || weekday === 6 ? "Weekend" : "Weekdays";
  return names.includes("All") || names.includes(kind) || names.includes(DAYS[weekday]);
}

/** Hours that end before they begin are the beginning and the end of the day. */
function inHours([from, to]: readonly [number, number], time: PriceTime): boolean {
  const minute = time.hour * 60 + time.minute;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minuteOf(clock: unknown): number {
  const [hours = 0, minutes = 0] = typeof clock === "string" ? clock.split(":").map(Number) : [];
  return hours * 60 + minutes;
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
