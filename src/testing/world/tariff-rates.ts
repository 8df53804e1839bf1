import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import { gridOf, onGrid } from "./curve.ts";
import type { Curve, PriceTime } from "./curve.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MINUTES = 24 * 60;

interface Hours {
  readonly from: number;
  /** Up to 1440, midnight. */
  readonly to: number;
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
  const hours = seasons.flatMap((season) =>
    objectsOf(season["days_and_hours"]).flatMap((days) =>
      objectsOf(days["hours"]).flatMap((entry): Hours[] => {
        const value = objectsOf(entry["rate"])[0]?.["fixed"];
        if (typeof value !== "number") return [];
        const to = minuteOf(entry["valid_to"]);
        const applies = (time: PriceTime): boolean => inSeason(season, time) && onDay(days, time);
        return [{ from: minuteOf(entry["valid_from"]), to: to === 0 ? DAY_MINUTES : to, applies, value }];
      }),
    ),
  );
  const edges = hours.flatMap(({ from, to }) => [from, to]).map((minute) => ({ minute, value: undefined }));
  return onGrid(gridOf(edges), (time) => {
    const minute = time.hour * 60 + time.minute;
    return hours.findLast(({ from, to, applies }) => minute >= from && minute < to && applies(time))?.value;
  });
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

function minuteOf(clock: unknown): number {
  const [hours = 0, minutes = 0] = typeof clock === "string" ? clock.split(":").map(Number) : [];
  return hours * 60 + minutes;
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
