import type { JsonObject } from "../../text/json.ts";
import { Refusal } from "../refusal.ts";
import { readTime, required } from "./fields.ts";
import { formatTimestamp } from "./timestamp.ts";

/** Window of a request. Times are milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Writes a time in the offset of the window's end, as the contract has it. */
  readonly write: (instant: number) => string;
}

/** Bounds of {@link readWindow}. */
export interface WindowRules {
  /** Longest window that the contract allows. Default: any. */
  readonly days?: number;
  /** Start if the request has none. Default: none; the request must have a start. */
  readonly start?: number;
}

const DAY = 86_400_000;

/**
 * Reads `start_time` and `end_time`.
 *
 * @throws Refusal 400 if a time is missing, or the window is empty or too long
 */
export function readWindow(body: JsonObject, { days = Infinity, start }: WindowRules): Window {
  const end = required(readTime(body, "end_time"), "end_time");
  const from = required(readTime(body, "start_time")?.instant ?? start, "start_time");
  const to = end.instant;
  if (to <= from) throw new Refusal("end_time must be after start_time");
  if (to - from > days * DAY) {
    throw new Refusal(`end_time must be at most ${days} days after start_time`);
  }
  return { from, to, write: (instant) => formatTimestamp(instant, end.offset) };
}
