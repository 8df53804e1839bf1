import type { Location } from "../location.ts";

/** What a probe is made of besides its place. */
export interface ProbeCode {
  /**
   * What it is sensitive to: that very place alone; whether a literal has all that is needed; the statuses that are
   * documented; or anything inside.
   */
  readonly aim: "place" | "literal" | "statuses" | "whole";
  /** Statements; `value` is what is read or written, of the types being judged, and `frozen` the same of the old ones. */
  readonly statements: readonly string[];
}

/** A small program that a consumer of the SDK could have written. */
export interface Probe extends ProbeCode {
  readonly location: Location;
  /** Reads what the API returned, writes what it is sent, or names a type. */
  readonly use: "read" | "write" | "name";
  /** The type of `value`, given the name under which the package is imported. */
  readonly type: (api: string) => string;
}
