import type { TariffDirection } from "../../../generated/schema.ts";
import { UsageError } from "../../errors/classes.ts";
import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import { createAccount } from "../account.ts";
import type { AccountSettings } from "../account.ts";
import type { Deliveries, DeliveryOptions, KeptEvent } from "../delivery.ts";
import type { ObjectSettings } from "../new-object.ts";
import { refuseMissing } from "../refusal.ts";
import type { Handler } from "../resource.ts";
import { createAmountHandlers } from "./amounts.ts";
import { createCostHandlers } from "./costs.ts";
import { readCurve } from "./curve.ts";
import type { PriceCurve } from "./curve.ts";
import { createStatusHandlers } from "./location-status.ts";
import { createMarket, TARIFF_STATES } from "./market.ts";
import type { TariffState } from "./market.ts";
import { createMeters } from "./meters.ts";
import type { Place } from "./place.ts";
import { createPriceHandlers } from "./prices.ts";
import { createScheduleHandlers } from "./schedules.ts";
import { DIRECTIONS } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { readTariffRates } from "./tariff-rates.ts";

/** Objects of an account, with prices, schedules, costs and events that are consistent with each other. */
export interface World {
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Sets the prices of a location; see {@link FakeFlatpeak.prices}. */
  readonly prices: (locationId: string, curve: PriceCurve, direction?: TariffDirection) => void;
  /** Sets the state of the tariff of a location; see {@link FakeFlatpeak.tariff}. */
  readonly tariff: (locationId: string, state: TariffState, direction?: TariffDirection) => void;
  /** Delivers the events of the objects; see {@link FakeFlatpeak.deliverEvents}. */
  readonly deliverEvents: (handler: WebhookHandler, options?: DeliveryOptions) => Promise<DeliveredEvent[]>;
}

/** Handles the request of a webhook, such as the handler of {@link createWebhookHandler}. */
export type WebhookHandler = (request: Request) => Response | Promise<Response>;

/** Event that was delivered to a handler. */
export interface DeliveredEvent {
  /** ID of the event, such as `evt_1`. */
  readonly id: string;
  /** Type of the event, such as `device.create`. */
  readonly type: string;
  /** Status of the handler's response. */
  readonly status: number;
}

/** Creates a world without objects. It stores its events in `deliveries`. */
export function createWorld(
  settings: ObjectSettings & Pick<AccountSettings, "lenient">,
  deliveries: Deliveries,
): World {
  const { accountId, now } = settings;
  const market = createMarket(now);
  /** Events that no handler has accepted yet, oldest first. */
  const pending = new Set<KeptEvent>();
  const publish = (type: string, data: JsonObject): void => {
    pending.add(deliveries.keep(type, data));
  };
  const account = createAccount({
    ...settings,
    market,
    defaultPlace: examplePlace(settings),
    onChange: (kind, verb, object) => {
      if (kind === "tariff") applyTariff(object);
      else publish(`${kind}.${verb}`, object);
    },
  });

  const publishLocation = (locationId: string): void => {
    const location = account.showLocation(locationId);
    if (location !== undefined) publish("location.update", location);
  };

  /**
   * Connects the latest tariff of a direction to its location after a change of a tariff; its rates become the
   * location's prices.
   */
  const applyTariff = (tariff: JsonObject): void => {
    const { id, location_id: locationId, direction: given, type } = tariff;
    const direction = DIRECTIONS.find((candidate) => candidate === given);
    if (typeof locationId !== "string" || direction === undefined || type === "NON_COMMODITY") return;
    const latest = account.findTariff(locationId, direction);
    if (latest === undefined) market.setState(locationId, direction, "none");
    // IDs are numbered. Changes of an earlier tariff have no effect.
    else if (latest.id <= String(id)) {
      const curve = readTariffRates(latest);
      if (curve === undefined) market.setState(locationId, direction, "connected");
      else market.setCurve(locationId, direction, curve);
    }
    publishLocation(locationId);
  };

  const demandLocation = (locationId: string, direction: TariffDirection): void => {
    if (account.findSite(locationId) === undefined) {
      throw new UsageError(`The fake has no location "${locationId}"; create it with POST /locations first`);
    }
    if (!DIRECTIONS.includes(direction)) {
      throw new UsageError(`"${direction}" is not a direction; use one of ${DIRECTIONS.join(", ")}`);
    }
  };

  const around: Surroundings = {
    accountId,
    now,
    market,
    hasDevice: account.hasDevice,
    demandReferences: account.demandReferences,
    hasLocation: (id) => account.findSite(id) !== undefined,
    findSite: (operation, id = operation.params["id"] ?? "") => {
      const site = account.findSite(id);
      if (site === undefined) throw refuseMissing(operation, `No such location: ${id}`);
      return site;
    },
  };
  const meters = createMeters(around);

  return {
    handlers: {
      ...account.handlers,
      ...meters.handlers,
      ...createStatusHandlers(around),
      ...createPriceHandlers(around),
      ...createScheduleHandlers(around),
      ...createAmountHandlers(around),
      ...createCostHandlers(around, meters),
    },
    deliverEvents: async (handler, options) => {
      const delivered: DeliveredEvent[] = [];
      // Only events that exist now: a handler that changes objects would otherwise loop forever.
      for (const event of [...pending]) {
        const { ok, status } = await handler(await deliveries.deliver(event, options));
        if (ok) pending.delete(event);
        delivered.push({ id: event.id, type: event.type, status });
      }
      return delivered;
    },
    prices: (locationId, curve, direction = "IMPORT") => {
      demandLocation(locationId, direction);
      market.setCurve(locationId, direction, readCurve(curve));
      publishLocation(locationId);
    },
    tariff: (locationId, state, direction = "IMPORT") => {
      demandLocation(locationId, direction);
      if (!TARIFF_STATES.includes(state)) {
        throw new UsageError(`"${state}" is not a state of a tariff; use one of ${TARIFF_STATES.join(", ")}`);
      }
      market.setState(locationId, direction, state);
      const type =
        state === "expired" ? "tariff.expired" : state === "lost" ? "tariff.fetch.failed" : undefined;
      if (type === undefined) {
        publishLocation(locationId);
        return;
      }
      publish(type, {
        live_mode: false,
        tariff_id: account.findTariff(locationId, direction)?.id,
        location_id: locationId,
        customer_id: account.showLocation(locationId)?.["customer_id"],
        account_id: accountId,
      });
    },
  };
}

/** Time zone and currency of the contract's example of a location. */
function examplePlace({ examples }: ObjectSettings): Place {
  const example = examples["GET /locations/{id}"]?.responses[200];
  const { timezone, currency_code: currency } = isJsonObject(example) ? example : {};
  return {
    timezone: typeof timezone === "string" ? timezone : "UTC",
    currency_code: typeof currency === "string" ? currency : "EUR",
  };
}
