import type { JsonObject } from "../text/json.ts";

/** A contract's examples by method and path template: `"POST /devices"`. Has the shape of `generated/examples.ts`. */
export type Examples = Readonly<Record<string, OperationExamples>>;

/** The examples of one operation. */
export interface OperationExamples {
  /** Path parameters by name. */
  readonly path?: Readonly<Record<string, unknown>>;
  /** Query parameters by name. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Request body. */
  readonly body?: unknown;
  /** Response bodies by status. */
  readonly responses: Readonly<Record<string, unknown>>;
  /**
   * Fields of the request body that objects in the response also have; query parameters if there is no body. Default:
   * none.
   */
  readonly sharedFields?: readonly string[];
  /** Bounds and defaults of integers in the query, by name. Default: none. */
  readonly integers?: Readonly<Record<string, IntegerBounds>>;
}

/** Bounds and default of an integer. */
export interface IntegerBounds {
  /** Smallest value that the contract allows. */
  readonly minimum?: number;
  /** Largest value that the contract allows. */
  readonly maximum?: number;
  /** Value that the API uses if the parameter is absent. */
  readonly default?: number;
}

/** Picks the fields of a request that objects in its response also have. */
export function pickShared(examples: Examples, key: string, sent: JsonObject): JsonObject {
  const shared = examples[key]?.sharedFields ?? [];
  return Object.fromEntries(shared.filter((name) => name in sent).map((name) => [name, sent[name]]));
}
