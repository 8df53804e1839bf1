import { createClient } from "../../src/index.ts";
import type { CallOutcome, ClientOptions } from "../../src/index.ts";
import { createOwnedObjects, readList, readText } from "./owned.ts";
import type { JourneyRecord } from "./record.ts";

/** The end of a journey. */
export interface JourneyEnd {
  /** Status code for a bearer token that the API does not know; undefined if that call got no response. */
  readonly refusedBearer: number | undefined;
  /** Objects that may be left in the account. */
  readonly left: readonly string[];
  /** The reason why the journey ended early. */
  readonly stopped: string | undefined;
}

/** Operations that the journey skips: their objects cannot be deleted, or the API may not support them. */
export const SKIPPED: ReadonlySet<string> = new Set([
  "create-connect-token",
  "submit-meter-interval",
  "submit-meter-cumulative",
  "update-tariff",
]);

const DAY_MS = 24 * 60 * 60 * 1000;
const ADDRESS = {
  address_line1: "1-3",
  address_line2: "Strand",
  city: "London",
  post_code: "WC2N 5EH",
  country_code: "GB",
};
/** An ID that no account has. */
const UNKNOWN_ID = "0".repeat(24);

/**
 * Calls all operations that read, and creates, reads, updates and deletes its own objects. It always tries to delete
 * the objects that it created.
 *
 * @throws Error if the login is not in test mode, before anything is created
 */
