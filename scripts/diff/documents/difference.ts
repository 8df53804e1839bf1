import type { Location } from "../location.ts";
import type { ChangeClass } from "../report.ts";

/** A shared part of the contract that a difference lies in: it is reported once for all who use it. */
export interface Anchor {
  /** Such as `schema Device` or `response 404`. */
  readonly name: string;
  /** What stands for it in code: `Device`. */
  readonly code: string;
  readonly path: readonly string[];
}

/** How a difference shows in the types, if it does. */
export type Effect =
  /** Reading or writing that very place shows it. */
  | "place"
  /** A literal that held all that was needed lacks something now. */
  | "missing"
  /** A switch over all documented statuses is not exhaustive any more. */
  | "status"
  /** Not at all: the rule that found it gives its class. */
  | "none";

/** One structural difference between two contracts. */
export interface Difference {
  readonly location: Location;
  readonly anchor: Anchor | undefined;
  readonly effect: Effect;
  /** The class if no probe at the location fails. */
  readonly otherwise: ChangeClass;
  /** Whether it looks as if it broke something: decides which of several differences at one place explains a failure. */
  readonly suspected: boolean;
  readonly what: string;
  /** The reason, given what a user writes to get to the place. */
  readonly why: (code: string) => string;
}

/** A difference that has no place yet. */
export type DifferenceDraft = Omit<Difference, "location" | "anchor">;

/** A place in both contracts. */
export type DocumentPlace = Pick<Difference, "location" | "anchor">;
