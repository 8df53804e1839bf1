import type {
  DeviceSchedule,
  EnergyUnits,
  GridDirection,
  PowerUnits,
  ScheduleAmount,
} from "../../../generated/schema.ts";
import { successStatus } from "../plain-response.ts";
import { createIds } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import type { Handler } from "../resource.ts";
import type { CalledOperation } from "../routes.ts";
import type { JsonObject } from "../../text/json.ts";
import type { Period } from "./curve.ts";
import { roundPrice } from "./default-day.ts";
import { readChoice, readList, readNumber, readObject, readText, required } from "./fields.ts";
import type { Site } from "./place.ts";
import { allocate, createGrid } from "./power.ts";
import type { Allocation, PowerGrid } from "./power.ts";
import { GRID_DIRECTIONS } from "./schedules.ts";
import { priceAt } from "./slots.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";
import { readWindow } from "./window.ts";
import type { Window } from "./window.ts";

const POWER: readonly PowerUnits[] = ["W", "KW"];
const ENERGY: readonly EnergyUnits[] = ["WH", "KWH"];

/** Needs of one device. */
interface Need {
  readonly device: string;
  readonly direction: GridDirection;
  readonly window: Window;
  /** Prices of the window. */
  readonly periods: readonly Period[];
  /** In watts. */
  readonly power: number;
  readonly maxPower: DeviceSchedule["max_power"];
  /** In watt-hours. */
  readonly energy: number;
  readonly amount: DeviceSchedule["energy"];
}

/** Creates the handler of schedules by amount of energy. */
export function createAmountHandlers(around: Surroundings): Readonly<Record<string, Handler>> {
  const { accountId, now, market } = around;
  const nextId = createIds("sae");

  const readNeed = (
    value: unknown,
    pointer: string,
    { operation, site, sitePower }: { operation: CalledOperation; site: Site; sitePower: number },
  ): Need => {
    const body = readObject(value, "Each entry of data");
    const device = required(readText(body, "device_id"), "device_id");
    around.demandReferences(operation, body, pointer);
    const energy = readQuantity(required(body["energy"], "energy"), "energy", ENERGY);
    const power =
      body["max_power"] === undefined ? undefined : readQuantity(body["max_power"], "max_power", POWER);
    const direction = readChoice(body, "tariff_direction", GRID_DIRECTIONS) ?? "IMPORT";
    const window = readWindow(body, { start: now() });
    return {
      device,
      direction,
      window,
      periods: market.periods(site, direction, window.from, window.to),
      power: Math.min(power?.base ?? sitePower, sitePower),
      maxPower: power?.given,
      energy: energy.base,
      amount: energy.given,
    };
  };

  return {
    "POST /schedules/amount/{id}": ({ operation, body: sent }) => {
      const body = readObject(sent);
      const site = around.findSite(operation);
      const sitePower = readQuantity(required(body["max_power"], "max_power"), "max_power", POWER);
      const cap = readObject(body["shaving_threshold"] ?? {}, "shaving_threshold");
      const limits = { relative: readNumber(cap, "relative"), absolute: readNumber(cap, "absolute") };
      const needs = readList(body, "data").map((entry, index) =>
        readNeed(entry, `/data/${index}`, { operation, site, sitePower: sitePower.base }),
      );

      const edges = needs.flatMap(({ window, periods }) =>
        [window, ...periods].flatMap(({ from, to }) => [from, to]),
      );
      const planned = createGrid(sitePower.base, edges);
      const immediate = createGrid(sitePower.base, edges);
      const plans = needs.map((need) => plan(need, limits, planned, immediate));
      const cost = plans.reduce((total, { due }) => total + due, 0);
      const without = plans.reduce((total, { dueAtOnce }) => total + dueAtOnce, 0);
      const responseBody = {
        id: nextId(),
        object: "schedule_amount",
        live_mode: false,
        location_id: site.id,
        location_timezone: site.zone.name,
        currency_code: site.currency,
        max_power: sitePower.given,
        ...(body["shaving_threshold"] !== undefined && { shaving_threshold: cap }),
        cost: {
          value: roundPrice(cost),
          confidence: Math.min(1, ...plans.map(({ confidence }) => confidence)),
        },
        savings: savingsOf(without, cost),
        data: plans.map(({ schedule }) => schedule),
        time_created: formatTimestamp(now()),
        account_id: accountId,
      } satisfies ScheduleAmount;
      return { status: successStatus(operation.entry), body: responseBody };
    },
  };
}

/** Plans one device. `due` is the amount to pay; earnings are negative. */
function plan(
  need: Need,
  { relative, absolute }: { readonly relative: number | undefined; readonly absolute: number | undefined },
  planned: PowerGrid,
  immediate: PowerGrid,
): { schedule: DeviceSchedule; due: number; dueAtOnce: number; confidence: number } {
  const { direction, window, periods, power, energy } = need;
  const sign = direction === "IMPORT" ? 1 : -1;
  const limit = absolute ?? (relative === undefined ? undefined : priceAt(relative, periods));
  const allowed = periods.filter(({ value }) => limit === undefined || sign * (value - limit) <= 0);
  const byPrice = (a: Period, b: Period): number => sign * (a.value - b.value);
  const parts = allocate(planned, planned.cells(allowed, window).sort(byPrice), { power, energy });
  const atOnce = allocate(immediate, immediate.cells(periods, window), { power, energy });
  const [due, dueAtOnce] = [sign * costOf(parts), sign * costOf(atOnce)];
  const confidence = Math.min(1, ...parts.map((part) => part.confidence));
  return {
    due,
    dueAtOnce,
    confidence,
    schedule: {
      device_id: need.device,
      tariff_direction: direction,
      start_time: window.write(window.from),
      end_time: window.write(window.to),
      ...(need.maxPower !== undefined && { max_power: need.maxPower }),
      energy: need.amount,
      cost: { value: roundPrice(sign * due), confidence },
      savings: savingsOf(dueAtOnce, due),
      schedule: parts.map((part) => ({
        start_time: window.write(part.from),
        end_time: window.write(part.to),
        power: { units: "W", value: part.power },
      })),
    },
  };
}

function readQuantity<Units extends string>(
  value: unknown,
  name: string,
  units: readonly Units[],
): { base: number; given: { units: Units; value: number } } {
  const body: JsonObject = readObject(value, name);
  const unit = required(readChoice(body, "units", units), `units of ${name}`);
  const amount = required(readNumber(body, "value"), `value of ${name}`);
  if (amount < 0) throw new Refusal(`value of ${name} must not be negative`);
  return { base: unit.startsWith("K") ? amount * 1000 : amount, given: { units: unit, value: amount } };
}

/** In major currency units. */
function costOf(parts: readonly Allocation[]): number {
  return parts.reduce((total, { value, energy }) => total + (value * energy) / 1000, 0);
}

function savingsOf(without: number, due: number): DeviceSchedule["savings"] {
  const value = without - due;
  const percentage = without === 0 ? 0 : (100 * value) / Math.abs(without);
  return { value: roundPrice(value), percentage: Math.round(percentage * 100) / 100 };
}