export async function travel(
  account: ClientOptions,
  record: JourneyRecord,
  signal: AbortSignal,
): Promise<JourneyEnd> {
  const flatpeak = createClient({ ...account, drift: record.watch });
  const owned = createOwnedObjects(flatpeak, record);
  /** Records a call, and stops the journey after an interruption. */
  const step = async <Outcome extends CallOutcome>(call: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await call;
    record.note(outcome);
    signal.throwIfAborted();
    return outcome;
  };

  const login = await step(flatpeak.GET("/login", { signal }));
  if (login.error !== undefined) throw login.error;
  // The API may omit it despite the contract.
  const isLive: unknown = login.data.live_mode;
  if (isLive !== false) throw new Error("The login is not in test mode; nothing was created");

  const reference_id = `verify-${crypto.randomUUID()}`;
  const create: typeof owned.create = async (...words) => {
    const id = await owned.create(...words);
    signal.throwIfAborted();
    return id;
  };

  const useObjects = async (): Promise<void> => {
    const customer_id = await create("customer", reference_id, () =>
      flatpeak.POST("/customers", { signal, body: { reference_id } }),
    );
    await step(flatpeak.GET("/customers", { signal }));
    if (customer_id !== undefined) {
      const params = { path: { id: customer_id } };
      await step(flatpeak.GET("/customers/{id}", { signal, params }));
      await step(flatpeak.PATCH("/customers/{id}", { signal, params, body: { reference_id } }));
    }
    const device = await create("device", reference_id, () =>
      flatpeak.POST("/devices", { signal, body: { reference_id } }),
    );
    await step(flatpeak.GET("/devices", { signal }));
    if (device !== undefined) {
      const params = { path: { id: device } };
      await step(flatpeak.GET("/devices/{id}", { signal, params }));
      await step(flatpeak.PATCH("/devices/{id}", { signal, params, body: { reference_id } }));
    }
    const body = {
      reference_id,
      postal_address: ADDRESS,
      ...(customer_id === undefined ? {} : { customer_id }),
    };
    const location = await create("location", reference_id, () =>
      flatpeak.POST("/locations", { signal, body }),
    );
    await step(flatpeak.GET("/locations", { signal }));
    if (location === undefined) return;
    const params = { path: { id: location } };
    await step(flatpeak.GET("/locations/{id}", { signal, params }));
    await step(flatpeak.PATCH("/locations/{id}", { signal, params, body }));
    await useTariff(location);
    await step(flatpeak.GET("/locations/{id}/status", { signal, params }));
    await compute(location, device);
  };

  const useTariff = async (location_id: string): Promise<void> => {
    const tariff = await create("tariff", location_id, () =>
      flatpeak.POST("/tariffs", {
        signal,
        body: {
          location_id,
          direction: "IMPORT",
          type: "COMMODITY",
          display_name: "Verification",
          market_rates: false,
          contract_start_date: formatTime(Date.now() - 30 * DAY_MS),
          contract_end_date: formatTime(Date.now() + 30 * DAY_MS),
          schedule: [
            {
              months: ["All"],
              days_and_hours: [
                {
                  days: ["All"],
                  hours: [{ valid_from: "00:00:00", valid_to: "23:59:59", rate: [{ fixed: 0.2 }] }],
                },
              ],
            },
          ],
        },
      }),
    );
    await step(flatpeak.GET("/tariffs", { signal, params: { query: { location_id } } }));
    if (tariff === undefined) return;
    await step(flatpeak.GET("/tariffs/{id}", { signal, params: { path: { id: tariff } } }));
  };

  /** These calls store nothing. */
  const compute = async (location_id: string, device_id: string | undefined): Promise<void> => {
    const params = { path: { id: location_id } };
    const [start_time, end_time] = [formatTime(Date.now()), formatTime(Date.now() + DAY_MS)];
    const period = { start_time, end_time };
    const past = { start_time: formatTime(Date.now() - DAY_MS), end_time: start_time };
    await step(flatpeak.POST("/prices/{id}", { signal, params, body: period }));
    await step(flatpeak.POST("/audits/prices/{id}", { signal, params, body: period }));
    const segment = "LOW";
    await step(
      flatpeak.POST("/schedules/duration/{id}", {
        signal,
        params,
        body: { ...period, segment, duration: 60 },
      }),
    );
    await step(
      flatpeak.POST("/schedules/limit/{id}", { signal, params, body: { ...period, segment, relative: 0.1 } }),
    );
    if (device_id !== undefined) {
      const max_power = { units: "W" as const, value: 14_000 };
      const data = [
        {
          device_id,
          ...period,
          tariff_direction: "IMPORT" as const,
          max_power: { units: "W" as const, value: 7000 },
          energy: { units: "KWH" as const, value: 5 },
        },
      ];
      await step(flatpeak.POST("/schedules/amount/{id}", { signal, params, body: { max_power, data } }));
    }
    await step(flatpeak.POST("/costs/interval/{id}", { signal, params, body: past }));
    await step(
      flatpeak.POST("/costs/session/{id}", { signal, params: { path: { id: `verify-${UNKNOWN_ID}` } } }),
    );
    await step(
      flatpeak.POST("/costs/instant", {
        signal,
        params: { query: { non_persistent: true } },
        body: { location_id, energy_flow_direction: "INBOUND", units: "W", value: 1000, ...past },
      }),
    );
  };

  const readOthers = async (): Promise<void> => {
    const events = await step(flatpeak.GET("/events", { signal }));
    const event = readText(readList(events.data)[0], "id") ?? `evt_${UNKNOWN_ID}`;
    await step(flatpeak.GET("/events/{id}", { signal, params: { path: { id: event } } }));
    const batch = { batch_id: `bat_${UNKNOWN_ID}` };
    await step(flatpeak.GET("/meters/batch", { signal, params: { query: batch } }));
    const session = { connect_token: `cot_${UNKNOWN_ID}` };
    await step(flatpeak.GET("/connect/token", { signal, params: { query: session } }));
  };

  let stopped: string | undefined;
  let refusedBearer: number | undefined;
  try {
    await useObjects();
    await readOthers();
    const stranger = createClient({
      baseUrl: account.baseUrl,
      fetch: account.fetch,
      token: "bearer_unknown",
    });
    refusedBearer = (await stranger.GET("/devices", { signal, retries: 0 })).response?.status;
  } catch (error) {
    stopped = signal.aborted ? "interrupted" : error instanceof Error ? error.name : "failed";
  }
  return { refusedBearer, left: await owned.removeAll(), stopped };
}

/** RFC 3339 to the second, as in the contract's examples. */
function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, "");
}
