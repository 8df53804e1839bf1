import type { Event, EventDataByType } from "../../generated/schema.ts";

/** The members of an open union of strings, without the opening. */
type Closed<Text> = Text extends string ? (string & {} extends Text ? never : Text) : never;

/** The types of event that the contract knows. New ones may appear at any time; see {@link UnknownEvent}. */
export type EventType = Closed<Event["type"]> | keyof EventDataByType;

/** What is not documented, or not yet. */
export type UndocumentedData = Readonly<Record<string, unknown>>;

interface EventHead extends Omit<Event, "type" | "data"> {
  readonly object: "event";
}

/**
 * An event of a type that the contract knows. `data` is a snapshot of the object concerned, or the IDs of the objects; where
 * the contract says nothing of it, as of failures, it is open.
 */
export interface EventOf<Type extends EventType> extends EventHead {
  /** What happened; tells the events apart. */
  readonly type: Type;
  /** What it happened to, as it was then. */
  readonly data: Type extends keyof EventDataByType ? EventDataByType[Type] : UndocumentedData;
}

declare const unknownType: unique symbol;

/**
 * An event of a type that the contract does not know: what is left when all others have been told apart.
 *
 * Its `type` is a string that no known type can be, so that `event.type === "device.create"` rules this event out, and a
 * misspelt type does not compile. To ask for a type that is too new for the contract, put it into a variable first:
 * `const type: string = event.type`.
 */
export interface UnknownEvent extends EventHead {
  /** What happened. */
  readonly type: `${string}.${string}` & { readonly [unknownType]: true };
  /** Whatever came along. */
  readonly data: UndocumentedData;
}

/**
 * An event, told apart by its `type`.
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
