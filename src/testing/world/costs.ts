import type {
  EnergyCost,
  EnergyCostPeriod,
  MeterRecord,
  TariffDirection,
} from "../../../generated/schema.ts";
import { successStatus } from "../plain-response.ts";
import { createIds } from "../ids.ts";
import { Refusal, refuseMissing } from "../refusal.ts";
import type { Handler } from "../resource.ts";
import type { CalledOperation } from "../routes.ts";
import { roundPrice } from "./default-day.ts";
import { readObject, readTime } from "./fields.ts";
import { refusePrice } from "./market.ts";
import { readEntry } from "./meters.ts";
import type { MeterEntry, Meters } from "./meters.ts";
import type { Site } from "./place.ts";
import { clip } from "./slots.ts";
import { DIRECTIONS } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";

const UNITS = "WH";
const AGGREGATIONS = ["DAY", "MONTH"] as const;

/** Creates the handlers of energy costs. */
export function createCostHandlers(around: Surroundings, meters: Meters): Readonly<Record<string, Handler>> {
  const { accountId, now, market } = around;
  const [nextRecord, nextReport] = [createIds("mre"), createIds("ecs")];

  /** Assumes that the energy of a record is spread evenly over its time. */
  const costOf = (entry: MeterEntry, site: Site): { value: number; confidence: number } => {
    const { from, to, energy, direction } = entry;
    const slots = clip(market.periods(site, direction, from, to), from, to);
    if (slots.reduce((total, slot) => total + (slot.to - slot.from), 0) < to - from) {
      throw refusePrice({ code: "no_price_data", message: "Prices are missing for part of the time" });
    }
    const value = slots.reduce(
      (total, slot) => total + (slot.value * energy * (slot.to - slot.from)) / (1000 * (to - from)),
      0,
    );
    return { value, confidence: Math.min(entry.confidence, ...slots.map(({ confidence }) => confidence)) };
  };

  const sum = (
    entries: readonly MeterEntry[],
    site: Site,
    [start, end]: readonly [string, string],
  ): EnergyCostPeriod => {
    const costs = entries.map((entry) => costOf(entry, site));
    return {
      start_time: start,
      end_time: end,
      energy: { value: Math.round(entries.reduce((total, { energy }) => total + energy, 0)) },
      cost: {
        value: roundPrice(costs.reduce((total, { value }) => total + value, 0)),
        confidence: Math.min(1, ...costs.map(({ confidence }) => confidence)),
      },
    };
  };

  const report = (
    operation: CalledOperation,
    {
      direction,
      objectId,
      site,
    }: { direction: TariffDirection; objectId: string | undefined; site: Site | undefined },
    data: readonly EnergyCostPeriod[],
  ): ReturnType<Handler> => {
    const body = {
      id: nextReport(),
      object: "energy_cost",
      ...(objectId !== undefined && { object_id: objectId }),
      live_mode: false,
      tariff_direction: direction,
      ...(site !== undefined && { location_timezone: site.zone.name, currency_code: site.currency }),
      energy_units: UNITS,
      data: [...data],
      account_id: accountId,
    } satisfies EnergyCost;
    return { status: successStatus(operation.entry), body };
  };

  const instant: Handler = ({ operation, query, body: sent }) => {
    const body = readObject(sent);
    const entry = readEntry(body, around, operation);
    const site = around.findSite(operation, entry.locationId);
    const kept = query.get("non_persistent") !== "true";
    const end = readTime(body, "end_time")?.offset ?? 0;
    const period = sum([entry], site, [formatTimestamp(entry.from, end), formatTimestamp(entry.to, end)]);
    if (kept) meters.add(entry);
    const responseBody = {
      id: nextRecord(),
      object: "meter_record",
      live_mode: false,
      energy_flow_direction: entry.flow,
      tariff_direction: entry.direction,
      currency_code: site.currency,
      energy_units: UNITS,
      request: { ...body, non_persistent: !kept },
      data: { ...period, ...referencesOf(entry) },
      time_created: formatTimestamp(now()),
      account_id: accountId,
    } satisfies Omit<MeterRecord, "request"> & { request: object };
    return { status: successStatus(operation.entry), body: responseBody };
  };

  const byInterval: Handler = ({ operation, query, body: sent }) => {
    const body = readObject(sent);
    const objectId = operation.params["id"] ?? "";
    const [start, end] = [readTime(body, "start_time"), readTime(body, "end_time")];
    if (start && end && end.instant <= start.instant) throw new Refusal("end_time must be after start_time");
    const direction = readParameter(query, "tariff_direction", DIRECTIONS) ?? "IMPORT";
    const aggregation = readParameter(query, "aggregation", AGGREGATIONS);
    const offset = end?.offset ?? start?.offset ?? 0;
    if (!around.hasLocation(objectId) && !around.hasDevice(objectId)) {
      throw refuseMissing(operation, `No such location or device: ${objectId}`);
    }
    const entries = meters.entries
      .filter((entry) => (entry.deviceId ?? entry.locationId) === objectId && entry.direction === direction)
      .filter(({ from, to }) => from >= (start?.instant ?? from) && to <= (end?.instant ?? to))
      .sort((a, b) => a.from - b.from);
    const locationId = entries[0]?.locationId ?? (around.hasLocation(objectId) ? objectId : undefined);
    const site = locationId === undefined ? undefined : around.findSite(operation, locationId);
    if (site === undefined) return report(operation, { direction, objectId, site }, []);

    const [first, last] = [
      start?.instant ?? Math.min(...entries.map(({ from }) => from)),
      end?.instant ?? Math.max(...entries.map(({ to }) => to)),
    ];
    const startOf = { DAY: site.zone.startOfDay, MONTH: site.zone.startOfMonth };
    const startOfGroup = ({ from }: MeterEntry): number => (aggregation ? startOf[aggregation](from) : first);
    const data = [...groupBy(entries, startOfGroup)].map(([from, group]) => {
      const to = aggregation ? startOf[aggregation](from, 1) : last;
      const bounds = [Math.max(from, start?.instant ?? from), Math.min(to, end?.instant ?? to)] as const;
      return sum(group, site, [formatTimestamp(bounds[0], offset), formatTimestamp(bounds[1], offset)]);
    });
    return report(operation, { direction, objectId, site }, data);
  };

  const bySession: Handler = ({ operation, query }) => {
    const session = operation.params["id"] ?? "";
    const direction = readParameter(query, "tariff_direction", DIRECTIONS) ?? "IMPORT";
    const entries = meters.entries
      .filter((entry) => entry.session === session && entry.direction === direction)
      .sort((a, b) => a.from - b.from);
    const [first] = entries;
    const site = first && around.findSite(operation, first.locationId);
    const data = entries.map((entry) => ({
      ...sum([entry], around.findSite(operation, entry.locationId), [
        formatTimestamp(entry.from),
        formatTimestamp(entry.to),
      ]),
      ...referencesOf(entry),
    }));
    return report(operation, { direction, objectId: first?.deviceId ?? first?.locationId, site }, data);
  };

  return {
    "POST /costs/instant": instant,
    "POST /costs/interval/{id}": byInterval,
    "POST /costs/session/{id}": bySession,
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function referencesOf({ session, reference }: MeterEntry): Partial<EnergyCostPeriod> {
  return {
    ...(session !== undefined && { session_reference_id: session }),
    ...(reference !== undefined && { record_reference_id: reference }),
  };
}

function readParameter<Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Refusal(`${name} must be one of ${choices.join(", ")}`);
  return choice;
}
