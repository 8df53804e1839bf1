import { describe, expect, test } from "vitest";
import { zoneOf } from "../../src/testing/world/zone.ts";
import { parseTimestamp } from "../../src/testing/world/timestamp.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The legal rules, independent of the time zone database: offsets in hours, changes in UTC. */
interface Law {
  readonly zone: string;
  readonly standard: number;
  readonly summer: number;
  /** Changes of a year: when summer time begins and ends. */
  readonly changes: (year: number) => readonly [begin: number, end: number];
}

/** A Sunday of a month: the first, or the last for -1. */
function sunday(year: number, month: number, which: 1 | -1): number {
  const edge = which === 1 ? Date.UTC(year, month - 1, 1) : Date.UTC(year, month, 0);
  const weekday = new Date(edge).getUTCDay();
  return edge + (which === 1 ? (7 - weekday) % 7 : -weekday) * DAY;
}

const europe = (year: number) => [sunday(year, 3, -1) + HOUR, sunday(year, 10, -1) + HOUR] as const;
const australia = (standard: number, summer: number) => (year: number) =>
  // At two in the local standard time in October, at two in standard time in April, which is three in summer time.
  [
    sunday(year, 10, 1) + (2 - standard) * HOUR,
    sunday(year, 4, 1) + (standard === 10.5 ? 2 - summer : 2 - standard) * HOUR,
  ] as const;

const LAWS: readonly Law[] = [
  { zone: "Europe/London", standard: 0, summer: 1, changes: europe },
  { zone: "Europe/Berlin", standard: 1, summer: 2, changes: europe },
  { zone: "Australia/Sydney", standard: 10, summer: 11, changes: australia(10, 11) },
  { zone: "Australia/Lord_Howe", standard: 10.5, summer: 11, changes: australia(10.5, 11) },
];

function lawfulOffset({ standard, summer, changes }: Law, instant: number): number {
  const [begin, end] = changes(new Date(instant).getUTCFullYear());
  const inSummer = begin < end ? instant >= begin && instant < end : instant >= begin || instant < end;
  return (inSummer ? summer : standard) * HOUR;
}

describe.each(LAWS)("the clock of $zone", (law) => {
  test.each([2024, 2026, 2027, 2031])("is correct at every minute around both changes in %i", (year) => {
    const zone = zoneOf(law.zone);
    for (const change of law.changes(year)) {
      const wrong: string[] = [];
      for (let at = change - 1.5 * DAY; at < change + 1.5 * DAY; at += MINUTE) {
        const local = new Date(at + lawfulOffset(law, at));
        const { date, hour, minute, weekday } = zone.localTime(at);
        const shown = `${date} ${hour}:${minute} ${weekday}`;
        const lawful = `${local.toISOString().slice(0, 10)} ${local.getUTCHours()}:${local.getUTCMinutes()} ${local.getUTCDay()}`;
        if (shown !== lawful) wrong.push(`${shown} instead of ${lawful}`);
      }
      expect(wrong).toEqual([]);
    }
  });

  test("has one short and one long day a year; all others have 24 hours", () => {
    const zone = zoneOf(law.zone);
    const lengths = new Map<number, number>();
    let day = zone.startOfDay(Date.UTC(2026, 0, 2));
    for (let count = 0; count < 365; count += 1) {
      const next = zone.startOfDay(day, 1);
      lengths.set((next - day) / HOUR, (lengths.get((next - day) / HOUR) ?? 0) + 1);
      day = next;
    }
    const shift = law.summer - law.standard;
    expect([...lengths].sort()).toEqual(
      [
        [24 - shift, 1],
        [24, 363],
        [24 + shift, 1],
      ].sort(),
    );
  });
});

test("a day without midnight begins at its first instant", () => {
  // Santiago set its clocks from 2026-09-05 24:00 to 2026-09-06 01:00.
  const zone = zoneOf("America/Santiago");
  const noon = Date.parse("2026-09-06T12:00:00-03:00");
  expect(new Date(zone.startOfDay(noon)).toISOString()).toBe("2026-09-06T04:00:00.000Z");
});

test("a day with two midnights begins at the first", () => {
  // Havana sets its clocks from 2026-11-01 01:00 back to 00:00.
  const zone = zoneOf("America/Havana");
  const noon = Date.parse("2026-11-01T12:00:00-05:00");
  expect(new Date(zone.startOfDay(noon)).toISOString()).toBe("2026-11-01T04:00:00.000Z");
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-01-01",
  "2026-01-01T00:00:00",
  "2026-01-01T25:00:00Z",
  "not a date",
])("%s is no time", (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});
