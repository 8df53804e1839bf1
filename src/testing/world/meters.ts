import type {
  EnergyFlowDirection,
  EnergyUnits,
  FailedMeterRecord,
  MeterBatch,
  MeterUnits,
  TariffDirection,
} from "../../../generated/schema.ts";
import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import { successStatus } from "../plain-response.ts";
import { createIds } from "../ids.ts";
import { Refusal, refuseMissing } from "../refusal.ts";
import type { Handler } from "../resource.ts";
import type { CalledOperation } from "../routes.ts";
import { readChoice, readList, readNumber, readObject, readText, readTime, required } from "./fields.ts";
import { DIRECTIONS } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { formatTimestamp } from "./timestamp.ts";

/** Energy of one period. Times are milliseconds since 1970. */
export interface MeterEntry {
  readonly locationId: string;
  readonly deviceId: string | undefined;
  readonly session: string | undefined;
  readonly reference: string | undefined;
  readonly flow: EnergyFlowDirection;
  readonly direction: TariffDirection;
  /** In watt-hours. */
  readonly energy: number;
  readonly confidence: number;
  readonly from: number;
  readonly to: number;
}

/** All records that were submitted, in order. */
export interface Meters {
  readonly entries: readonly MeterEntry[];
  readonly add: (entry: MeterEntry) => void;
  readonly handlers: Readonly<Record<string, Handler>>;
}

const FLOWS: readonly EnergyFlowDirection[] = ["INBOUND", "OUTBOUND"];
const UNITS: readonly MeterUnits[] = ["W", "KW", "WH", "KWH"];
const REGISTER_UNITS: readonly EnergyUnits[] = ["WH", "KWH"];
const HOUR = 3_600_000;
const MAX_RECORDS = 10_000;

/** Reads the fields that interval records and register readings have in common. */
function readMetered(body: JsonObject, around: Surroundings, operation: CalledOperation) {
  const locationId = required(readText(body, "location_id"), "location_id");
  around.demandReferences(operation, body);
  return {
    locationId,
    deviceId: readText(body, "device_id"),
    session: readText(body, "session_reference_id"),
    flow: readChoice(body, "energy_flow_direction", FLOWS) ?? "INBOUND",
    direction: readChoice(body, "tariff_direction", DIRECTIONS),
  };
}

/**
 * Reads an interval record.
 *
 * @throws Refusal if the record is invalid
 */
export function readEntry(value: unknown, around: Surroundings, operation: CalledOperation): MeterEntry {
  const body = readObject(value, "A record");
  const metered = readMetered(body, around, operation);
  const units = required(readChoice(body, "units", UNITS), "units");
  const amount = required(readNumber(body, "value"), "value");
  const from = required(readTime(body, "start_time"), "start_time").instant;
  const to = required(readTime(body, "end_time"), "end_time").instant;
  if (to <= from) throw new Refusal("end_time must be after start_time");
  const base = units.startsWith("K") ? amount * 1000 : amount;
  return {
    ...metered,
    direction: metered.direction ?? "IMPORT",
    reference: readText(body, "record_reference_id"),
    energy: units.endsWith("H") ? base : (base * (to - from)) / HOUR,
    confidence: readNumber(body, "confidence") ?? 1,
    from,
    to,
  };
}

/** Creates the meters of an account, without any record. */
export function createMeters(around: Surroundings): Meters {
  const entries: MeterEntry[] = [];
  const batches = new Map<string, MeterBatch>();
  /** The last reading of each register. */
  const registers = new Map<string, { readonly at: number; readonly energy: number }>();
  const nextId = createIds("bat");

  const add = (entry: MeterEntry): void => {
    entries.push(entry);
  };

  /** Accepts valid records and reports the others as failed. */
  const submit = (
    operation: CalledOperation,
    records: readonly unknown[],
    accept: (record: unknown) => void,
  ): ReturnType<Handler> => {
    if (records.length > MAX_RECORDS) throw new Refusal(`At most ${MAX_RECORDS} records can be submitted`);
    const failed: FailedMeterRecord[] = [];
    for (const [index, record] of records.entries()) {
      try {
        accept(record);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const reference = isJsonObject(record) ? record["record_reference_id"] : undefined;
        failed.push({
          record_num: index,
          ...(typeof reference === "string" && { record_reference_id: reference }),
          error: error.message,
        });
      }
    }
    const accepted = records.length - failed.length;
    const batch = {
      id: nextId(),
      object: "meter_batch",
      records_submitted: records.length,
      records_accepted: accepted,
      records_processed: accepted,
      failed_records: failed,
      time_created: formatTimestamp(around.now()),
      account_id: around.accountId,
    } satisfies MeterBatch;
    batches.set(batch.id, batch);
    return { status: successStatus(operation.entry), body: batch };
  };

  const submitIntervals: Handler = ({ operation, body }) => {
    if (!Array.isArray(body)) throw new Refusal("The request body must be a list of records");
    return submit(operation, body, (record) => {
      add(readEntry(record, around, operation));
    });
  };

  const submitReadings: Handler = ({ operation, body: sent }) => {
    const body = readObject(sent);
    const metered = readMetered(body, around, operation);
    const { locationId, deviceId, flow } = metered;
    const direction = metered.direction ?? (flow === "INBOUND" ? "IMPORT" : "EXPORT");
    const scale = required(readChoice(body, "units", REGISTER_UNITS), "units") === "KWH" ? 1000 : 1;
    const register = `${deviceId ?? locationId} ${flow} ${direction}`;
    return submit(operation, readList(body, "data"), (record) => {
      const reading = readObject(record, "A reading");
      const at = required(readNumber(reading, "time"), "time") * 1000;
      const energy = required(readNumber(reading, "value"), "value") * scale;
      const reference = readText(reading, "record_reference_id");
      const last = registers.get(register);
      if (last !== undefined && at <= last.at) throw new Refusal("time must be after the last reading");
      if (last !== undefined && energy < last.energy)
        throw new Refusal("value must not be below the last reading");
      registers.set(register, { at, energy });
      if (last === undefined) return;
      add({
        ...metered,
        direction,
        reference,
        energy: energy - last.energy,
        confidence: 1,
        from: last.at,
        to: at,
      });
    });
  };

  const checkBatch: Handler = ({ operation, query }) => {
    const id = query.get("batch_id") ?? "";
    const batch = batches.get(id);
    if (batch === undefined) throw refuseMissing(operation, `No such meter_batch: ${id}`);
    return { status: successStatus(operation.entry), body: batch };
  };

  return {
    entries,
    add,
    handlers: {
      "PUT /meters/interval": submitIntervals,
      "PUT /meters/cumulative/epoch": submitReadings,
      "GET /meters/batch": checkBatch,
    },
  };
}
