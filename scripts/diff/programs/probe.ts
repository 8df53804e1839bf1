import type { Location } from "../location.ts";

/** Code and aim of a probe. */
export interface ProbeCode {
  /**
   * Differences that make it fail: at this place only; a property missing in a literal; the documented statuses; or
   * anything inside the place.
   */
  readonly aim: "place" | "literal" | "statuses" | "whole";
  /** Statements. `value` has the type under test, and `frozen` has the old type. */
  readonly statements: readonly string[];
}

/** A small program that a consumer of the SDK could have written. */
export interface Probe extends ProbeCode {
  readonly location: Location;
  /** Reads a response, writes a request, or names a type. */
  readonly use: "read" | "write" | "name";
  /** Returns the type of `value`, given the import name of the package. */
  readonly type: (api: string) => string;
}
