import type { MeterRecordSubmit } from "flatpeak";

/** Makes records of June 2026 for a location, and for a device if one is given. */
export function createRecords(ids: Pick<MeterRecordSubmit, "location_id" | "device_id">) {
  return (
    start: string,
    end: string,
    value: number,
    more: Partial<MeterRecordSubmit> = {},
  ): MeterRecordSubmit => ({
    ...ids,
    units: "KWH",
    value,
    start_time: `2026-06-${start}:00Z`,
    end_time: `2026-06-${end}:00Z`,
    ...more,
  });
}
