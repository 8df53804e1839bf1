/**
 * Kind of deviation from the contract.
 * - `missing-property`: a required property is missing.
 * - `wrong-type`: a value of another type.
 * - `unlisted-value`: a value outside a closed set.
 * - `unknown-property`: a property that the contract does not have.
 * - `undocumented-status`: a status code that the contract does not list for the operation.
 * - `other-version`: the response has another API version than the contract.
 * - `deprecated`: the response has a `Deprecation` header.
 * - `sunset`: the response has a `Sunset` header.
 */
export type DriftKind =
  | "missing-property"
  | "wrong-type"
  | "unlisted-value"
  | "unknown-property"
  | "undocumented-status"
  | "other-version"
  | "deprecated"
  | "sunset";

/**
 * One place where responses deviate from the contract. Plain JSON. It contains names of fields, types, status codes
 * and versions, but no value of a body.
 */
export interface DriftFinding {
  /** Kind of deviation, such as `missing-property`. */
  readonly kind: DriftKind;
  /** The contract's operationId; `webhook` for the event of a webhook. */
  readonly operationId: string;
  /** Status code of the response; `null` for a webhook. */
  readonly status: number | null;
  /**
   * JSON pointer into the body. `*` stands for every item of a list, for every key of a map, and for the name of an
   * unknown property, if the name may be data. `""` stands for the whole body, the status code or a header.
   */
  readonly pointer: string;
  /**
   * Expected by the contract: a type, `a value` or `nothing`, the values of a closed set, the documented status codes,
   * or its version.
   */
  readonly expected: string;
  /**
   * Received in place of `expected`, by `kind`:
   * - `undocumented-status`: the status code.
   * - `other-version`: the version, or `another version` if it lacks Flatpeak's format.
   * - `deprecated`, `sunset`: `a header`.
   * - all others: the type, which is `null`, `boolean`, `number`, `string`, `array`, `object` or `nothing`.
   */
  readonly received: string;
  /** The contract's version, for example `2025-09-14.anode`. */
  readonly contract: string;
  /** Time of the first occurrence, in RFC 3339. */
  readonly firstSeen: string;
}

/** A finding and its number of occurrences. */
export interface CountedFinding extends DriftFinding {
  /** Number of compared responses and webhooks that deviate like this; see `every`. */
  readonly count: number;
}
