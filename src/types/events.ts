import type { Event, EventDataByType } from "../../generated/schema.ts";

/** The known members of a union of strings that also accepts other strings. */
type Closed<Text> = Text extends string ? (string & {} extends Text ? never : Text) : never;

/** Event types of the contract. New ones may appear at any time; see {@link UnknownEvent}. */
export type EventType = Closed<Event["type"]> | keyof EventDataByType;

/** Data that the contract does not document. */
export type UndocumentedData = Readonly<Record<string, unknown>>;

interface EventHead extends Omit<Event, "type" | "data"> {
  readonly object: "event";
}

/**
 * Event of a type in the contract. `data` is a snapshot of the object, or the IDs of the objects. Data that the
 * contract does not document, such as that of `device.create.failed`, has an open type.
 */
export interface EventOf<Type extends EventType> extends EventHead {
  /** Event type; narrows `data`. */
  readonly type: Type;
  /** Snapshot of the object, or the IDs of the objects. */
  readonly data: Type extends keyof EventDataByType ? EventDataByType[Type] : UndocumentedData;
}

declare const unknownType: unique symbol;

/**
 * Event of a type that is not in the contract. It remains after narrowing by all known types.
 *
 * Its `type` excludes all known types, so `event.type === "device.create"` rules this event out. Misspelled types are
 * compile errors. To compare with a type that is newer than the contract, assign it first: `const type: string =
 * event.type`.
 */
export interface UnknownEvent extends EventHead {
  /** Event type. */
  readonly type: `${string}.${string}` & { readonly [unknownType]: true };
  /** Data of the event, not documented. */
  readonly data: UndocumentedData;
}

/**
 * Event of a webhook; narrow it by `type`.
 *
 * @example
 * ```ts
 * import type { WebhookEvent } from "flatpeak/webhooks";
 *
 * function describe(event: WebhookEvent): string {
 *   switch (event.type) {
 *     case "device.create":
 *       return `a new device, ${event.data.reference_id}`;
 *     case "tariff.expired":
 *       return `an expired tariff, ${event.data.tariff_id ?? "not named"}`;
 *     default:
 *       return event.type;
 *   }
 * }
 * ```
 */
export type WebhookEvent = { [Type in EventType]: EventOf<Type> }[EventType] | UnknownEvent;
