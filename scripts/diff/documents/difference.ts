import type { Location } from "../location.ts";
import type { ChangeClass } from "../report.ts";

/**
 * A shared part of the contract that contains a difference. The difference is reported once for all users of that part.
 */
export interface Anchor {
  /** Such as `schema Device` or `response 404`. */
  readonly name: string;
  /** Its name in code: `Device`. */
  readonly code: string;
  readonly path: readonly string[];
}

/** Effect of a difference on the types. */
export type Effect =
  /** Code that reads or writes this place shows it. */
  | "place"
  /** A literal that was complete now lacks a property. */
  | "missing"
  /** A switch over all documented statuses is no longer exhaustive. */
  | "status"
  /** None: the rule that found the difference decides its class. */
  | "none";

/** One structural difference between two contracts. */
export interface Difference {
  readonly location: Location;
  readonly anchor: Anchor | undefined;
  readonly effect: Effect;
  /** Class if no probe at the location fails. */
  readonly otherwise: ChangeClass;
  /** True if it looks breaking. Decides which of several differences at one place explains a failure. */
  readonly suspected: boolean;
  readonly what: string;
  /** Returns the reason, given the code that reads the place. */
  readonly why: (code: string) => string;
}

/** A difference without a place. */
export type DifferenceDraft = Omit<Difference, "location" | "anchor">;

/** A place in both contracts. */
export type DocumentPlace = Pick<Difference, "location" | "anchor">;
