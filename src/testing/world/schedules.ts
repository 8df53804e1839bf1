import type { GridDirection, ScheduleDuration, ScheduleLimit, Segment } from "../../../generated/schema.ts";
import { successStatus } from "../plain-response.ts";
import { createIds } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import type { AdmittedCall, Handler } from "../resource.ts";
import type { Period } from "./curve.ts";
import { readChoice, readNumber, readObject, required } from "./fields.ts";
import { refusePrice } from "./market.ts";
import { clip, join, priceAt, rank } from "./slots.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";
import { readWindow } from "./window.ts";

const SCHEDULE_DAYS = 3;
const MINUTE = 60_000;
const SEGMENTS: readonly Segment[] = ["HIGH", "LOW"];
export const GRID_DIRECTIONS: readonly GridDirection[] = ["IMPORT", "EXPORT"];

/** Creates the handlers of schedules by duration and by price limit. */
export function createScheduleHandlers(around: Surroundings): Readonly<Record<string, Handler>> {
  const { accountId, now, market } = around;
  const [nextDuration, nextLimit] = [createIds("std"), createIds("spl")];

  const read = ({ operation, body: sent }: AdmittedCall) => {
    const body = readObject(sent);
    const site = around.findSite(operation);
    const window = readWindow(body, { days: SCHEDULE_DAYS });
    const segment = required(readChoice(body, "segment", SEGMENTS), "segment");
    const direction = readChoice(body, "tariff_direction", GRID_DIRECTIONS) ?? "IMPORT";
    const periods = market.periods(site, direction, window.from, window.to);
    return {
      body,
      window,
      segment,
      slots: clip(periods, window.from, window.to),
      show: (chosen: readonly Period[]) =>
        join(chosen).map(({ from, to, value, confidence }) => ({
          start_time: window.write(from),
          end_time: window.write(to),
          price: { average: value, confidence },
        })),
      request: {
        tariff_direction: direction,
        segment,
        start_time: window.write(window.from),
        end_time: window.write(window.to),
      },
      head: {
        live_mode: false,
        location_id: site.id,
        location_timezone: site.zone.name,
        currency_code: site.currency,
        tariff_direction: direction,
        next_update: window.write(site.zone.startOfDay(now(), 1)),
        time_created: formatTimestamp(now()),
        account_id: accountId,
      },
    };
  };

  return {
    "POST /schedules/duration/{id}": (call) => {
      const { body, window, segment, slots, show, request, head } = read(call);
      const duration = required(readNumber(body, "duration"), "duration");
      // In whole seconds, as responses write times.
      const time = Math.round(duration * 60) * 1000;
      if (time <= 0) throw new Refusal("duration must be more than 0 minutes");
      if (time > window.to - window.from) throw new Refusal("duration must not be longer than the window");
      const responseBody = {
        id: nextDuration(),
        object: "schedule_duration",
        ...head,
        request: { ...request, duration },
        data: show(takeTime(rank(slots, segment), time)),
      } satisfies ScheduleDuration;
      return { status: successStatus(call.operation.entry), body: responseBody };
    },
    "POST /schedules/limit/{id}": (call) => {
      const { body, segment, slots, show, request, head } = read(call);
      const [relative, absolute] = [readNumber(body, "relative"), readNumber(body, "absolute")];
      if (relative !== undefined && (relative < 0.01 || relative > 1)) {
        throw new Refusal("relative must be from 0.01 to 1");
      }
      const limit = required(
        absolute ?? (relative === undefined ? undefined : priceAt(relative, slots)),
        "relative or absolute",
      );
      const chosen = slots.filter(({ value }) => (segment === "LOW" ? value <= limit : value >= limit));
      const responseBody = {
        id: nextLimit(),
        object: "schedule_limit",
        ...head,
        duration: chosen.reduce((total, { from, to }) => total + (to - from), 0) / MINUTE,
        request: {
          ...request,
          ...(relative !== undefined && { relative }),
          ...(absolute !== undefined && { absolute }),
        },
        data: show(chosen),
      } satisfies ScheduleLimit;
      return { status: successStatus(call.operation.entry), body: responseBody };
    },
  };
}

/** Takes periods in order until they add up to a time; the last one is cut. */
function takeTime(ranked: readonly Period[], time: number): Period[] {
  const chosen: Period[] = [];
  let left = time;
  for (const period of ranked) {
    const part = Math.min(left, period.to - period.from);
    // Takes the later part if the device runs on after it, so that it starts only once.
    const late = chosen.some(({ from }) => from === period.to);
    chosen.push(late ? { ...period, from: period.to - part } : { ...period, to: period.from + part });
    left -= part;
    if (left === 0) return chosen;
  }
  throw refusePrice({
    code: "no_price_data",
    message: `The window has prices for ${(time - left) / MINUTE} minutes, fewer than duration`,
  });
}
